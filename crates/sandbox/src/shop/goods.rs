//! Makes the assortment: categories, brands, products, variants and the sets that join them.

use std::sync::Arc;

use super::dice::Dice;
use super::ean::ean13;
use super::money::{self, CENT};
use super::people::plain;
use super::product::{Axis, Image, OptionSet, Product, SharedSnapshot, Snapshot, Texts, Variant};
use super::tax::TAXES;
use super::words::{BRANDS, COLOURS, GOODS, Goods, MODELS, SIZES};
use super::{Ids, Plan};

/// Everything that is for sale.
#[derive(Debug)]
pub(crate) struct Assortment {
    /// Products by ascending id.
    pub(crate) products: Vec<Product>,
    /// Variants by ascending id.
    pub(crate) variants: Vec<Variant>,
    /// What order lines remember, at the place of the variant.
    pub(crate) snapshots: Vec<SharedSnapshot>,
    /// Sets of options by ascending id.
    pub(crate) sets: Vec<OptionSet>,
    /// Brands: id and title.
    pub(crate) brands: Vec<(u64, &'static str)>,
    /// Categories: id, Dutch and German title.
    pub(crate) categories: Vec<(u64, &'static str, &'static str)>,
    /// Which product stands in which category: category id, product id.
    pub(crate) shelves: Vec<(u64, u64)>,
}

struct Numbers {
    products: Ids,
    variants: Ids,
    images: Ids,
}

impl Assortment {
    /// Makes the products of a plan.
    pub(crate) fn new(plan: &Plan, now: i64, dice: &mut Dice) -> Self {
        let born = now - (plan.days * 2 + 300) * 86_400;
        let mut brand_ids = Ids::from(2_210_000);
        let mut category_ids = Ids::from(9_120_300);
        let mut shop = Self {
            products: Vec::with_capacity(plan.products),
            variants: Vec::with_capacity(plan.products * 2),
            snapshots: Vec::with_capacity(plan.products * 2),
            sets: vec![clothing_set(born)],
            brands: BRANDS.iter().map(|title| (brand_ids.draw(), *title)).collect(),
            categories: GOODS
                .iter()
                .map(|goods| (category_ids.draw(), goods.category.0, goods.category.1))
                .collect(),
            shelves: Vec::with_capacity(plan.products),
        };
        let mut numbers = Numbers {
            products: Ids::from(164_220_000),
            variants: Ids::from(324_880_000),
            images: Ids::from(471_200_000),
        };
        for place in 0..plan.products {
            shop.add_product(plan, place, born, &mut numbers, dice);
        }
        shop
    }

    fn add_product(&mut self, plan: &Plan, place: usize, born: i64, numbers: &mut Numbers, dice: &mut Dice) {
        // The first products take one kind after another, so that a small shop has them all.
        let kind = if place < GOODS.len() {
            place
        } else {
            dice.index(GOODS.len())
        };
        let goods = &GOODS[kind];
        let (noun_nl, noun_de) = goods.nouns[dice.index(goods.nouns.len())];
        let model = MODELS[place % MODELS.len()];
        let round = place / MODELS.len();
        let tail = if round == 0 {
            String::new()
        } else {
            format!(" {}", round + 1)
        };
        let brand = dice.index(self.brands.len());
        let created = born + i64::try_from(place).unwrap_or(0) * 60;
        let id = numbers.products.draw();
        let in_sizes = goods.sized && !plan.even;
        let texts = vec![
            (
                "nl",
                texts(&format!("{noun_nl} {model}{tail}"), goods.category.0, id),
            ),
            (
                "de",
                texts(&format!("{noun_de} {model}{tail}"), goods.category.1, id),
            ),
        ];
        let slug = texts[0].1.url.clone();
        let images = (0..i64::from(!dice.chance(10)) + i64::from(dice.chance(30)))
            .map(|order| image(&mut numbers.images, created, order + 1, &slug, dice))
            .collect();
        self.products.push(Product {
            id,
            created,
            updated: created + dice.between(5, 90),
            visibility: if dice.chance(4) { "hidden" } else { "visible" },
            data: Default::default(),
            texts,
            brand: (!dice.chance(6)).then(|| self.brands[brand].0),
            supplier: None,
            delivery_date: None,
            kind: None,
            set: in_sizes.then(|| self.sets[0].id),
            images,
            attributes: Vec::new(),
        });
        self.shelves.push((self.categories[kind].0, id));
        let code = format!(
            "{}-{:04}",
            plain(goods.category.0, "")
                .to_uppercase()
                .get(..3)
                .unwrap_or("ART"),
            place + 1
        );
        let incl = price(goods, dice);
        if in_sizes {
            let set = self.sets[0].clone();
            for (colour_place, colour) in set.options[0].values.iter().take(2).enumerate() {
                for (size_place, size) in set.options[1].values.iter().enumerate() {
                    let sku = format!(
                        "{code}-{}-{}",
                        plain(&colour.1, "").to_uppercase().get(..2).unwrap_or(""),
                        size.1
                    );
                    let german = COLOURS[colour_place].1;
                    let mut variant =
                        new_variant(numbers.variants.draw(), id, created, goods, incl, &sku, dice);
                    variant.is_default = colour_place + size_place == 0;
                    variant.sort_order = i64::try_from(colour_place * 4 + size_place + 1).unwrap_or(1);
                    variant.titles = vec![
                        ("nl", format!("Kleur: {}, Maat: {}", colour.1, size.1)),
                        ("de", format!("Farbe: {german}, Größe: {}", size.1)),
                    ];
                    variant.options = vec![(set.options[0].id, colour.0), (set.options[1].id, size.0)];
                    self.keep(variant);
                }
            }
        } else {
            // A few SKUs with a blank and a slash: they must survive addresses and look-ups.
            let sku = if !plan.even && dice.chance(4) {
                code.replace('-', " /")
            } else {
                code
            };
            let variant = new_variant(numbers.variants.draw(), id, created, goods, incl, &sku, dice);
            self.keep(variant);
        }
    }

