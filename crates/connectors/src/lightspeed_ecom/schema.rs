//! The destination's documents, as far as they are known without asking a shop.

use domain::{Field, Kind, Schema, flow::FlowKind, schema::Choice};

/// The document that a kind of flow writes.
pub(super) fn of(kind: FlowKind) -> Schema {
    match kind {
        FlowKind::Customers => customer(),
        FlowKind::Products => product(),
        FlowKind::Stock => stock(),
        FlowKind::Orders | FlowKind::OrderStatus | FlowKind::Invoices => Schema::default(),
    }
}

fn text(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Text, description)
}

fn number(name: &str, description: &str) -> Field {
    Field::new(name, Kind::Number, description)
}

fn choice(name: &str, values: &[&str], description: &str) -> Field {
    let options = values
        .iter()
        .map(|value| Choice {
            value: (*value).to_owned(),
            label: value.replace('_', " "),
        })
        .collect();
    Field::new(name, Kind::Choice { options }, description)
}

/// Dossier Lightspeed §4.7.
fn customer() -> Schema {
    let mut fields = vec![
        text("email", "E-mail address; unique among the shop's customers"),
        text("firstname", "First name; _ is sent where there is none"),
        text("middlename", "Middle name or prefix"),
        text("lastname", "Last name; _ is sent where there is none"),
        text("phone", "Telephone"),
        text("mobile", "Mobile telephone"),
        choice("gender", &["male", "female"], "Gender"),
        Field::new("birthDate", Kind::Date, "Day of birth"),
        text("nationalId", "National identification number"),
        Field::new("isCompany", Kind::Bool, "Whether a company buys"),
        text("companyName", "Company's name"),
        text("companyCoCNumber", "Number in the trade register"),
        text("companyVatNumber", "VAT number"),
        text("memo", "Internal note"),
        Field::new("isConfirmed", Kind::Bool, "Whether the customer may sign in"),
        text("language", "Language code"),
    ];
    for (prefix, whose) in [("addressBilling", "invoice"), ("addressShipping", "delivery")] {
        let parts = [
            ("Name", "Who receives"),
            ("Street", "Street"),
            ("Number", "House number"),
            ("Extension", "What follows the house number"),
            ("Street2", "Second line"),
            ("Zipcode", "Postcode"),
            ("City", "City"),
            ("Region", "Province, state or region"),
            ("Country", "Country code of two letters, lower case"),
        ];
        fields.extend(parts.map(|(part, meaning)| {
            text(
                &format!("{prefix}{part}"),
                &format!("{meaning} ({whose} address)"),
            )
        }));
    }
    fields.push(text("addressShippingCompany", "Company (delivery address)"));
    Schema::new(fields)
}

/// Dossier Lightspeed §4.8, §4.9.
fn product() -> Schema {
    let product = vec![
        text("title", "Title").required(),
        text("fulltitle", "Long title"),
        text("description", "Short description, plain text"),
        text("content", "Long description, HTML"),
        text("url", "Address in the shop, without its domain"),
        choice(
            "visibility",
            &["visible", "hidden", "auto"],
            "Whether shoppers see it; auto: while in stock",
        ),
        text("data01", "Text of the template"),
        text("data02", "Text of the template"),
        text("data03", "Text of the template"),
    ];
    let variant = vec![
        text("sku", "Stock keeping unit: the natural key"),
        text("ean", "EAN/GTIN"),
        text("articleCode", "Article code"),
        text("hs", "Customs code"),
        number(
            "priceIncl",
            "Price with tax; with it the price without tax is not sent",
        ),
        number("priceExcl", "Price without tax"),
        number("priceCost", "Cost price"),
        number("oldPriceIncl", "Crossed-out price with tax; 0 is none"),
        number("oldPriceExcl", "Crossed-out price without tax; 0 is none"),
        number(
            "taxRate",
            "Tax rate as a fraction (0.21); the shop's tax of this rate is taken",
        ),
        number("stockLevel", "Pieces in stock, absolute"),
        choice(
            "stockTracking",
            &["enabled", "indicator", "disabled"],
            "How stock is counted",
        ),
        number("stockAlert", "Pieces at which the shop warns"),
        number("stockMinimum", "Least pieces"),
        number("weight", "Weight in grams"),
        number("volume", "Volume in millilitres"),
        number("unitPrice", "Price of a unit"),
        text("unitUnit", "Unit of that price"),
    ];
    let pairs = || vec![text("name", "Name").required(), text("value", "Value").required()];
    let family = vec![
        text("key", "What the variants have in common"),
        text("title", "The product's title"),
    ];
    Schema::new(vec![
        Field::new(
            "product",
            Kind::Group { fields: product },
            "What the variants share",
        ),
        Field::new(
            "variant",
            Kind::Group { fields: variant },
            "What has price, stock and SKU",
        ),
        text("brand", "Brand by its title; made if it is missing"),
        Field::new(
            "categories",
            Kind::Texts,
            "Category paths, levels parted by \" > \"; made if they are missing",
        ),
        text("image", "Address of the image; the shop fetches it"),
        Field::new(
            "family",
            Kind::Group { fields: family },
            "The product that holds the variants",
        ),
        Field::new(
            "options",
            Kind::List { fields: pairs() },
            "What makes this variant: size, colour",
        ),
        Field::new(
            "attributes",
            Kind::List { fields: pairs() },
            "Information: country of origin, material",
        ),
    ])
}

fn stock() -> Schema {
    Schema::new(vec![
        number("stockLevel", "Pieces in stock, absolute"),
        choice(
            "stockTracking",
            &["enabled", "indicator", "disabled"],
            "How stock is counted",
        ),
        number("stockAlert", "Pieces at which the shop warns"),
    ])
}
