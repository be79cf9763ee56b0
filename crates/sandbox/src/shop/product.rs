//! What is sold: products carry texts, their variants carry price, stock and article numbers.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::money::Money;
use crate::memory::forms::{Word, words};

/// Texts of a product in one language.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Texts {
    pub(crate) url: String,
    pub(crate) title: String,
    pub(crate) fulltitle: String,
    pub(crate) description: String,
    pub(crate) content: String,
}

/// A product; it has no price, no stock and no SKU (dossier Lightspeed §4.8).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Product {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    /// `hidden`, `visible` or `auto`.
    #[serde(deserialize_with = "words")]
    pub(crate) visibility: Word,
    pub(crate) data: [String; 3],
    /// Language code and texts; the first entry is the shop's default language.
    #[serde(deserialize_with = "words")]
    pub(crate) texts: Vec<(Word, Texts)>,
    pub(crate) brand: Option<u64>,
    pub(crate) supplier: Option<u64>,
    pub(crate) delivery_date: Option<u64>,
    pub(crate) kind: Option<u64>,
    pub(crate) set: Option<u64>,
    pub(crate) images: Vec<Image>,
    /// Attribute id and value.
    pub(crate) attributes: Vec<(u64, String)>,
}

/// A picture that was uploaded or fetched.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Image {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) sort_order: i64,
    #[serde(deserialize_with = "words")]
    pub(crate) extension: Word,
    /// Bytes.
    pub(crate) size: u64,
    pub(crate) title: String,
    pub(crate) src: String,
    pub(crate) thumb: String,
}

/// A thing on the shelf, with price and stock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Variant {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) product: u64,
    pub(crate) is_default: bool,
    pub(crate) sort_order: i64,
    pub(crate) article_code: String,
    pub(crate) ean: String,
    pub(crate) sku: String,
    pub(crate) price_excl: Money,
    pub(crate) price_incl: Money,
    pub(crate) price_cost: Money,
    pub(crate) old_price_excl: Money,
    pub(crate) old_price_incl: Money,
    /// `disabled`, `enabled` or `indicator`.
    #[serde(deserialize_with = "words")]
    pub(crate) stock_tracking: Word,
    pub(crate) stock_level: i64,
    pub(crate) stock_alert: i64,
    pub(crate) stock_minimum: i64,
    pub(crate) stock_sold: i64,
    pub(crate) buy_minimum: i64,
    pub(crate) buy_maximum: i64,
    /// Grams.
    pub(crate) weight: i64,
    /// Millilitres.
    pub(crate) volume: i64,
    pub(crate) colli: i64,
    /// Language code and title; the first entry is the default language.
    #[serde(deserialize_with = "words")]
    pub(crate) titles: Vec<(Word, String)>,
    pub(crate) tax: Option<u64>,
    pub(crate) image: Option<Image>,
    /// Chosen value per option of the product's set: option id, value id.
    pub(crate) options: Vec<(u64, u64)>,
    /// Rarely used fields that were written: customs code, unit price, measures.
    pub(crate) rare: serde_json::Map<String, serde_json::Value>,
}

/// What an order line remembers of the goods, whatever happens to them later.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Snapshot {
    pub(crate) supplier: String,
    pub(crate) brand: String,
    pub(crate) product: String,
    pub(crate) variant: String,
    pub(crate) article_code: String,
    pub(crate) ean: String,
    pub(crate) sku: String,
    pub(crate) weight: i64,
    pub(crate) price_cost: Money,
}

/// Shared, since thousands of lines may remember the same goods.
pub(crate) type SharedSnapshot = Arc<Snapshot>;

/// The axes along which a product's variants differ (dossier Lightspeed §4.10, `sets`).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct OptionSet {
    pub(crate) id: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) name: String,
    pub(crate) options: Vec<Axis>,
}

/// One axis such as size, with its values: id and name in order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Axis {
    pub(crate) id: u64,
    pub(crate) name: String,
    pub(crate) values: Vec<(u64, String)>,
}

impl Product {
    /// The texts in a language; one that was never translated gives the default's.
    ///
    /// [K] dossier Lightspeed §6.1: default text rather than empty.
    pub(crate) fn texts(&self, language: &str) -> Option<&Texts> {
        self.texts
            .iter()
            .find(|(code, _)| *code == language)
            .or_else(|| self.texts.first())
            .map(|(_, texts)| texts)
    }
}

impl Variant {
    /// The title in a language, or in the default language.
    pub(crate) fn title(&self, language: &str) -> &str {
        self.titles
            .iter()
            .find(|(code, _)| *code == language)
            .or_else(|| self.titles.first())
            .map_or("", |(_, title)| title)
    }

    /// The chosen value of an option.
    pub(crate) fn chosen(&self, option: u64) -> Option<u64> {
        self.options
            .iter()
            .find(|(axis, _)| *axis == option)
            .map(|(_, value)| *value)
    }
}
