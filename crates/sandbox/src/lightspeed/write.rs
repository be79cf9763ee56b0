//! POST, PUT and DELETE: what changes, and what is shown afterwards.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::call::{Call, relation};
use super::limits::Standing;
use super::refusal::Refusal;
use super::state::State;
use super::{Context, checkouts, customers, images, order_changes, products, read, variants, webhooks};
use crate::shop::country::LANGUAGES;
use crate::shop::customer::{text, truth};
use crate::shop::people::plain;

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

struct Writer<'a> {
    state: &'a mut State,
    context: &'a Context,
    call: &'a Call,
    standing: &'a Standing,
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
    fn show(
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

    fn parent(&self) -> Result<u64, Refusal> {
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

    fn add_image(&mut self) -> Result<u64, Refusal> {
        let product = self.parent()?;
        let row = self.state.products.get(product).ok_or_else(Refusal::not_found)?;
        if row.images.len() >= images::MOST {
            return Err(Refusal::forbidden("Maximum number of images reached."));
        }
        let place = i64::try_from(row.images.len() + 1).unwrap_or(1);
        let id = self.state.ids.images.draw();
        let body = self.call.object("productImage")?;
        let mut image = images::read(body, id, self.context.now, self.context.shop_id)?;
        if !body.contains_key("sortOrder") {
            image.sort_order = place;
        }
        let now = self.context.now;
        self.state.products.change(product, |row| {
            row.images.push(image);
            row.images.sort_by_key(|image| image.sort_order);
            row.updated = now.max(row.updated);
        });
        self.state.happen("products", "updated", product);
        Ok(id)
    }

    fn change_image(&mut self, id: u64) -> Result<(), Refusal> {
        let product = self.parent()?;
        let body = self.call.object("productImage")?;
        let now = self.context.now;
        let changed = self.state.products.change(product, |row| {
            let image = row.images.iter_mut().find(|image| image.id == id)?;
            if let Some(place) = body.get("sortOrder").and_then(crate::shop::customer::whole) {
                image.sort_order = place;
            }
            if let Some(title) = body.get("title") {
                image.title = text(title);
            }
            image.updated = now;
            row.images.sort_by_key(|image| image.sort_order);
            row.updated = now.max(row.updated);
            Some(())
        });
        changed.flatten().ok_or_else(Refusal::not_found)?;
        self.state.happen("products", "updated", product);
        Ok(())
    }

    fn set_picture(&mut self) -> Result<Answer, Refusal> {
        let owner = self.parent()?;
        let key = match self.call.pattern.as_str() {
            "variants/{}/image" => "variantImage",
            "brands/{}/image" => "brandImage",
            "categories/{}/image" => "categoryImage",
            _ => "blogArticleImage",
        };
        if !self.state.owns(&self.call.pattern, owner) {
            return Err(Refusal::not_found());
        }
        let id = self.state.ids.images.draw();
        let image = images::read(self.call.object(key)?, id, self.context.now, self.context.shop_id)?;
        let now = self.context.now;
        if key == "variantImage" {
            self.state.variants.change(owner, |row| {
                row.image = Some(image);
                row.updated = now.max(row.updated);
            });
            self.state.happen("variants", "updated", owner);
        } else {
            let collection = super::state::collection_of(&self.call.pattern);
            let shown = json!({
                "createdAt": super::time::iso(now), "updatedAt": super::time::iso(now), "extension": image.extension,
                "size": image.size, "title": image.title, "thumb": image.thumb, "src": image.src,
            });
            if let Some(row) = self
                .state
                .records
                .get_mut(collection)
                .and_then(|rows| rows.rows.get_mut(&owner))
            {
                row.values.insert("image".to_owned(), shown);
            }
            self.state.pictures.insert((collection, owner), image);
        }
        let mut shown = self.show(&self.call.pattern.clone(), Some(owner), 0, StatusCode::CREATED);
        if let Ok(Answer::Json(status, _)) = &mut shown {
            *status = StatusCode::CREATED;
        }
        shown
    }

    fn remove_picture(&mut self) -> Result<(), Refusal> {
        let owner = self.parent()?;
        if self.call.pattern == "variants/{}/image" {
            let gone = self.state.variants.change(owner, |row| row.image.take());
            gone.flatten().ok_or_else(Refusal::not_found)?;
            return Ok(());
        }
        let collection = super::state::collection_of(&self.call.pattern);
        self.state
            .pictures
            .remove(&(collection, owner))
            .ok_or_else(Refusal::not_found)?;
        if let Some(row) = self
            .state
            .records
            .get_mut(collection)
            .and_then(|rows| rows.rows.get_mut(&owner))
        {
            row.values.remove("image");
        }
        Ok(())
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

    fn create_record(&mut self) -> Result<u64, Refusal> {
        let pattern = self.call.pattern.clone();
        let records = self
            .state
            .records
            .get(pattern.as_str())
            .ok_or_else(Refusal::not_found)?;
        let body = self.call.object(records.kind.one)?;
        if self
            .call
            .parent
            .is_some_and(|owner| !self.state.owns(&pattern, owner))
        {
            return Err(Refusal::not_found());
        }
        self.keep_record(&pattern, self.call.parent.unwrap_or(0), body)
    }

    fn keep_record(&mut self, pattern: &str, parent: u64, body: &Map<String, Value>) -> Result<u64, Refusal> {
        self.check_record(pattern, body)?;
        let (context, language) = (self.context, self.call.language);
        let file = (pattern == "files").then(|| self.read_file(body)).transpose()?;
        let body = file.as_ref().unwrap_or(body);
        let records = self
            .state
            .records
            .get_mut(pattern)
            .ok_or_else(Refusal::not_found)?;
        let id = records.create(parent, body, language, context.now)?;
        let hook = records.kind.hook;
        self.finish_record(pattern, id);
        if let Some(group) = hook {
            self.state.happen(group, "created", id);
        }
        if body.get("doNotifyConfirmed").is_some_and(truth) {
            self.state
                .mail(context.now, "subscription confirmed", pattern, id);
        }
        Ok(id)
    }

    /// An uploaded file as the fields of its row.
    fn read_file(&mut self, body: &Map<String, Value>) -> Result<Map<String, Value>, Refusal> {
        let id = self.state.ids.images.draw();
        let image = images::read(body, id, self.context.now, self.context.shop_id)?;
        let fields =
            json!({"extension": image.extension, "size": image.size, "title": image.title, "src": image.src});
        fields.as_object().cloned().ok_or_else(Refusal::invalid)
    }

    fn update_record(&mut self, id: u64) -> Result<(), Refusal> {
        let pattern = self.call.pattern.clone();
        let parent = self.call.parent.unwrap_or(0);
        let records = self
            .state
            .records
            .get_mut(pattern.as_str())
            .ok_or_else(Refusal::not_found)?;
        records
            .rows
            .get(&id)
            .filter(|row| row.parent == parent)
            .ok_or_else(Refusal::not_found)?;
        let body = self.call.object(records.kind.one)?;
        records.update(id, body, self.call.language, self.context.now)?;
        let hook = records.kind.hook;
        self.finish_record(&pattern, id);
        if let Some(group) = hook {
            self.state.happen(group, "updated", id);
        }
        Ok(())
    }

    /// What some collections refuse beyond their shapes.
    fn check_record(&self, pattern: &str, body: &Map<String, Value>) -> Result<(), Refusal> {
        let related = |name: &str| body.get(name).and_then(relation);
        let exists = |pattern: &str, id: u64| {
            self.state
                .records
                .get(pattern)
                .is_some_and(|records| records.rows.contains_key(&id))
        };
        let pair = |owner: &str, list: &str| {
            let (Some(one), Some(product)) = (related(owner), related("product")) else {
                return Err(Refusal::invalid());
            };
            if !exists(list, one) || self.state.products.get(product).is_none() {
                return Err(Refusal::invalid());
            }
            let taken = self
                .state
                .records
                .get(pattern)
                .into_iter()
                .flat_map(|records| records.rows.values())
                .any(|row| {
                    row.values.get(owner).and_then(Value::as_u64) == Some(one)
                        && row.values.get("product").and_then(Value::as_u64) == Some(product)
                });
            // Importers swallow this one (dossier Lightspeed §6.13).
            if taken {
                Err(Refusal::clash("Product already exists in category."))
            } else {
                Ok(())
            }
        };
        match pattern {
            "categories/products" => pair("category", "categories"),
            "tags/products" => pair("tag", "tags"),
            "categories" if related("parent").is_some_and(|parent| !exists("categories", parent)) => {
                Err(Refusal::invalid())
            }
            "groups/customers" => {
                let customer = related("customer").is_some_and(|id| self.state.customers.get(id).is_some());
                let group = related("group").is_some_and(|id| exists("groups", id));
                if customer && group {
                    Ok(())
                } else {
                    Err(Refusal::invalid())
                }
            }
            "webhooks" => {
                let address = body.get("address").map(text).unwrap_or_default();
                if !(address.starts_with("http://") || address.starts_with("https://")) {
                    return Err(Refusal::invalid());
                }
                let count = self
                    .state
                    .records
                    .get("webhooks")
                    .map_or(0, |records| records.rows.len());
                if count >= webhooks::MOST {
                    return Err(Refusal::forbidden("Maximum number of webhooks reached."));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// What follows from other fields: addresses from titles, a category's place in the tree, the
    /// language and the owner of a webhook.
    fn finish_record(&mut self, pattern: &str, id: u64) {
        let language = self.call.language;
        let by_app = self.context.by_app;
        let path = (pattern == "categories").then(|| self.path_of(id));
        let Some(row) = self
            .state
            .records
            .get_mut(pattern)
            .and_then(|records| records.rows.get_mut(&id))
        else {
            return;
        };
        let has_address = matches!(
            pattern,
            "brands" | "categories" | "tags" | "blogs" | "blogs/articles" | "textpages"
        );
        if let Some(words) = row.words.get_mut(language).filter(|_| has_address) {
            let title = words
                .get("title")
                .and_then(Value::as_str)
                .unwrap_or("")
                .to_owned();
            let url = words.entry("url").or_insert(Value::from(""));
            if url.as_str() == Some("") {
                *url = Value::from(plain(&title, "-"));
            }
        }
        if let Some(path) = path {
            row.values.insert("depth".to_owned(), Value::from(path.len()));
            row.values
                .insert("path".to_owned(), path.iter().map(u64::to_string).collect());
        }
        if pattern == "webhooks" {
            if row.values.get("language").and_then(Value::as_str).is_none() {
                row.values
                    .insert("language".to_owned(), Value::from(LANGUAGES[0].code));
            }
            row.values.insert("byApp".to_owned(), Value::from(by_app));
        }
    }

    /// The category and what is above it, leaf first.
    fn path_of(&self, id: u64) -> Vec<u64> {
        let Some(records) = self.state.records.get("categories") else {
            return vec![id];
        };
        let parent = |id: u64| {
            records
                .rows
                .get(&id)
                .and_then(|row| row.values.get("parent"))
                .and_then(Value::as_u64)
        };
        let mut path = vec![id];
        while let Some(next) = path.last().and_then(|last| parent(*last)) {
            // A category below itself would have no end.
            if path.contains(&next) {
                break;
            }
            path.push(next);
        }
        path
    }
}
