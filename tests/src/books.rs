//! Both sides' books: every order of the shop and every deal of HubSpot, compared object by object.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use anyhow::{Context as _, Result, ensure};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::Remote;

/// An order as the shop has it.
#[derive(Clone, Debug)]
pub struct ShopOrder {
    /// The shop's id.
    pub id: String,
    /// As people say it: ORD00012.
    pub number: String,
    /// Whether it is paid.
    pub is_paid: bool,
    /// What the shopper pays, tax included.
    pub total: Decimal,
    /// In small letters; empty if none was given.
    pub email: String,
    /// Empty for a person.
    pub company: String,
    /// Whether the shop has a customer for it.
    pub has_customer: bool,
    /// Ids and SKUs of its lines.
    pub lines: BTreeMap<String, (String, Decimal)>,
    /// The whole answer.
    pub raw: Value,
}

/// A deal as HubSpot has it.
#[derive(Clone, Debug)]
pub struct Deal {
    /// HubSpot's id.
    pub id: String,
    /// Our unique key.
    pub key: String,
    /// Its properties.
    pub properties: Value,
    /// Ids of its contacts.
    pub contacts: BTreeSet<String>,
    /// Ids of its companies.
    pub companies: BTreeSet<String>,
    /// Ids of its line items.
    pub lines: BTreeSet<String>,
}

/// A line item as HubSpot has it.
#[derive(Clone, Debug)]
pub struct LineItem {
    /// Our unique key.
    pub key: String,
    /// Its properties.
    pub properties: Value,
    /// Ids of its deals.
    pub deals: BTreeSet<String>,
}

/// Everything that is compared.
pub struct Books {
    /// Orders by id.
    pub orders: BTreeMap<String, ShopOrder>,
    /// Deals by id.
    pub deals: BTreeMap<String, Deal>,
    /// Line items by id.
    pub lines: BTreeMap<String, LineItem>,
    /// Contacts' properties by id.
    pub contacts: BTreeMap<String, Value>,
    /// Companies' properties by id.
    pub companies: BTreeMap<String, Value>,
    /// Products' properties by id.
    pub products: BTreeMap<String, Value>,
    /// In front of an order's id in our keys.
    prefix: String,
}

