//! The properties that we own in HubSpot, and the standard ones that shipped mappings write.
//!
//! HubSpot knows no order number, no stock and no VAT number; what has no property of its own there is
//! carried by ours. They are made by `prepare` with the merchant's consent.

use domain::{Field, Kind};

use super::objects::Object;

/// The unique property by which everything that we make is found again.
pub(super) const KEY: &str = "kopru_key";
/// The group in which ours are shown.
pub(super) const GROUP: &str = "kopru";

/// What a property of ours holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    LongText,
    Number,
    YesNo,
    Moment,
}

impl Holds {
    /// HubSpot's type and field type (dossier HubSpot §4).
    pub(super) fn types(self) -> (&'static str, &'static str) {
        match self {
            Self::Text => ("string", "text"),
            Self::LongText => ("string", "textarea"),
            Self::Number => ("number", "number"),
            Self::YesNo => ("bool", "booleancheckbox"),
            Self::Moment => ("datetime", "date"),
        }
    }

    fn kind(self) -> Kind {
        match self {
            Self::Text | Self::LongText => Kind::Text,
            Self::Number => Kind::Number,
            Self::YesNo => Kind::Bool,
            Self::Moment => Kind::DateTime,
        }
    }
}

/// A property of ours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Own {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) holds: Holds,
}

const fn own(name: &'static str, label: &'static str, holds: Holds) -> Own {
    Own { name, label, holds }
}

use Holds::{LongText, Moment, Number, Text, YesNo};

const THE_KEY: Own = own(KEY, "Kopru key", Text);

const CONTACTS: &[Own] = &[
    THE_KEY,
    own("kopru_customer_group", "Customer group", Text),
    own("kopru_memo", "Shop memo", LongText),
    own("kopru_newsletter", "Wants the newsletter", YesNo),
    own("kopru_house_number", "House number", Text),
    own("kopru_delivery_street", "Delivery street", Text),
    own("kopru_delivery_house_number", "Delivery house number", Text),
    own("kopru_delivery_postcode", "Delivery postcode", Text),
    own("kopru_delivery_city", "Delivery city", Text),
    own("kopru_delivery_country", "Delivery country", Text),
];

const COMPANIES: &[Own] = &[
    THE_KEY,
    own("kopru_vat_number", "VAT number", Text),
    own("kopru_coc_number", "Trade register number", Text),
];

const DEALS: &[Own] = &[
    THE_KEY,
    own("kopru_order_number", "Order number", Text),
    own("kopru_order_status", "Order status", Text),
    own("kopru_payment_status", "Payment status", Text),
    own("kopru_shipment_status", "Shipment status", Text),
    own("kopru_ordered_at", "Ordered at", Moment),
    own("kopru_store_id", "Store id", Text),
    own("kopru_store_name", "Store", Text),
    own("kopru_discount", "Discount", Number),
    own("kopru_discount_percentage", "Discount in per cent", Number),
    own("kopru_coupon", "Coupon code", Text),
    own("kopru_tax_total", "Tax", Number),
    own("kopru_total_excl", "Total without tax", Number),
    own("kopru_total_incl", "Total with tax", Number),
    own("kopru_shipping_costs", "Shipping costs", Number),
    own("kopru_shipping_method", "Shipping method", Text),
    own("kopru_payment_costs", "Payment costs", Number),
    own("kopru_payment_method", "Payment method", Text),
    own("kopru_payment_terms", "Payment terms", Text),
    own("kopru_revenue_account", "Revenue account", Text),
    own("kopru_customer_name", "Customer", Text),
    own("kopru_invoice_company", "Invoice company", Text),
    own("kopru_invoice_street", "Invoice street", Text),
    own("kopru_invoice_house_number", "Invoice house number", Text),
    own("kopru_invoice_postcode", "Invoice postcode", Text),
    own("kopru_invoice_city", "Invoice city", Text),
    own("kopru_invoice_country", "Invoice country", Text),
    own("kopru_delivery_name", "Delivery name", Text),
    own("kopru_delivery_street", "Delivery street", Text),
    own("kopru_delivery_house_number", "Delivery house number", Text),
    own("kopru_delivery_postcode", "Delivery postcode", Text),
    own("kopru_delivery_city", "Delivery city", Text),
    own("kopru_delivery_country", "Delivery country", Text),
    own("kopru_comment", "Shopper's remark", LongText),
    own("kopru_refunded", "Refunded", Number),
    own("kopru_invoice_numbers", "Invoice numbers", Text),
    own("kopru_tracking_codes", "Tracking codes", Text),
];

const PRODUCTS: &[Own] = &[
    THE_KEY,
    own("kopru_stock", "Stock", Number),
    own("kopru_ean", "EAN/GTIN", Text),
    own("kopru_article_code", "Article code", Text),
    own("kopru_variant_id", "Shop variant id", Text),
    own("kopru_family", "Family", Text),
    own("kopru_family_title", "Family title", Text),
    own("kopru_size", "Size", Text),
    own("kopru_color", "Colour", Text),
    own("kopru_options", "Options", Text),
    own("kopru_categories", "Categories", LongText),
    own("kopru_brand", "Brand", Text),
    own("kopru_supplier", "Supplier", Text),
    own("kopru_full_title", "Long title", Text),
    own("kopru_price_excl", "Price without tax", Number),
    own("kopru_price_incl", "Price with tax", Number),
    own("kopru_tax_rate", "Tax rate", Number),
    own("kopru_currency", "Currency", Text),
    own("kopru_weight", "Weight in grams", Number),
    own("kopru_unit", "Unit of sale", Text),
    own("kopru_country_of_origin", "Country of origin", Text),
    own("kopru_delivery_time", "Delivery time", Text),
];

