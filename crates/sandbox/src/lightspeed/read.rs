//! GET: which collection, which rows, how they are written.

use http::StatusCode;
use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use super::json::Out;
use super::limits::Standing;
use super::list::{self, Page};
use super::refusal::Refusal;
use super::state::State;
use super::table::{Row, Table};
use super::{Context, customers, images, orders, pages, papers, products, variants};
use crate::shop::country::LANGUAGES;
use crate::shop::product::Image;

/// Answers a GET whose path and rights were checked.
pub(crate) fn answer(
    state: &State,
    context: &Context,
    call: &Call,
    standing: &Standing,
) -> Result<Answer, Refusal> {
    let reader = Reader {
        state,
        context,
        call,
        base: context.address(call.language),
    };
    let answer = reader.answer(standing)?;
    Ok(match call.param("fields") {
        Some(fields) if !call.count => answer.only(fields),
        _ => answer,
    })
}

pub(super) struct Reader<'a> {
    pub(super) state: &'a State,
    pub(super) context: &'a Context,
    pub(super) call: &'a Call,
    pub(super) base: String,
}

impl Reader<'_> {
    fn answer(&self, standing: &Standing) -> Result<Answer, Refusal> {
        let (state, call) = (self.state, self.call);
        match call.pattern.as_str() {
            "orders" => {
                let chosen = self.by(&state.orders_of, "customer");
                let embed_one = self.context.knobs.embed_order;
                let embed = if call.id.is_some() {
                    embed_one
                } else {
                    self.context.knobs.embed_lists
                };
                self.table(
                    &state.orders,
                    ("order", "orders"),
                    chosen,
                    |order| orders::passes(order, call, self.context),
                    |out, order| orders::write(state, out, order, embed),
                )
            }
            "orders/{}/products" => {
                let order = self.parent(&state.orders)?;
                self.young(order.created)?;
                self.slice(
                    ("orderProduct", "orderProducts"),
                    &order.lines,
                    |line| line.id,
                    |out, line| {
                        orders::write_line(state, out, line, order);
                    },
                )
            }
            "events" => self.events("event", "events"),
            "orders/events" => self.events("orderEvent", "ordersEvents"),
            "invoices" => {
                let chosen = call.number("order").map(|id| {
                    state
                        .orders
                        .get(id)
                        .map(|order| order.invoices.clone())
                        .unwrap_or_default()
                });
                let customer = call.number("customer");
                let number = call.param("number");
                self.table(
                    &state.invoices,
                    ("invoice", "invoices"),
                    chosen,
                    |row| {
                        customer.is_none_or(|id| row.customer == Some(id))
                            && number.is_none_or(|number| number == format!("INV{:05}", row.sequence))
                    },
                    papers::write_invoice,
                )
            }
            "invoices/{}/items" => {
                let invoice = self.parent(&state.invoices)?;
                let order = state.orders.get(invoice.order).ok_or_else(Refusal::not_found)?;
                let items = papers::items(invoice, order);
                self.slice(
                    ("invoiceItem", "invoiceItems"),
                    &items,
                    |item| item.id,
                    papers::write_item,
                )
            }
            "shipments" => {
                let chosen = call.number("order").map(|id| {
                    state
                        .orders
                        .get(id)
                        .map(|order| vec![order.shipment])
                        .unwrap_or_default()
                });
                let customer = call.number("customer");
                let number = call.param("number");
                self.table(
                    &state.shipments,
                    ("shipment", "shipments"),
                    chosen,
                    |row| {
                        customer.is_none_or(|id| row.customer == Some(id))
                            && number.is_none_or(|number| number == format!("SHIP{:05}", row.sequence))
                    },
                    |out, row| {
                        if let Some(order) = state.orders.get(row.order) {
                            papers::write_shipment(out, row, order);
                        }
                    },
                )
            }
            "shipments/{}/products" => {
                let shipment = self.parent(&state.shipments)?;
                let order = state.orders.get(shipment.order).ok_or_else(Refusal::not_found)?;
                let lines: Vec<_> = (shipment.first_product..).zip(&order.lines).collect();
                self.slice(
                    ("shipmentProduct", "shipmentProducts"),
                    &lines,
                    |(id, _)| *id,
                    |out, (id, line)| {
                        papers::write_shipment_product(out, *id, line);
                    },
                )
            }
            "customers" => {
                let chosen = call
                    .param("email")
                    .map(|email| state.by_email.get(&email.to_lowercase()).to_vec());
                self.table(
                    &state.customers,
                    ("customer", "customers"),
                    chosen,
                    |_| true,
                    customers::write,
                )
            }
            "products" => {
                let brand = call.number("brand");
                let unproven = self.context.knobs.filter_unproven;
                self.table(
                    &state.products,
                    ("product", "products"),
                    None,
                    |row| {
                        brand.is_none_or(|id| row.brand == Some(id))
                            && (!unproven
                                || call.param("title").is_none_or(|title| {
                                    row.texts(call.language).is_some_and(|texts| texts.title == title)
                                }))
                    },
                    |out, row| products::write(state, out, row),
                )
            }
            "products/{}/images" => {
                let product = self.parent(&state.products)?;
                self.slice(
                    ("productImage", "productImages"),
                    &product.images,
                    |image| image.id,
                    images::write,
                )
            }
            "products/{}/attributes" => {
                let product = self.parent(&state.products)?;
                let rows = products::attributes(state, product, call.language);
                self.values(("productAttribute", "productAttributes"), &rows)
            }
            "variants/{}/image" => {
                let variant = self.parent(&state.variants)?;
                self.image(variant.image.as_ref())
            }
            "brands/{}/image" => self.image(self.picture("brands")),
            "categories/{}/image" => self.image(self.picture("categories")),
            "blogs/articles/{}/image" => self.image(self.picture("blogs/articles")),
            "catalog" => self.table(
                &state.products,
                ("product", "products"),
                None,
                |_| true,
                |out, row| {
                    products::write(state, out, row);
                    out.nested("variants", |out| {
                        for variant in state
                            .variants_of
                            .get(&row.id)
                            .iter()
                            .filter_map(|id| state.variants.get(*id))
                        {
                            out.nested(&variant.id.to_string(), |out| {
                                variants::write(state, out, variant);
                            });
                        }
                    });
                },
            ),
            "variants" => self.variants(),
            "variants/movements" => {
                let (product, variant) = (call.number("product"), call.number("variant"));
                self.table(
                    &state.movements,
                    ("variantMovement", "variantsMovements"),
                    None,
                    |row| {
                        product.is_none_or(|id| row.product == id)
                            && variant.is_none_or(|id| row.variant == id)
                    },
                    variants::write_movement,
                )
            }
            "sets" => self.table(&state.sets, ("set", "sets"), None, |_| true, products::write_set),
            "quotes" => self.quotes(),
            "quotes/{}/products" | "quotes/{}/shippingmethods" | "quotes/{}/paymentmethods" => {
                self.quote_part()
            }
            "checkouts"
            | "checkouts/{}/products"
            | "checkouts/{}/shipment_methods"
            | "checkouts/{}/payment_methods"
            | "checkouts/{}/validate" => self.checkouts(),
            "languages" => self.slice(
                ("language", "languages"),
                &LANGUAGES,
                |row| row.id,
                pages::write_language,
            ),
            "countries" => self.slice(
                ("country", "countries"),
                pages::countries(),
                |row| row.id,
                pages::write_country,
            ),
            pattern => match pages::show(state, self.context, pattern, standing) {
                Some((key, page)) => Ok(self.write(|out| out.object(|out| out.value(key, &page)))),
                None => self.records(),
            },
        }
    }

    pub(super) fn write(&self, fill: impl FnOnce(&mut Out)) -> Answer {
        let mut out = Out::new(&self.base, self.call.language);
        fill(&mut out);
        Answer::Json(StatusCode::OK, out.finish())
    }

    pub(super) fn count(&self, count: usize) -> Answer {
        Answer::Json(StatusCode::OK, format!("{{\"count\":{count}}}"))
    }

    /// One row, the number of rows, or a page of them.
    fn table<T: Row>(
        &self,
        table: &Table<T>,
        (one, many): (&str, &str),
        chosen: Option<Vec<u64>>,
        keep: impl Fn(&T) -> bool,
        mut write: impl FnMut(&mut Out, &T),
    ) -> Result<Answer, Refusal> {
        if let Some(id) = self.call.id {
            let row = table.get(id).ok_or_else(Refusal::not_found)?;
            return Ok(self.write(|out| out.object(|out| out.nested(one, |out| write(out, row)))));
        }
        let page = Page::of(self.call);
        if self.call.count {
            return Ok(self.count(list::count(table, &page, chosen, keep)));
        }
        let rows = list::rows(table, &page, chosen, keep);
        Ok(self.write(|out| {
            out.object(|out| out.list(many, rows, |out, row| out.object(|out| write(out, row))));
        }))
    }

    /// The same for rows that stand in a short list.
    pub(super) fn slice<T>(
        &self,
        (one, many): (&str, &str),
        rows: &[T],
        id: impl Fn(&T) -> u64,
        mut write: impl FnMut(&mut Out, &T),
    ) -> Result<Answer, Refusal> {
        if let Some(wanted) = self.call.id {
            let row = rows
                .iter()
                .find(|row| id(row) == wanted)
                .ok_or_else(Refusal::not_found)?;
            return Ok(self.write(|out| out.object(|out| out.nested(one, |out| write(out, row)))));
        }
        if self.call.count {
            return Ok(self.count(rows.len()));
        }
        let page = Page::of(self.call);
        let rows = rows
            .iter()
            .filter(|row| id(row) > page.since_id)
            .skip(page.skip)
            .take(page.limit);
        Ok(self.write(|out| {
            out.object(|out| out.list(many, rows, |out, row| out.object(|out| write(out, row))));
        }))
    }

    fn values(&self, names: (&str, &str), rows: &[Value]) -> Result<Answer, Refusal> {
        self.slice(
            names,
            rows,
            |row| row["id"].as_u64().unwrap_or(0),
            |out, row| {
                for (name, value) in row.as_object().into_iter().flatten() {
                    out.value(name, value);
                }
            },
        )
    }

    fn parent<'t, T: Row>(&self, table: &'t Table<T>) -> Result<&'t T, Refusal> {
        self.call
            .parent
            .and_then(|id| table.get(id))
            .ok_or_else(Refusal::not_found)
    }

    fn by(&self, index: &super::state::Index<u64>, name: &str) -> Option<Vec<u64>> {
        self.call.number(name).map(|id| index.get(&id).to_vec())
    }

    /// The transient 404 right after a change, by switch (dossier Lightspeed §3).
    fn young(&self, created: i64) -> Result<(), Refusal> {
        let age = self.context.now - created;
        if age < self.context.knobs.young_404_seconds {
            Err(Refusal::not_found())
        } else {
            Ok(())
        }
    }

    fn events(&self, one: &str, many: &str) -> Result<Answer, Refusal> {
        let (invoice, shipment) = (self.call.number("invoice"), self.call.number("shipment"));
        self.table(
            &self.state.events,
            (one, many),
            self.by(&self.state.events_of, "order"),
            |row| {
                invoice.is_none_or(|id| row.invoice == Some(id))
                    && shipment.is_none_or(|id| row.shipment == Some(id))
            },
            papers::write_event,
        )
    }

    fn image(&self, image: Option<&Image>) -> Result<Answer, Refusal> {
        let image = image.ok_or_else(Refusal::not_found)?;
        Ok(self
            .write(|out| out.object(|out| out.nested("image", |out| images::write_without_id(out, image)))))
    }

    fn picture(&self, owner: &'static str) -> Option<&Image> {
        self.state.pictures.get(&(owner, self.call.parent?))
    }

    fn variants(&self) -> Result<Answer, Refusal> {
        let (state, call, knobs) = (self.state, self.call, &self.context.knobs);
        let product = call.number("product");
        let sku = call.param("sku").filter(|_| knobs.filter_sku);
        let ean = call.param("ean");
        let code = call
            .param("articleCode")
            .or(call.param("article_code"))
            .filter(|_| knobs.filter_unproven);
        // Exact match; whether the vendor matches prefixes or folds case is unknown (dossier §6.7).
        let chosen = match (sku, product, ean) {
            (Some(sku), _, _) => Some(state.by_sku.get(sku).to_vec()),
            (_, Some(product), _) => Some(state.variants_of.get(&product).to_vec()),
            (_, _, Some(ean)) => Some(state.by_ean.get(ean).to_vec()),
            _ => None,
        };
        self.table(
            &state.variants,
            ("variant", "variants"),
            chosen,
            |row| {
                product.is_none_or(|id| row.product == id)
                    && ean.is_none_or(|ean| row.ean == ean)
                    && code.is_none_or(|code| row.article_code == code)
            },
            |out, row| variants::write(state, out, row),
        )
    }

    fn records(&self) -> Result<Answer, Refusal> {
        let call = self.call;
        let records = self
            .state
            .records
            .get(call.pattern.as_str())
            .ok_or_else(Refusal::not_found)?;
        let kind = records.kind;
        let parent = call.parent.unwrap_or(0);
        if call
            .parent
            .is_some_and(|owner| !self.state.owns(&call.pattern, owner))
        {
            return Err(Refusal::not_found());
        }
        if let Some(id) = call.id {
            let row = records
                .rows
                .get(&id)
                .filter(|row| row.parent == parent)
                .ok_or_else(Refusal::not_found)?;
            return Ok(self.write(|out| out.object(|out| out.nested(kind.one, |out| kind.write(out, row)))));
        }
        let page = Page::of(call);
        let filters: Vec<(&str, u64)> = call
            .query
            .iter()
            .filter_map(|(name, value)| Some((name.as_str(), value.parse().ok()?)))
            .collect();
        let titles = call.param("title").filter(|_| self.context.knobs.filter_unproven);
        let rows = records.of(parent).filter(|row| {
            page.admits(row.id, row.created, row.updated)
                && filters
                    .iter()
                    .all(|(name, id)| kind.related(row, name, *id).unwrap_or(true))
                && titles.is_none_or(|title| row.word(call.language, "title") == title)
        });
        if call.count {
            return Ok(self.count(rows.count()));
        }
        let rows = rows.skip(page.skip).take(page.limit);
        Ok(self.write(|out| {
            out.object(|out| out.list(kind.many, rows, |out, row| out.object(|out| kind.write(out, row))));
        }))
    }
}
