//! The product that holds a variant: found again after a lost answer, shared by the variants of a family.
//!
//! Products have no field of ours that can be searched. A product that an earlier try made and did not finish is
//! recognised by its title, its untouched default variant and its youth; a family's product by our metafield on it.

use std::collections::HashMap;

use domain::{Failure, FailureReason, Value};
use jiff::SignedDuration;
use tokio::sync::{Mutex, OnceCell};

use super::{
    sets::{self, Chosen},
    trace::Trace,
};
use crate::lightspeed_ecom::{
    api::{id, related},
    shop::Shop,
};

/// Metafield on a family's product: what its variants have in common at the source.
const KEY: &str = "kopru_key";
/// How far back an unfinished product is looked for: longer than a record is tried again, by a day of clocks and
/// zones.
const YOUNG: SignedDuration = SignedDuration::from_hours(48);

/// What one batch knows of products.
pub(super) struct Families {
    /// Family key → options of all its variants in the batch.
    options: HashMap<String, Vec<Chosen>>,
    /// Family key → its product; locked while it is looked for or made.
    homes: HashMap<String, Mutex<Shared>>,
    /// Products made lately.
    recent: OnceCell<Vec<Value>>,
    /// All products, by id and title.
    all: OnceCell<Vec<Value>>,
}

/// The product of a family, while its variants are written.
#[derive(Debug, Default)]
struct Shared {
    home: Option<Home>,
    /// Whether our metafield is on it.
    claimed: bool,
    /// Why it could not be made; nobody knows whether it was, so no sibling tries again in this batch.
    failed: Option<Failure>,
}

/// A product into which a variant goes.
#[derive(Clone, Debug)]
pub(super) struct Home {
    pub(super) product: i64,
    /// Its set of options; null if it has none.
    pub(super) set: Value,
    /// Whether it was made just now.
    pub(super) new: bool,
    /// The product as it came back; null if it was found and not read whole.
    pub(super) json: Value,
    /// The untouched variant that was born with it, to be filled by the first of ours.
    pub(super) born: Option<i64>,
}

/// The key of a document's family; none for a simple product.
pub(super) fn key(document: &Value) -> Option<String> {
    let key = document.at("family.key").to_string().trim().to_owned();
    (!key.is_empty()).then_some(key)
}