/// A number as an API writes it, text or number.
#[must_use]
pub fn decimal(value: &Value) -> Decimal {
    match value {
        Value::Number(number) => number.to_string().parse().unwrap_or_default(),
        Value::String(text) => text.parse().unwrap_or_default(),
        _ => Decimal::ZERO,
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// The ids of one kind of associated objects.
fn associated(object: &Value, kind: &str) -> BTreeSet<String> {
    let pairs = object["associations"][kind]["results"].as_array();
    pairs
        .into_iter()
        .flatten()
        .map(|pair| text(&pair["id"]))
        .collect()
}

impl Books {
    /// Opens the books of both sides.
    ///
    /// # Errors
    /// When the stand-ins don't answer.
    pub async fn open(remote: &Remote) -> Result<Self> {
        let shop = text(&remote.credentials().await?["lightspeed"]["shop_id"]);
        let deal_properties = [
            "dealname",
            "amount",
            "dealstage",
            "pipeline",
            "kopru_key",
            "kopru_order_status",
            "kopru_refunded",
        ];
        let line_properties = [
            "name",
            "quantity",
            "price",
            "discount",
            "amount",
            "hs_sku",
            "hs_product_id",
            "kopru_key",
        ];
        let deals = remote
            .hubspot_objects("deals", &deal_properties, "contacts,companies,line_items")
            .await?;
        let lines = remote
            .hubspot_objects("line_items", &line_properties, "deals")
            .await?;
        let of = |objects: Vec<Value>| {
            objects
                .into_iter()
                .map(|object| (text(&object["id"]), object["properties"].clone()))
                .collect()
        };
        Ok(Self {
            orders: orders(remote).await?,
            deals: deals
                .iter()
                .map(|deal| (text(&deal["id"]), Deal::read(deal)))
                .collect(),
            lines: lines
                .iter()
                .map(|line| (text(&line["id"]), LineItem::read(line)))
                .collect(),
            contacts: of(remote
                .hubspot_objects("contacts", &["email", "firstname", "lastname", "kopru_key"], "")
                .await?),
            companies: of(remote
                .hubspot_objects("companies", &["name", "kopru_key"], "")
                .await?),
            products: of(remote
                .hubspot_objects("products", &["name", "hs_sku", "price", "kopru_key"], "")
                .await?),
            prefix: format!("lightspeed_ecom:{shop}:order:"),
        })
    }

    /// The deal of an order.
    #[must_use]
    pub fn deal_of(&self, order: &str) -> Option<&Deal> {
        let key = format!("{}{order}", self.prefix);
        self.deals.values().find(|deal| deal.key == key)
    }

    /// Says every difference between the orders that `wanted` takes and the deals that are there.
    ///
    /// # Errors
    /// The differences, the first forty of them in words.
    pub fn agree(&self, wanted: impl Fn(&ShopOrder) -> bool) -> Result<()> {
        let mut wrong = Vec::new();
        let mut by_key: BTreeMap<&str, Vec<&Deal>> = BTreeMap::new();
        for deal in self.deals.values() {
            by_key.entry(deal.key.as_str()).or_default().push(deal);
        }
        let mut explained = BTreeSet::new();
        for order in self.orders.values().filter(|order| wanted(order)) {
            let key = format!("{}{}", self.prefix, order.id);
            let found = by_key.get(key.as_str()).map(Vec::as_slice).unwrap_or_default();
            explained.insert(key.clone());
            match found {
                [deal] => self.compare(order, deal, &key, &mut wrong),
                others => wrong.push(format!("{}: {} deals instead of one", order.number, others.len())),
            }
        }
        for deal in self.deals.values().filter(|deal| !explained.contains(&deal.key)) {
            wrong.push(format!(
                "deal {} ({}) has no order that was wanted",
                deal.id, deal.properties["dealname"]
            ));
        }
        for (id, line) in &self.lines {
            if line.deals.len() != 1 {
                wrong.push(format!(
                    "line item {id} ({}) hangs on {} deals",
                    line.key,
                    line.deals.len()
                ));
            }
        }
        let mut told = String::new();
        for one in wrong.iter().take(40) {
            let _ = writeln!(told, "  {one}");
        }
        ensure!(
            wrong.is_empty(),
            "{} differences between the two sides:\n{told}",
            wrong.len()
        );
        Ok(())
    }

    fn compare(&self, order: &ShopOrder, deal: &Deal, key: &str, wrong: &mut Vec<String>) {
        let mut say = |what: String| wrong.push(format!("{} (deal {}): {what}", order.number, deal.id));
        if deal.properties["dealname"] != json!(order.number) {
            say(format!("the deal is called {}", deal.properties["dealname"]));
        }
        let amount = decimal(&deal.properties["amount"]);
        if amount != order.total {
            say(format!("amount {amount} instead of {}", order.total));
        }
        let lines: Vec<&LineItem> = deal.lines.iter().filter_map(|id| self.lines.get(id)).collect();
        let sum: Decimal = lines.iter().map(|line| decimal(&line.properties["amount"])).sum();
        if sum.round_dp(2) != order.total {
            say(format!("its lines sum to {sum} instead of {}", order.total));
        }
        let keys: BTreeSet<&str> = lines.iter().map(|line| line.key.as_str()).collect();
        if keys.len() != lines.len() {
            say("two of its lines have one key".to_owned());
        }
        let mut goods = BTreeSet::new();
        for (id, (sku, quantity)) in &order.lines {
            let key = format!("{key}:{id}");
            let Some(line) = lines.iter().find(|line| line.key == key) else {
                say(format!("no line item for line {id} ({sku})"));
                continue;
            };
            if line.properties["hs_sku"] != json!(sku) || decimal(&line.properties["quantity"]) != *quantity {
                say(format!(
                    "line {id} is {} × {} instead of {quantity} × {sku}",
                    line.properties["quantity"], line.properties["hs_sku"]
                ));
            }
            let product = self.products.get(&text(&line.properties["hs_product_id"]));
            if product.is_none_or(|product| product["hs_sku"] != json!(sku)) {
                say(format!(
                    "line {id} ({sku}) is not linked to the product of that SKU"
                ));
            }
            goods.insert(key);
        }
        for (name, field) in [("shipping", "shipmentPriceIncl"), ("payment", "paymentPriceIncl")] {
            if decimal(&order.raw[field]) != Decimal::ZERO {
                goods.insert(format!("{key}:{name}"));
            }
        }
        for line in lines.iter().filter(|line| !goods.contains(&line.key)) {
            say(format!("there is a line item too many: {}", line.key));
        }
        self.compare_customer(order, deal, &mut say);
    }

    fn compare_customer(&self, order: &ShopOrder, deal: &Deal, say: &mut impl FnMut(String)) {
        if order.email.is_empty() && !order.has_customer {
            // Somebody at the counter: the default account, or nobody.
            return;
        }
        let [contact] = deal.contacts.iter().collect::<Vec<_>>()[..] else {
            say(format!("it hangs on {} contacts", deal.contacts.len()));
            return;
        };
        let email = self
            .contacts
            .get(contact)
            .map(|contact| text(&contact["email"]))
            .unwrap_or_default();
        if !order.email.is_empty() && email != order.email {
            say(format!("its contact is {email} instead of {}", order.email));
        }
        let companies: Vec<String> = deal
            .companies
            .iter()
            .filter_map(|id| self.companies.get(id))
            .map(|company| text(&company["name"]))
            .collect();
        if order.company.is_empty() != companies.is_empty() {
            say(format!(
                "its companies are {companies:?}, the order's is {:?}",
                order.company
            ));
        }
        if !order.company.is_empty() && !companies.contains(&order.company) {
            say(format!(
                "its companies are {companies:?} instead of {}",
                order.company
            ));
        }
    }
}

impl Deal {
    fn read(deal: &Value) -> Self {
        Self {
            id: text(&deal["id"]),
            key: text(&deal["properties"]["kopru_key"]),
            properties: deal["properties"].clone(),
            contacts: associated(deal, "contacts"),
            companies: associated(deal, "companies"),
            lines: associated(deal, "line items"),
        }
    }
}

impl LineItem {
    fn read(line: &Value) -> Self {
        Self {
            key: text(&line["properties"]["kopru_key"]),
            properties: line["properties"].clone(),
            deals: associated(line, "deals"),
        }
    }
}

/// Every order of the shop with its lines inside.
async fn orders(remote: &Remote) -> Result<BTreeMap<String, ShopOrder>> {
    remote
        .settings(json!({"lightspeed": {"embed_lists": true}}))
        .await?;
    let raw = remote.lightspeed_all("orders").await;
    remote
        .settings(json!({"lightspeed": {"embed_lists": false}}))
        .await?;
    raw?.into_iter()
        .map(|raw| read_order(raw).map(|order| (order.id.clone(), order)))
        .collect()
}

fn read_order(raw: Value) -> Result<ShopOrder> {
    let lines = raw["products"]["resource"]["embedded"]
        .as_array()
        .context("an order's lines")?;
    let lines = lines
        .iter()
        .map(|line| {
            (
                text(&line["id"]),
                (text(&line["sku"]), decimal(&line["quantityOrdered"])),
            )
        })
        .collect();
    Ok(ShopOrder {
        id: text(&raw["id"]),
        number: text(&raw["number"]),
        is_paid: raw["paymentStatus"] == json!("paid"),
        total: decimal(&raw["priceIncl"]).round_dp(2),
        email: text(&raw["email"]).to_lowercase(),
        company: text(&raw["companyName"]),
        has_customer: raw["customer"].is_object(),
        lines,
        raw,
    })
}