const LINE_ITEMS: &[Own] = &[
    THE_KEY,
    own("kopru_ean", "EAN/GTIN", Text),
    own("kopru_article_code", "Article code", Text),
    own("kopru_variant", "Variant", Text),
    own("kopru_tax_rate", "Tax rate", Number),
    own("kopru_tax_amount", "Tax", Number),
    own("kopru_tax_code", "Tax code", Text),
];

const INVOICES: &[Own] = &[
    THE_KEY,
    own("kopru_invoice_number", "Invoice number", Text),
    own("kopru_invoice_status", "Status in the shop", Text),
    own("kopru_order_number", "Order number", Text),
    own("kopru_total_excl", "Total without tax", Number),
    own("kopru_total_incl", "Total with tax", Number),
    own("kopru_tax_total", "Tax", Number),
    own("kopru_vat_shifted", "Reverse charge", YesNo),
    own("kopru_customer_name", "Customer", Text),
    own("kopru_store_id", "Store id", Text),
    own("kopru_store_name", "Store", Text),
];

/// Ours on an object.
pub(super) fn own_of(object: Object) -> &'static [Own] {
    match object {
        Object::Contacts => CONTACTS,
        Object::Companies => COMPANIES,
        Object::Deals => DEALS,
        Object::Products => PRODUCTS,
        Object::LineItems => LINE_ITEMS,
        Object::Invoices => INVOICES,
    }
}

/// HubSpot's own properties that shipped mappings write (dossier HubSpot §8).
fn standard_of(object: Object) -> &'static [(&'static str, Holds)] {
    match object {
        Object::Contacts => &[
            ("email", Text),
            ("firstname", Text),
            ("lastname", Text),
            ("phone", Text),
            ("mobilephone", Text),
            ("company", Text),
            ("website", Text),
            ("address", Text),
            ("zip", Text),
            ("city", Text),
            ("state", Text),
            ("country", Text),
            ("salutation", Text),
            ("jobtitle", Text),
            ("date_of_birth", Text),
            ("hs_language", Text),
            ("lifecyclestage", Text),
            ("hubspot_owner_id", Text),
        ],
        Object::Companies => &[
            ("name", Text),
            ("domain", Text),
            ("website", Text),
            ("phone", Text),
            ("address", Text),
            ("address2", Text),
            ("zip", Text),
            ("city", Text),
            ("state", Text),
            ("country", Text),
            ("description", Text),
            ("lifecyclestage", Text),
            ("hubspot_owner_id", Text),
        ],
        Object::Deals => &[
            ("dealname", Text),
            ("amount", Number),
            ("pipeline", Text),
            ("dealstage", Text),
            ("closedate", Moment),
            ("deal_currency_code", Text),
            ("dealtype", Text),
            ("description", LongText),
            ("hubspot_owner_id", Text),
        ],
        Object::Products => &[
            ("name", Text),
            ("hs_sku", Text),
            ("price", Number),
            ("hs_cost_of_goods_sold", Number),
            ("description", LongText),
            ("hs_rich_text_description", LongText),
            ("hs_images", Text),
            ("hs_url", Text),
            ("hs_product_type", Text),
            ("hs_active", YesNo),
        ],
        Object::LineItems => &[
            ("name", Text),
            ("quantity", Number),
            ("price", Number),
            ("hs_product_id", Text),
            ("hs_sku", Text),
            ("description", Text),
            ("discount", Number),
            ("hs_discount_percentage", Number),
            ("hs_position_on_quote", Number),
            ("hs_line_item_currency_code", Text),
            ("hs_tax_rate_group_id", Text),
        ],
        Object::Invoices => &[
            ("hs_title", Text),
            ("hs_currency", Text),
            ("hs_invoice_billable", YesNo),
            ("hs_invoice_date", Moment),
            ("hs_due_date", Moment),
            ("hs_invoice_status", Text),
            ("hs_amount_billed", Number),
            ("hs_balance_due", Number),
            ("hs_purchase_order_number", Text),
            ("hs_comments", LongText),
            ("hs_language", Text),
            ("hs_tax_id", Text),
            ("hs_recipient_company_address", Text),
            ("hs_recipient_company_city", Text),
            ("hs_recipient_company_zip", Text),
            ("hs_recipient_shipping_address", Text),
            ("hs_recipient_shipping_city", Text),
            ("hs_recipient_shipping_zip", Text),
            ("hs_recipient_shipping_country", Text),
            ("hubspot_owner_id", Text),
        ],
    }
}

/// Fields of an object that are known without asking. The key is ours alone and no field to be mapped.
pub(super) fn known_fields(object: Object) -> Vec<Field> {
    let standard = standard_of(object)
        .iter()
        .map(|(name, holds)| Field::new(*name, holds.kind(), ""));
    let ours = own_of(object)
        .iter()
        .filter(|own| own.name != KEY)
        .map(|own| Field::new(own.name, own.holds.kind(), "Kept by Kopru").labelled(own.label));
    standard.chain(ours).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ours_have_names_that_hubspot_takes_and_each_once() {
        for object in Object::ALL {
            let mut seen = HashSet::new();
            for own in own_of(object) {
                assert!(own.name.starts_with("kopru_"), "{}", own.name);
                assert!(
                    own.name
                        .bytes()
                        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                    "{}",
                    own.name
                );
                assert!(seen.insert(own.name), "{object} has {} twice", own.name);
            }
            assert!(seen.contains(KEY));
        }
    }
}
