//! Pictures of products, variants, brands and categories, put and taken away.

use http::StatusCode;
use serde_json::json;

use super::answer::Answer;
use super::images;
use super::refusal::Refusal;
use super::write::Writer;
use crate::shop::customer::text;

impl Writer<'_> {
    /// `POST products/{}/images`: answers the number of the picture.
    pub(super) fn add_image(&mut self) -> Result<u64, Refusal> {
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

    /// `PUT products/{}/images/{id}`.
    pub(super) fn change_image(&mut self, id: u64) -> Result<(), Refusal> {
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

    /// The one picture of a variant, brand, category or article.
    pub(super) fn set_picture(&mut self) -> Result<Answer, Refusal> {
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

    /// Takes it away.
    pub(super) fn remove_picture(&mut self) -> Result<(), Refusal> {
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
}
