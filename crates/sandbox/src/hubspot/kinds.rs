//! The object types of the CRM and what differs between them (dossier HubSpot §0, §3.5).

/// Index into [`KINDS`]; small, because associations hold many.
pub(crate) type Kind = u8;

/// What differs between object types.
pub(crate) struct KindFacts {
    /// Name in paths.
    pub(crate) plural: &'static str,
    /// Name in events, labels and messages.
    pub(crate) singular: &'static str,
    /// Key in the `associations` part of a v3 record.
    pub(crate) key: &'static str,
    /// Object type id.
    pub(crate) id: &'static str,
    /// Scopes are `crm.objects.{scope}.read` and so on.
    pub(crate) scope: &'static str,
    /// Whether the old `e-commerce` scope does as well.
    pub(crate) commerce: bool,
    /// Properties that come when none are asked for, besides the dates and the id.
    pub(crate) usual: &'static [&'static str],
    /// Name of the create date.
    pub(crate) created: &'static str,
    /// Name of the modified date.
    pub(crate) modified: &'static str,
    /// Properties that `query` looks through.
    pub(crate) searched: &'static [&'static str],
    /// Property that holds the pipeline, and the one that holds the stage.
    pub(crate) pipeline: Option<(&'static str, &'static str)>,
    /// The first record's id is a little above this.
    pub(crate) first_id: u64,
}

const fn kind(
    plural: &'static str,
    singular: &'static str,
    id: &'static str,
    scope: &'static str,
    commerce: bool,
    first_id: u64,
) -> KindFacts {
    KindFacts {
        plural,
        singular,
        key: plural,
        id,
        scope,
        commerce,
        usual: &[],
        created: "hs_createdate",
        modified: "hs_lastmodifieddate",
        searched: &[],
        pipeline: None,
        first_id,
    }
}

/// Contacts.
pub(crate) const CONTACTS: Kind = 0;
/// Companies.
pub(crate) const COMPANIES: Kind = 1;
/// Deals.
pub(crate) const DEALS: Kind = 2;
/// Products.
pub(crate) const PRODUCTS: Kind = 3;
/// Line items.
pub(crate) const LINE_ITEMS: Kind = 4;
/// Quotes.
pub(crate) const QUOTES: Kind = 5;
/// Invoices.
pub(crate) const INVOICES: Kind = 6;
/// Orders.
pub(crate) const ORDERS: Kind = 7;
/// Carts.
pub(crate) const CARTS: Kind = 8;
/// Tickets.
pub(crate) const TICKETS: Kind = 14;

/// All object types; the constants above are places in this list.
pub(crate) static KINDS: [KindFacts; 16] = [
    KindFacts {
        usual: &["email", "firstname", "lastname"],
        created: "createdate",
        modified: "lastmodifieddate",
        searched: &[
            "firstname",
            "lastname",
            "email",
            "phone",
            "company",
            "hs_additional_emails",
        ],
        ..kind("contacts", "contact", "0-1", "contacts", false, 30_151_004_210)
    },
    KindFacts {
        usual: &["name", "domain"],
        created: "createdate",
        searched: &["name", "domain", "website", "phone"],
        ..kind("companies", "company", "0-2", "companies", false, 18_801_230_075)
    },
    KindFacts {
        usual: &["amount", "closedate", "dealname", "dealstage", "pipeline"],
        created: "createdate",
        searched: &["dealname", "pipeline", "dealstage", "description", "dealtype"],
        pipeline: Some(("pipeline", "dealstage")),
        ..kind("deals", "deal", "0-3", "deals", false, 51_569_001_311)
    },
    KindFacts {
        usual: &["description", "name", "price"],
        created: "createdate",
        searched: &["name", "description", "price", "hs_sku"],
        ..kind("products", "product", "0-7", "products", true, 2_914_500_160)
    },
    KindFacts {
        usual: &["quantity", "amount", "price"],
        created: "createdate",
        key: "line items",
        searched: &["name", "hs_sku"],
        ..kind(
            "line_items",
            "line_item",
            "0-8",
            "line_items",
            true,
            8_120_003_377,
        )
    },
    KindFacts {
        usual: &["hs_title", "hs_status", "hs_expiration_date", "hs_public_url_key"],
        searched: &["hs_title"],
        ..kind("quotes", "quote", "0-14", "quotes", true, 7_301_550_014)
    },
    KindFacts {
        searched: &["hs_title", "hs_number"],
        ..kind("invoices", "invoice", "0-53", "invoices", false, 6_402_117_093)
    },
    KindFacts {
        searched: &["hs_order_name", "hs_external_order_id"],
        pipeline: Some(("hs_pipeline", "hs_pipeline_stage")),
        ..kind("orders", "order", "0-123", "orders", false, 10_570_012_845)
    },
    kind("carts", "cart", "0-142", "carts", false, 11_680_440_512),
    kind(
        "discounts",
        "discount",
        "0-84",
        "line_items",
        true,
        12_790_222_041,
    ),
    kind("fees", "fee", "0-85", "line_items", true, 13_811_900_533),
    kind("taxes", "tax", "0-86", "line_items", true, 14_922_014_617),
    kind(
        "commerce_payments",
        "commerce_payment",
        "0-101",
        "commercepayments",
        false,
        15_133_700_208,
    ),
    kind(
        "subscriptions",
        "subscription",
        "0-69",
        "subscriptions",
        false,
        16_244_101_399,
    ),
    KindFacts {
        usual: &[
            "content",
            "hs_pipeline",
            "hs_pipeline_stage",
            "hs_ticket_category",
            "hs_ticket_priority",
            "subject",
        ],
        created: "createdate",
        searched: &["subject", "content"],
        pipeline: Some(("hs_pipeline", "hs_pipeline_stage")),
        ..kind("tickets", "ticket", "0-5", "tickets", false, 17_355_090_021)
    },
    KindFacts {
        searched: &["hs_note_body"],
        ..kind("notes", "note", "0-46", "contacts", false, 19_466_777_150)
    },
];

/// The facts about a kind.
pub(crate) fn facts(kind: Kind) -> &'static KindFacts {
    &KINDS[usize::from(kind) % KINDS.len()]
}

/// Finds a kind by plural, singular or type id, whatever the case.
pub(crate) fn find(name: &str) -> Option<Kind> {
    (0..).zip(&KINDS).find_map(|(kind, facts)| {
        let hit = name.eq_ignore_ascii_case(facts.plural)
            || name.eq_ignore_ascii_case(facts.singular)
            || name == facts.id
            || (name == "0-52" && facts.plural == "invoices")
            || name.eq_ignore_ascii_case(facts.key);
        hit.then_some(kind)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_singular_and_type_id_name_the_same_kind() {
        for name in ["contacts", "contact", "0-1", "CONTACT"] {
            assert_eq!(find(name), Some(CONTACTS), "{name}");
        }
        assert_eq!(find("0-123"), Some(ORDERS));
        assert_eq!(find("line_item"), Some(LINE_ITEMS));
        assert_eq!(find("tickets"), Some(TICKETS));
        assert_eq!(find("carts"), Some(CARTS));
        assert_eq!(find("unicorns"), None);
    }
}
