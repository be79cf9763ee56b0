//! POST, PUT and DELETE: what changes, and what is shown afterwards.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::answer::Answer;
use super::call::{Call, relation};
use super::limits::Standing;
use super::refusal::Refusal;
use super::state::State;
use super::{Context, checkouts, customers, order_changes, products, read, variants};
use crate::shop::customer::text;

/// Carries out a call whose path, verb and rights were checked.
pub(crate) fn answer(
    state: &mut State,
    context: &Context,
    call: &Call,
    standing: &Standing,
) -> Result<Answer, Refusal> {
    let mut writer = Writer {
        state,
        context,
        call,
        standing,
    };
    match call.method {
        Method::POST => writer.create(),
        Method::PUT => writer.update(),
        _ => writer.delete(),
    }
}

pub(super) struct Writer<'a> {
    pub(super) state: &'a mut State,
    pub(super) context: &'a Context,
    pub(super) call: &'a Call,
    pub(super) standing: &'a Standing,
}

impl Writer<'_> {
    fn create(&mut self) -> Result<Answer, Refusal> {
        let (context, call) = (self.context, self.call);
        let language = call.language;
        let id = match call.pattern.as_str() {
            "orders/{}/credit" => {
                let note =
                    order_changes::credit(self.state, context, self.parent()?, call.object("credit")?)?;
                return self.show("invoices", None, note, StatusCode::CREATED);
            }
            "customers" => customers::create(self.state, context, call.object("customer")?)?,
            "customers/{}/login" => return self.login(),
            "customers/{}/tokens" => return self.token(),
            "products" => products::create(self.state, context, language, call.object("product")?)?,
            "products/{}/images" => self.add_image()?,
            "variants" => variants::create(self.state, context, language, call.object("variant")?)?,
            "sets" => products::save_set(self.state, context, None, call.object("set")?)?,
            "checkouts" => checkouts::create(self.state, context, language, &call.bare_object()?)?,
            "checkouts/{}/products" => {
                checkouts::add_line(self.state, context, self.parent()?, &call.bare_object()?)?
            }
            "checkouts/{}/order" => {
                let made = checkouts::order(self.state, context, self.parent()?, &call.bare_object()?)?;
                return Ok(Answer::Json(StatusCode::CREATED, made.to_string()));
            }
            "variants/{}/image" | "brands/{}/image" | "categories/{}/image" | "blogs/articles/{}/image" => {
                return self.set_picture();
            }
            "categories/products/bulk" => return self.shelve_many(),
            // Quotes are made by the storefront here; no connector needs to make one.
            "quotes" | "quotes/{}/convert" => return Err(Refusal::invalid()),
            _ => self.create_record()?,
        };
        let pattern = call.pattern.clone();
        self.show(&pattern, call.parent, id, StatusCode::CREATED)
    }

    fn update(&mut self) -> Result<Answer, Refusal> {
        let (context, call) = (self.context, self.call);
        let language = call.language;
        let id = call.id.unwrap_or(0);
        match call.pattern.as_str() {
            "orders" => order_changes::update(self.state, context, id, call.object("order")?)?,
            "invoices" => order_changes::update_invoice(self.state, context, id, call.object("invoice")?)?,
            "shipments" => order_changes::update_shipment(self.state, context, id, call.object("shipment")?)?,
            "customers" => customers::update(self.state, context, id, call.object("customer")?)?,
            "products" => products::update(self.state, context, id, language, call.object("product")?)?,
            "products/{}/images" => self.change_image(id)?,
            "products/{}/attributes" => return self.set_attributes(),
            "variants" => variants::update(self.state, context, id, language, call.object("variant")?)?,
            "variants/bulk" => return self.update_variants(),
            "sets" => {
                products::save_set(self.state, context, Some(id), call.object("set")?)?;
            }
            "checkouts" => checkouts::update(self.state, context, id, &call.bare_object()?)?,
            "checkouts/{}/products" => {
                checkouts::update_line(self.state, self.parent()?, id, &call.bare_object()?)?;
            }
            "shop" => return self.write_page("shop", "shop"),
            "shop/javascript" => return self.write_page("shop/javascript", "shopJavascript"),
            "quotes" => return Err(Refusal::invalid()),
            _ => self.update_record(id)?,
        }
        let pattern = call.pattern.clone();
        self.show(&pattern, call.parent, id, StatusCode::OK)
    }

    fn delete(&mut self) -> Result<Answer, Refusal> {
        let call = self.call;
        let id = call.id.unwrap_or(0);
        match call.pattern.as_str() {
            "customers" => customers::delete(self.state, id)?,
            "products" => products::delete(self.state, id)?,
            "variants" => variants::remove(self.state, id).ok_or_else(Refusal::not_found)?,
            "sets" => {
                self.state.sets.remove(id).ok_or_else(Refusal::not_found)?;
            }
            "events" => {
                let event = self.state.events.remove(id).ok_or_else(Refusal::not_found)?;
                self.state.events_of.remove(&event.order, id);
            }
            "checkouts" => {
                self.state.checkouts.remove(&id).ok_or_else(Refusal::not_found)?;
            }
            "checkouts/{}/products" => checkouts::remove_line(self.state, self.parent()?, id)?,
            "products/{}/images" => {
                let now = self.context.now;
                let gone = self.state.products.change(self.parent()?, |row| {
                    let before = row.images.len();
                    row.images.retain(|image| image.id != id);
                    row.updated = now.max(row.updated);
                    row.images.len() < before
                });
                gone.filter(|gone| *gone).ok_or_else(Refusal::not_found)?;
            }
            "products/{}/attributes" => {
                let gone = self.state.products.change(self.parent()?, |row| {
                    let before = row.attributes.len();
                    row.attributes.retain(|(attribute, _)| *attribute != id);
                    row.attributes.len() < before
                });
                gone.filter(|gone| *gone).ok_or_else(Refusal::not_found)?;
            }
            "variants/{}/image" | "brands/{}/image" | "categories/{}/image" | "blogs/articles/{}/image" => {
                self.remove_picture()?;
            }
            pattern => {
                let parent = call.parent.unwrap_or(0);
                let records = self
                    .state
                    .records
                    .get_mut(pattern)
                    .ok_or_else(Refusal::not_found)?;
                let hook = records.kind.hook;
                records
                    .rows
                    .get(&id)
                    .filter(|row| row.parent == parent)
                    .ok_or_else(Refusal::not_found)?;
                records.remove(id);
                if let Some(group) = hook {
                    self.state.happen(group, "deleted", id);
                }
            }
        }
        Ok(Answer::Nothing)
    }

    /// The object as a GET shows it.
    pub(super) fn show(
        &self,
        pattern: &str,
        parent: Option<u64>,
        id: u64,
        status: StatusCode,
    ) -> Result<Answer, Refusal> {
        let call = Call {
            method: Method::GET,
            language: self.call.language,
            pattern: pattern.to_owned(),
            parent,
            id: Some(id),
            count: false,
            query: Vec::new(),
            body: None,
            unwrapped: false,
        };
        match read::answer(self.state, self.context, &call, self.standing)? {
            Answer::Json(_, text) => Ok(Answer::Json(status, text)),
            Answer::Nothing => Ok(Answer::Nothing),
        }
    }

    pub(super) fn parent(&self) -> Result<u64, Refusal> {
        self.call.parent.ok_or_else(Refusal::not_found)
    }

    fn login(&self) -> Result<Answer, Refusal> {
        let customer = self
            .state
            .customers
            .get(self.parent()?)
            .ok_or_else(Refusal::not_found)?;
        let given = self.call.object("customerLogin")?.get("password").map(text);
        let right = customer.password.is_some() && given == customer.password;
        let body = json!({"customerLogin": {"loggedin": right}});
        Ok(Answer::Json(StatusCode::CREATED, body.to_string()))
    }

    fn token(&self) -> Result<Answer, Refusal> {
        let customer = self
            .state
            .customers
            .get(self.parent()?)
            .ok_or_else(Refusal::not_found)?;
        let address = format!(
            "{}/lightspeed/_login/{}",
            self.context.base,
            uuid::Uuid::now_v7().simple()
        );
        let body = json!({"customerToken": {"customerId": customer.id, "loginUrl": address}});
        Ok(Answer::Json(StatusCode::CREATED, body.to_string()))
    }

    fn set_attributes(&mut self) -> Result<Answer, Refusal> {
        let product = self.parent()?;
        let value = |row: &Value| row.get("value").map(text).unwrap_or_default();
        let values: Vec<(u64, String)> = match self.call.id {
            Some(id) => vec![(id, value(self.call.wrapped("productAttribute")?))],
            None => {
                let rows = self
                    .call
                    .wrapped("productAttributes")?
                    .as_array()
                    .ok_or_else(Refusal::invalid)?;
                let id = |row: &Value| row.get("attribute").or(row.get("id")).and_then(relation);
                rows.iter()
                    .map(|row| Ok((id(row).ok_or_else(Refusal::invalid)?, value(row))))
                    .collect::<Result<_, Refusal>>()?
            }
        };
        products::set_attributes(self.state, self.context, product, &values)?;
        let mut call = Call::read(
            Method::GET,
            &format!("/{}/products/{product}/attributes", self.call.language),
            None,
        )?;
        call.id = self.call.id;
        read::answer(self.state, self.context, &call, self.standing)
    }

    fn update_variants(&mut self) -> Result<Answer, Refusal> {
        // An array under the singular key (dossier Lightspeed §4.9).
        let rows = self
            .call
            .wrapped("variant")?
            .as_array()
            .ok_or_else(Refusal::invalid)?;
        let ids = variants::update_many(self.state, self.context, self.call.language, rows)?;
        let base = self.context.address(self.call.language);
        let mut out = super::json::Out::new(&base, self.call.language);
        out.object(|out| {
            out.list(
                "variants",
                ids.iter().filter_map(|id| self.state.variants.get(*id)),
                |out, row| {
                    out.object(|out| variants::write(self.state, out, row));
                },
            );
        });
        Ok(Answer::Json(StatusCode::OK, out.finish()))
    }

    fn write_page(&mut self, page: &'static str, key: &str) -> Result<Answer, Refusal> {
        let body = self.call.object(key)?.clone();
        let kept = self.state.pages.entry(page).or_default();
        for (name, value) in body {
            // Number, links and currency of the shop cannot be written.
            if !matches!(name.as_str(), "id" | "createdAt" | "status" | "currency") && !value.is_object() {
                kept.insert(name, value);
            }
        }
        let call = Call::read(Method::GET, &format!("/{}/{page}", self.call.language), None)?;
        read::answer(self.state, self.context, &call, self.standing)
    }

    fn shelve_many(&mut self) -> Result<Answer, Refusal> {
        let rows = self
            .call
            .wrapped("categoriesProduct")?
            .as_array()
            .ok_or_else(Refusal::invalid)?
            .clone();
        let mut made = Vec::new();
        for row in rows {
            let body = row.as_object().ok_or_else(Refusal::invalid)?;
            made.push(self.keep_record("categories/products", 0, body)?);
        }
        let base = self.context.address(self.call.language);
        let mut out = super::json::Out::new(&base, self.call.language);
        let records = self
            .state
            .records
            .get("categories/products")
            .ok_or_else(Refusal::not_found)?;
        out.object(|out| {
            out.list(
                "categoriesProducts",
                made.iter().filter_map(|id| records.rows.get(id)),
                |out, row| {
                    out.object(|out| records.kind.write(out, row));
                },
            );
        });
        Ok(Answer::Json(StatusCode::CREATED, out.finish()))
    }
}