    fn keep(&mut self, variant: Variant) {
        let snapshot = self
            .products
            .last()
            .map(|product| snapshot(&variant, product, self.brand_title(product.brand), ""))
            .unwrap_or_default();
        self.snapshots.push(Arc::new(snapshot));
        self.variants.push(variant);
    }

    fn brand_title(&self, brand: Option<u64>) -> &'static str {
        self.brands
            .iter()
            .find(|(id, _)| Some(*id) == brand)
            .map_or("", |(_, title)| title)
    }
}

/// What an order line is to remember of this variant now.
pub(crate) fn snapshot(variant: &Variant, product: &Product, brand: &str, supplier: &str) -> Snapshot {
    Snapshot {
        supplier: supplier.to_owned(),
        brand: brand.to_owned(),
        product: product
            .texts("")
            .map(|texts| texts.title.clone())
            .unwrap_or_default(),
        variant: variant.title("").to_owned(),
        article_code: variant.article_code.clone(),
        ean: variant.ean.clone(),
        sku: variant.sku.clone(),
        weight: variant.weight,
        price_cost: variant.price_cost,
    }
}

/// A variant as the platform makes it with a new product: titled `Default`, stock tracked, 0 on the
/// shelf (dossier Lightspeed §6.13).
pub(crate) fn bare_variant(id: u64, product: u64, now: i64, tax: Option<u64>) -> Variant {
    Variant {
        id,
        created: now,
        updated: now,
        product,
        is_default: true,
        sort_order: 1,
        article_code: String::new(),
        ean: String::new(),
        sku: String::new(),
        price_excl: 0,
        price_incl: 0,
        price_cost: 0,
        old_price_excl: 0,
        old_price_incl: 0,
        stock_tracking: "enabled",
        stock_level: 0,
        stock_alert: 0,
        stock_minimum: 0,
        stock_sold: 0,
        buy_minimum: 1,
        buy_maximum: 10_000,
        weight: 0,
        volume: 0,
        colli: 0,
        titles: vec![("nl", "Default".to_owned())],
        tax,
        image: None,
        options: Vec::new(),
        rare: serde_json::Map::new(),
    }
}

fn new_variant(
    id: u64,
    product: u64,
    created: i64,
    goods: &Goods,
    incl: i64,
    sku: &str,
    dice: &mut Dice,
) -> Variant {
    let tax = &TAXES[goods.tax];
    let excl = money::without_tax(incl, tax.rate);
    let mut variant = bare_variant(id, product, created + 1, Some(tax.id));
    variant.updated = created + dice.between(2, 90);
    sku.clone_into(&mut variant.sku);
    sku.clone_into(&mut variant.article_code);
    variant.ean = ean13(871_000_000_000 + id % 1_000_000_000);
    variant.price_incl = incl;
    variant.price_excl = excl;
    variant.price_cost = money::to_cents(excl * dice.between(35, 62) / 100);
    if dice.chance(8) {
        variant.old_price_incl = incl + 500 * CENT;
        variant.old_price_excl = money::without_tax(variant.old_price_incl, tax.rate);
    }
    variant.stock_tracking = match dice.below(10) {
        0 => "disabled",
        1 => "indicator",
        _ => "enabled",
    };
    variant.stock_level = dice.between(0, 180);
    variant.stock_alert = 3;
    variant.stock_sold = 0;
    variant.weight = dice.between(4, 160) * 10;
    variant
}

fn price(goods: &Goods, dice: &mut Dice) -> i64 {
    let cents = dice.between(goods.price.0, goods.price.1);
    // Shops like prices that end in 95 and 99.
    let pretty = match dice.below(4) {
        0 => cents / 100 * 100 + 99,
        1 => cents,
        _ => cents / 100 * 100 + 95,
    };
    pretty * CENT
}

fn texts(title: &str, category: &str, id: u64) -> Texts {
    Texts {
        url: format!("{}-{}", plain(title, "-"), id % 1000),
        title: title.to_owned(),
        fulltitle: format!("{title} – {category}"),
        description: format!("{title}: {category}."),
        content: format!("<p>{title}, 100% <b>{category}</b> &amp; meer.</p>"),
    }
}

fn image(ids: &mut Ids, created: i64, order: i64, slug: &str, dice: &mut Dice) -> Image {
    let id = ids.draw();
    Image {
        id,
        created,
        updated: created,
        sort_order: order,
        extension: "jpg",
        size: 20_000 + dice.below(400_000),
        title: slug.to_owned(),
        src: format!("https://cdn.webshopapp.com/shops/240117/files/{id}/{slug}.jpg"),
        thumb: format!("https://cdn.webshopapp.com/shops/240117/files/{id}/50x50x2/{slug}.jpg"),
    }
}

fn clothing_set(born: i64) -> OptionSet {
    let values = |first: u64, names: Vec<&str>| {
        names
            .into_iter()
            .zip(first..)
            .map(|(name, id)| (id, name.to_owned()))
            .collect()
    };
    OptionSet {
        id: 120_044,
        created: born,
        updated: born,
        name: "Kleur en maat".to_owned(),
        options: vec![
            Axis {
                id: 60_501,
                name: "Kleur".to_owned(),
                values: values(51_101, COLOURS.iter().map(|(dutch, _)| *dutch).collect()),
            },
            Axis {
                id: 60_502,
                name: "Maat".to_owned(),
                values: values(51_111, SIZES.to_vec()),
            },
        ],
    }
}
