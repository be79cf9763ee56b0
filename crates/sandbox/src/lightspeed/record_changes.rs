//! Rows of the simple collections, made and changed: what some of them refuse, and what follows.

use serde_json::{Map, Value, json};

use super::call::relation;
use super::images;
use super::refusal::Refusal;
use super::write::Writer;
use crate::shop::country::LANGUAGES;
use crate::shop::customer::{text, truth};
use crate::shop::people::plain;

impl Writer<'_> {
    /// Makes the row that a request describes; answers its number.
    pub(super) fn create_record(&mut self) -> Result<u64, Refusal> {
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

    /// The same for a collection and an owner that the caller names.
    pub(super) fn keep_record(
        &mut self,
        pattern: &str,
        parent: u64,
        body: &Map<String, Value>,
    ) -> Result<u64, Refusal> {
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

    /// Changes what a request names.
    pub(super) fn update_record(&mut self, id: u64) -> Result<(), Refusal> {
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
                if count >= self.context.knobs.webhooks {
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