impl Families {
    /// Gathers what the documents of a batch say of families; `linked` are products already known from links.
    pub(super) fn of<'a>(documents: impl Iterator<Item = (&'a Value, Option<i64>)>) -> Self {
        let mut options: HashMap<String, Vec<Chosen>> = HashMap::new();
        let mut homes: HashMap<String, Mutex<Shared>> = HashMap::new();
        for (document, linked) in documents {
            let Some(key) = key(document) else { continue };
            options
                .entry(key.clone())
                .or_default()
                .push(sets::chosen(document));
            let shared = homes.entry(key).or_default().get_mut();
            if let (None, Some(product)) = (&shared.home, linked) {
                shared.home = Some(Home {
                    product,
                    set: Value::Null,
                    new: false,
                    json: Value::Null,
                    born: None,
                });
                shared.claimed = true;
            }
        }
        Self {
            options,
            homes,
            recent: OnceCell::new(),
            all: OnceCell::new(),
        }
    }

    /// The product for a document: of its family, or its own.
    pub(super) async fn home(
        &self,
        shop: &Shop,
        trace: &mut Trace,
        document: &Value,
        product: Value,
    ) -> Result<Home, Failure> {
        let Some(key) = key(document) else {
            return match self.unfinished(shop, &title(&product)).await? {
                Some(home) => Ok(home),
                None => self.create(shop, trace, product).await,
            };
        };
        let Some(shared) = self.homes.get(&key) else {
            return self.create(shop, trace, product).await;
        };
        let mut shared = shared.lock().await;
        if let Some(failure) = &shared.failed {
            return Err(failure.clone());
        }
        if shared.home.is_none() {
            match self.of_family(shop, &key, &title(&product)).await? {
                Some((home, claimed)) => {
                    shared.home = Some(home);
                    shared.claimed = claimed;
                }
                None => match self.create(shop, trace, product).await {
                    Ok(home) => shared.home = Some(home),
                    Err(failure) => {
                        shared.failed = Some(failure.clone());
                        return Err(failure);
                    }
                },
            }
        }
        let Shared {
            home: Some(home),
            claimed,
            ..
        } = &mut *shared
        else {
            return Err(Failure::permanent(
                FailureReason::Internal,
                "A family's product was neither found nor made",
            ));
        };
        if !*claimed {
            claim(shop, trace, home.product, &key).await?;
            *claimed = true;
        }
        if home.set.is_null() {
            home.set = self.set(shop, trace, &key, home, document).await?;
        }
        let given = home.clone();
        home.new = false;
        home.json = Value::Null;
        Ok(given)
    }

    /// The variant that was born with a family's product now holds one of ours.
    pub(super) async fn filled(&self, document: &Value) {
        if let Some(shared) = key(document).and_then(|key| self.homes.get(&key))
            && let Some(home) = shared.lock().await.home.as_mut()
        {
            home.born = None;
        }
    }

    /// An unfinished product of an earlier try.
    async fn unfinished(&self, shop: &Shop, title: &str) -> Result<Option<Home>, Failure> {
        for row in self
            .recent(shop)
            .await?
            .iter()
            .filter(|row| same_title(row, title))
        {
            if let Some(born) = untouched(shop, id(row)).await? {
                return Ok(Some(found(row, Some(born))));
            }
        }
        Ok(None)
    }

    /// The product of a family: by our metafield, else an unfinished or foreign one of the same title that
    /// belongs to no other family.
    async fn of_family(
        &self,
        shop: &Shop,
        family: &str,
        title: &str,
    ) -> Result<Option<(Home, bool)>, Failure> {
        let recent = self.recent(shop).await?;
        let candidates = recent.iter().chain(self.all(shop).await?);
        let mut nameless = None;
        let mut looked_at = Vec::new();
        for row in candidates.filter(|row| same_title(row, title)) {
            if looked_at.contains(&id(row)) {
                continue;
            }
            looked_at.push(id(row));
            match key_of(shop, id(row)).await? {
                Some(key) if key == family => {
                    let born = untouched(shop, id(row)).await?;
                    return Ok(Some((found(row, born), true)));
                }
                Some(_) => {}
                None => nameless = nameless.or(Some(row)),
            }
        }
        let Some(row) = nameless else { return Ok(None) };
        let born = untouched(shop, id(row)).await?;
        // A product with variants of its own is taken only if they are a family's, that is, have options.
        if born.is_none() && row.get("set").is_null() {
            return Ok(None);
        }
        Ok(Some((found(row, born), false)))
    }

    async fn recent(&self, shop: &Shop) -> Result<&Vec<Value>, Failure> {
        self.recent
            .get_or_try_init(|| async {
                let since = (shop.api.access.clock.now() - YOUNG)
                    .strftime("%Y-%m-%d %H:%M:%S")
                    .to_string();
                shop.api
                    .all(
                        "products",
                        &[("created_at_min", since), ("fields", "id,title,set".to_owned())],
                    )
                    .await
            })
            .await
    }

    async fn all(&self, shop: &Shop) -> Result<&Vec<Value>, Failure> {
        self.all
            .get_or_try_init(|| async {
                shop.api
                    .all("products", &[("fields", "id,title,set".to_owned())])
                    .await
            })
            .await
    }

    async fn create(&self, shop: &Shop, trace: &mut Trace, product: Value) -> Result<Home, Failure> {
        let made = trace.create(shop, "products", "product", product).await?;
        let product = id(&made);
        if product == 0 {
            return Err(Failure::transient(
                FailureReason::UnreadableAnswer,
                "Lightspeed created a product but did not say its id; we look for it on the next try",
            ));
        }
        Ok(Home {
            product,
            set: made.get("set").clone(),
            new: true,
            json: made,
            born: untouched(shop, product).await?,
        })
    }

    /// The set of a family's product, holding the options of all its variants in this batch.
    async fn set(
        &self,
        shop: &Shop,
        trace: &mut Trace,
        family: &str,
        home: &Home,
        document: &Value,
    ) -> Result<Value, Failure> {
        let own = [sets::chosen(document)];
        let all = self.options.get(family).map_or(own.as_slice(), Vec::as_slice);
        if all.iter().all(Vec::is_empty) {
            return Ok(Value::Null);
        }
        let there = if home.new {
            Value::Null
        } else {
            shop.api
                .find(&format!("products/{}", home.product))
                .await?
                .map_or(Value::Null, |product| product.get("set").clone())
        };
        let name = match document.at("family.title").to_string() {
            title if title.is_empty() => family.to_owned(),
            title => format!("{title} ({family})"),
        };
        let set = sets::holding(shop, trace, Some(&there), &name, all).await?;
        if id(&set) > 0 && id(&there) != id(&set) {
            let product = Value::from([("set", id(&set).into())]);
            trace
                .change(shop, &format!("products/{}", home.product), "product", product)
                .await?;
        }
        Ok(set)
    }
}

fn found(row: &Value, born: Option<i64>) -> Home {
    Home {
        product: id(row),
        set: Value::Null,
        new: false,
        json: Value::Null,
        born,
    }
}

fn title(product: &Value) -> String {
    product.get("title").to_string()
}

fn same_title(row: &Value, title: &str) -> bool {
    !title.trim().is_empty()
        && row.get("title").to_string().trim().to_lowercase() == title.trim().to_lowercase()
}

/// The variants of a product. The filter is compared, too.
pub(super) async fn variants(shop: &Shop, product: i64) -> Result<Vec<Value>, Failure> {
    let rows = shop
        .api
        .all("variants", &[("product", product.to_string())])
        .await?;
    Ok(rows
        .into_iter()
        .filter(|row| related(row, "product") == product)
        .collect())
}

/// The variant that was born with a product, if it is its only one and nobody has touched it.
async fn untouched(shop: &Shop, product: i64) -> Result<Option<i64>, Failure> {
    let variants = variants(shop, product).await?;
    let [only] = variants.as_slice() else {
        return Ok(None);
    };
    let empty = ["sku", "articleCode", "ean"]
        .into_iter()
        .all(|field| only.get(field).is_empty());
    let unsold = only
        .get("stockSold")
        .as_number()
        .is_none_or(|sold| sold.is_zero());
    Ok((empty && unsold).then(|| id(only)))
}

async fn key_of(shop: &Shop, product: i64) -> Result<Option<String>, Failure> {
    let fields = shop
        .api
        .all(&format!("products/{product}/metafields"), &[])
        .await?;
    Ok(fields
        .iter()
        .find(|field| field.get("key").as_text() == Some(KEY))
        .map(|field| field.get("value").to_string()))
}

/// Writes our metafield on a family's product, unless an earlier try did.
async fn claim(shop: &Shop, trace: &mut Trace, product: i64, family: &str) -> Result<(), Failure> {
    if key_of(shop, product).await?.is_some() {
        return Ok(());
    }
    let field = Value::from([("key", KEY.into()), ("value", family.into())]);
    trace
        .create(
            shop,
            &format!("products/{product}/metafields"),
            "productMetafield",
            field,
        )
        .await?;
    Ok(())
}
