//! Single pages: the account and the shop itself (dossier Lightspeed §4.12 and §1.2).

use serde_json::{Value, json};

use super::Context;
use super::endpoints::AREAS;
use super::json::Out;
use super::limits::Standing;
use super::state::State;
use super::time::{iso, iso_utc};
use crate::shop::country::{COUNTRIES, Country, LANGUAGES, Language};

/// The page at a path, with the key it is wrapped in.
pub(crate) fn show(
    state: &State,
    context: &Context,
    pattern: &str,
    standing: &Standing,
) -> Option<(&'static str, Value)> {
    let page = match pattern {
        "account" => (
            "account",
            json!({
                "id": context.shop_id, "appId": 0, "apiKey": context.key, "language": "nl",
                "isActive": true, "permissions": relation(context, "account/permissions"),
                "ratelimit": relation(context, "account/ratelimit"), "metafields": relation(context, "account/metafields"),
            }),
        ),
        "account/permissions" => (
            "accountPermissions",
            AREAS
                .iter()
                .map(|(area, name)| {
                    (
                        (*name).to_owned(),
                        json!({
                "read": context.may(*area, false), "write": context.may(*area, true)}),
                    )
                })
                .collect::<serde_json::Map<_, _>>()
                .into(),
        ),
        "account/ratelimit" => ("accountRatelimit", ratelimit(standing)),
        "dashboard" => (
            "dashboard",
            json!({"orders": state.orders.len(), "customers": state.customers.len()}),
        ),
        "time" => (
            "time",
            json!({"time": iso(context.now), "timestamp": context.now}),
        ),
        "shop" => ("shop", shop(state, context)),
        "shop/company" => (
            "shopCompany",
            json!({
                "name": "Fietsgoed Haarlem B.V.", "owner": "Sanne Verbeek", "cocNumber": "90012345",
                "cocLocation": "Haarlem", "vatNumber": "NL800000000B01", "nationalId": "", "phone": "+31 23 555 0100",
                "email": "winkel@fietsgoed.example", "fax": "", "street": "Grote Markt 1", "street2": "",
                "zipcode": "2011 RD", "city": "Haarlem", "region": "Noord-Holland", "country": country_value("nl"),
                "bankAccountNumber": "", "bankIban": "", "bankBic": "", "bankName": "", "bankCity": "",
            }),
        ),
        "shop/javascript" => (
            "shopJavascript",
            page_or(state, "shop/javascript", json!({"script": ""})),
        ),
        "shop/limits" => (
            "shopLimits",
            json!({
                "maxProducts": 25_000, "maxProductsVariants": 50, "maxProductsImages": super::images::MOST,
                "maxProductsCategories": 25, "maxProductsTags": 25, "maxProductsRelations": 5, "maxCategories": 2000,
                "maxBrands": 1000, "maxAttributes": 200, "maxTypes": 50, "maxSuppliers": 10, "maxTaxes": 10,
                "maxGroups": 50, "maxGroupsCustomers": 1000, "maxFiles": 250, "maxFilesSize": 50,
                "maxWebhooks": context.knobs.webhooks, "maxRedirects": 500, "maxLanguages": 10, "hasB2b": true,
                "hasTranslations": true,
            }),
        ),
        "shop/settings" => (
            "shopSettings",
            json!({"priceDisplay": "incl", "stockNotification": true}),
        ),
        "shop/website" => (
            "shopWebsite",
            json!({
            "name": "Fietsgoed Haarlem", "title": "Fietsgoed Haarlem", "description": "Alles voor onderweg", "keywords": ""}),
        ),
        _ => return None,
    };
    Some(page)
}

fn shop(state: &State, context: &Context) -> Value {
    let mut shop = json!({
        // Text in the vendor's sample.
        "id": context.shop_id.to_string(),
        "createdAt": iso(1_500_000_000), "status": "live", "isB2b": false, "isRetail": false,
        "subDomain": "fietsgoed", "mainDomain": "fietsgoed.example", "email": "winkel@fietsgoed.example",
        "phone": "+31 23 555 0100", "fax": "", "street": "Grote Markt 1", "street2": "", "zipcode": "2011 RD",
        "city": "Haarlem", "region": "Noord-Holland", "country": country_value("nl"),
        "vatNumber": "NL800000000B01", "cocNumber": "90012345", "industry": "",
        "currency": {"shortcode": "eur", "symbol": "€", "title": "Euro", "isDefault": true, "currencyRate": "1.0000"},
    });
    for name in [
        "company",
        "limits",
        "javascript",
        "website",
        "scripts",
        "metafields",
    ] {
        shop[name] = relation(context, &format!("shop/{name}"));
    }
    if let (Some(written), Some(shop)) = (state.pages.get("shop"), shop.as_object_mut()) {
        for (name, value) in written {
            shop.insert(name.clone(), value.clone());
        }
    }
    shop
}

fn page_or(state: &State, name: &str, default: Value) -> Value {
    state
        .pages
        .get(name)
        .map_or(default, |page| Value::Object(page.clone()))
}

fn ratelimit(standing: &Standing) -> Value {
    let window = |place: usize| {
        json!({
            "limit": standing.limit[place],
            "remaining": standing.remaining[place],
            "reset": standing.reset[place],
            "resetTime": iso_utc(standing.now + standing.reset[place]),
        })
    };
    json!({"limit5Min": window(0), "limitHour": window(1), "limitDay": window(2)})
}

fn relation(context: &Context, path: &str) -> Value {
    let link = format!("{}{path}.json", context.address(LANGUAGES[0].code));
    json!({"resource": {"id": false, "url": path, "link": link}})
}

fn country_value(code: &str) -> Value {
    crate::shop::country::by_code(code).map_or(Value::Bool(false), |country| {
        json!({"id": country.id, "code": country.code, "code3": country.code3, "title": country.title})
    })
}

/// A country of the list `countries`.
pub(crate) fn write_country(out: &mut Out, country: &Country) {
    out.id("id", country.id);
    out.text("code", country.code);
    out.text("code3", country.code3);
    out.text("title", country.title);
}

/// A language of the list `languages`.
pub(crate) fn write_language(out: &mut Out, language: &Language) {
    out.id("id", language.id);
    out.flag("isActive", true);
    out.flag("isDefault", language.code == LANGUAGES[0].code);
    out.text("code", language.code);
    out.text("locale", language.locale);
    out.text("title", language.title);
}

/// All countries.
pub(crate) fn countries() -> &'static [Country] {
    &COUNTRIES
}
