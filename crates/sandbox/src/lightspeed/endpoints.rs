//! The contents page: every collection, the verbs it offers and the right it asks for.
//!
//! Made from the vendor's own PHP client 1.9.1 (dossier Lightspeed §4.0). What is not here is a 404,
//! a verb that is not here a 405: the trap for a connector that wants to POST orders.

/// What a key may be allowed to touch (dossier Lightspeed §1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    /// Whatever the key: account and time.
    Open,
    Content,
    Products,
    Customers,
    Orders,
    Settings,
    Tracking,
}

/// The areas that have switches, with their names.
pub(crate) const AREAS: [(Area, &str); 6] = [
    (Area::Content, "content"),
    (Area::Products, "products"),
    (Area::Customers, "customers"),
    (Area::Orders, "orders"),
    (Area::Settings, "settings"),
    (Area::Tracking, "tracking"),
];

impl Area {
    /// Name of the switch.
    pub(crate) fn name(self) -> &'static str {
        AREAS
            .iter()
            .find(|(area, _)| *area == self)
            .map_or("", |(_, name)| name)
    }
}

/// A collection.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Endpoint {
    /// Path with `{}` for numbers.
    pub(crate) pattern: &'static str,
    pub(crate) area: Area,
    /// Verbs on the collection.
    pub(crate) all: &'static str,
    /// Verbs on one object; empty when there is no such path.
    pub(crate) one: &'static str,
    /// Whether `/count` exists.
    pub(crate) count: bool,
}

const READ: &str = "GET";
const CRUD: &str = "GET PUT DELETE";
const KEEP: &str = "GET DELETE";
const MAKE: &str = "GET POST";

const fn crud(pattern: &'static str, area: Area) -> Endpoint {
    Endpoint {
        pattern,
        area,
        all: MAKE,
        one: CRUD,
        count: true,
    }
}

const fn read(pattern: &'static str, area: Area) -> Endpoint {
    Endpoint {
        pattern,
        area,
        all: READ,
        one: READ,
        count: true,
    }
}

const fn link(pattern: &'static str, area: Area) -> Endpoint {
    Endpoint {
        pattern,
        area,
        all: MAKE,
        one: KEEP,
        count: true,
    }
}

const fn page(pattern: &'static str, area: Area, all: &'static str) -> Endpoint {
    Endpoint {
        pattern,
        area,
        all,
        one: "",
        count: false,
    }
}

const fn any(pattern: &'static str, area: Area, all: &'static str, one: &'static str) -> Endpoint {
    Endpoint {
        pattern,
        area,
        all,
        one,
        count: true,
    }
}

use Area::{Content, Customers, Open, Orders, Products, Settings, Tracking};

/// All collections.
pub(crate) const ENDPOINTS: &[Endpoint] = &[
    page("account", Open, READ),
    read("account/metafields", Open),
    page("account/permissions", Open, READ),
    page("account/ratelimit", Open, READ),
    any("additionalcosts", Products, READ, CRUD),
    crud("attributes", Products),
    crud("blogs", Content),
    crud("blogs/articles", Content),
    link("blogs/articles/tags", Content),
    page("blogs/articles/{}/image", Content, "GET POST DELETE"),
    crud("blogs/comments", Content),
    crud("blogs/tags", Content),
    crud("brands", Products),
    page("brands/{}/image", Products, "GET POST DELETE"),
    read("catalog", Products),
    crud("categories", Products),
    link("categories/products", Products),
    page("categories/products/bulk", Products, "POST"),
    page("categories/{}/image", Products, "GET POST DELETE"),
    crud("checkouts", Orders),
    page("checkouts/{}/order", Orders, "POST"),
    page("checkouts/{}/payment_methods", Orders, READ),
    crud("checkouts/{}/products", Orders),
    page("checkouts/{}/shipment_methods", Orders, READ),
    page("checkouts/{}/validate", Orders, READ),
    read("contacts", Customers),
    read("countries", Settings),
    crud("customers", Customers),
    page("customers/{}/login", Customers, "POST"),
    crud("customers/{}/metafields", Customers),
    page("customers/{}/tokens", Customers, "POST"),
    page("dashboard", Open, READ),
    crud("deliverydates", Products),
    crud("discountrules", Settings),
    crud("discounts", Settings),
    any("events", Orders, READ, KEEP),
    link("external_services", Settings),
    crud("files", Content),
    crud("filters", Products),
    crud("filters/{}/values", Products),
    crud("groups", Customers),
    link("groups/customers", Customers),
    any("invoices", Orders, READ, "GET PUT"),
    read("invoices/{}/items", Orders),
    crud("invoices/{}/metafields", Orders),
    read("languages", Settings),
    crud("locations", Settings),
    crud("metafields", Settings),
    any("orders", Orders, READ, "GET PUT"),
    page("orders/{}/credit", Orders, "POST"),
    crud("orders/customstatuses", Orders),
    read("orders/events", Orders),
    crud("orders/{}/metafields", Orders),
    read("orders/{}/products", Orders),
    read("paymentmethods", Settings),
    crud("products", Products),
    any("products/{}/attributes", Products, "GET PUT", CRUD),
    any("products/{}/filtervalues", Products, MAKE, "DELETE"),
    crud("products/{}/images", Products),
    crud("products/{}/metafields", Products),
    crud("products/{}/relations", Products),
    crud("quantity_discounts", Products),
    any("quotes", Orders, MAKE, "GET PUT"),
    page("quotes/{}/convert", Orders, "POST"),
    read("quotes/{}/paymentmethods", Orders),
    crud("quotes/{}/products", Orders),
    read("quotes/{}/shippingmethods", Orders),
    crud("redirects", Content),
    any("returns", Orders, READ, CRUD),
    crud("reviews", Content),
    crud("sets", Products),
    any("shipments", Orders, READ, "GET PUT"),
    crud("shipments/{}/metafields", Orders),
    read("shipments/{}/products", Orders),
    read("shippingmethods", Settings),
    read("shippingmethods/{}/countries", Settings),
    read("shippingmethods/{}/values", Settings),
    page("shop", Settings, "GET PUT"),
    page("shop/company", Settings, READ),
    page("shop/javascript", Settings, "GET PUT"),
    page("shop/limits", Settings, READ),
    crud("shop/metafields", Settings),
    crud("shop/scripts", Settings),
    page("shop/settings", Settings, READ),
    crud("shop/tracking", Tracking),
    page("shop/website", Settings, READ),
    crud("subscriptions", Customers),
    crud("suppliers", Products),
    crud("tags", Products),
    link("tags/products", Products),
    crud("taxes", Settings),
    crud("taxes/{}/overrides", Settings),
    crud("textpages", Content),
    crud("theme/categories", Content),
    crud("theme/products", Content),
    crud("tickets", Customers),
    crud("tickets/{}/messages", Customers),
    page("time", Open, READ),
    crud("types", Products),
    link("types/attributes", Products),
    crud("variants", Products),
    page("variants/bulk", Products, "PUT"),
    page("variants/{}/image", Products, "GET POST DELETE"),
    crud("variants/{}/metafields", Products),
    read("variants/movements", Products),
    crud("webhooks", Settings),
];

/// The collection of a pattern.
pub(crate) fn find(pattern: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.pattern == pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_invoices_and_shipments_cannot_be_made_or_deleted() {
        for pattern in ["orders", "invoices", "shipments"] {
            let endpoint = find(pattern).unwrap();
            assert_eq!((endpoint.all, endpoint.one), ("GET", "GET PUT"), "{pattern}");
        }
        assert_eq!(find("returns").unwrap().all, "GET");
        assert!(find("products/{}/variants").is_none());
    }
}
