//! Shapes of the simple collections, as a table; their behaviour is the same and stands in
//! [`super::records`].

use super::records::{Field, Kind, Shape};

use Shape::{Any, Choice, Country, Date, Fixed, Flag, Int, Language, Money, One, Text, TextOrFalse, Words};

const fn field(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: false,
    }
}

const fn need(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        required: true,
    }
}

const fn kind(
    pattern: &'static str,
    one: &'static str,
    many: &'static str,
    fields: &'static [Field],
) -> Kind {
    Kind {
        pattern,
        one,
        many,
        dated: true,
        fields,
        links: &[],
        first_id: 480_000,
        hook: None,
    }
}

impl Kind {
    const fn undated(mut self) -> Self {
        self.dated = false;
        self
    }

    const fn links(mut self, links: &'static [(&'static str, &'static str)]) -> Self {
        self.links = links;
        self
    }

    const fn from(mut self, first_id: u64) -> Self {
        self.first_id = first_id;
        self
    }

    const fn hook(mut self, group: &'static str) -> Self {
        self.hook = Some(group);
        self
    }
}

const METAFIELD: &[Field] = &[need("key", Text), field("value", Text)];

/// All simple collections (dossier Lightspeed §4.7 to §4.13).
pub(crate) const KINDS: &[Kind] = &[
    kind(
        "account/metafields",
        "accountMetafield",
        "accountMetafields",
        METAFIELD,
    )
    .from(71_000_000),
    kind(
        "additionalcosts",
        "additionalCost",
        "additionalCosts",
        &[need("title", Words), field("price", Money)],
    ),
    kind(
        "attributes",
        "attribute",
        "attributes",
        &[need("title", Words), field("defaultValue", Words)],
    )
    .undated()
    .from(320_100)
    .links(&[("types", "types/attributes?attribute={}")]),
    kind(
        "blogs",
        "blog",
        "blogs",
        &[need("title", Words), field("url", Words), field("content", Words)],
    ),
    kind(
        "blogs/articles",
        "blogArticle",
        "blogArticles",
        &[
            need("title", Words),
            field("url", Words),
            field("content", Words),
            field("blog", One("blogs")),
        ],
    ),
    kind(
        "blogs/articles/tags",
        "blogArticleTag",
        "blogArticleTags",
        &[
            field("article", One("blogs/articles")),
            field("tag", One("blogs/tags")),
        ],
    ),
    kind(
        "blogs/comments",
        "blogComment",
        "blogComments",
        &[
            field("name", Text),
            field("content", Text),
            field("article", One("blogs/articles")),
        ],
    ),
    kind("blogs/tags", "blogTag", "blogTags", &[need("title", Words)]),
    kind(
        "brands",
        "brand",
        "brands",
        &[
            field("url", Words),
            need("title", Words),
            field("content", TextOrFalse),
            field("image", Fixed("false")),
            field("isVisible", Flag(true)),
        ],
    )
    .from(2_210_000)
    .links(&[("products", "products?brand={}")]),
    kind(
        "categories",
        "category",
        "categories",
        &[
            field("isVisible", Flag(true)),
            field("depth", Fixed("1")),
            field("path", Fixed("[]")),
            field("type", Fixed("\"category\"")),
            field("sortOrder", Int(0)),
            field(
                "sorting",
                Choice(&["popular", "newest", "lowest", "highest", "asc", "desc"]),
            ),
            field("url", Words),
            need("title", Words),
            field("fulltitle", Words),
            field("description", Words),
            field("content", Words),
            field("image", Fixed("false")),
            field("parent", One("categories")),
        ],
    )
    .from(9_120_300)
    .links(&[
        ("children", "categories?parent={}"),
        ("products", "categories/products?category={}"),
    ]),
    kind(
        "categories/products",
        "categoriesProduct",
        "categoriesProducts",
        &[
            field("sortOrder", Int(0)),
            need("category", One("categories")),
            need("product", One("products")),
        ],
    )
    .undated()
    .from(55_300_000),
    kind(
        "contacts",
        "contact",
        "contacts",
        &[field("name", Text), field("email", Text)],
    ),
    kind(
        "customers/{}/metafields",
        "customerMetafield",
        "customerMetafields",
        METAFIELD,
    )
    .from(71_100_000),
    kind(
        "deliverydates",
        "deliverydate",
        "deliverydates",
        &[
            need("name", Words),
            field("inStockMessage", Words),
            field("outStockMessage", Words),
        ],
    )
    .from(31_000),
    kind(
        "discountrules",
        "discountRule",
        "discountRules",
        &[
            field("type", Text),
            need("title", Text),
            field("position", Int(1)),
            field("maximumUses", Int(0)),
            field("countUsed", Fixed("0")),
            field("startDate", Date),
            field("endDate", Date),
            field("isActive", Flag(true)),
            field("isStop", Flag(false)),
            field("discountAmount", Any("\"0.00\"")),
            field("discountType", Choice(&["currency", "percentage"])),
            field("categories", Any("[]")),
            field("customer_groups", Any("[]")),
            field("minCategoryAmount", Any("\"0.00\"")),
            field("minCategoryProducts", Any("\"0\"")),
        ],
    ),
    kind(
        "discounts",
        "discount",
        "discounts",
        &[
            field("isActive", Flag(true)),
            field("startDate", Date),
            field("endDate", Date),
            // "amount" is not written by anyone, but a coupon of that kind shows it on the order.
            field("type", Choice(&["percentage", "price", "amount"])),
            field("discount", Any("0")),
            field("applyTo", Choice(&["all", "productscategories"])),
            field("shipment", Choice(&["default", "free"])),
            field("usageLimit", Int(0)),
            field("timesUsed", Fixed("0")),
            field("minimumAmount", Money),
            field("before_tax", Flag(false)),
            field("minimum_after", Flag(false)),
            need("code", Text),
            field("categories", Any("[]")),
            field("products", Any("[]")),
        ],
    )
    .from(1_880_000),
    kind(
        "external_services",
        "externalService",
        "externalServices",
        &[
            need("type", Choice(&["shipment", "payment"])),
            need("name", Text),
            need("urlEndpoint", Text),
            field("rateEstimate", Flag(false)),
            field("isActive", Flag(true)),
        ],
    ),
    kind(
        "files",
        "file",
        "files",
        &[
            field("type", Fixed("\"image\"")),
            field("extension", Text),
            field("size", Int(0)),
            field("title", Text),
            field("src", Text),
        ],
    ),
    kind(
        "filters",
        "filter",
        "filters",
        &[
            need("title", Words),
            field("position", Int(1)),
            field("isActive", Flag(true)),
        ],
    ),
    kind(
        "filters/{}/values",
        "filterValue",
        "filterValues",
        &[need("title", Words), field("position", Int(1))],
    ),
    kind("groups", "group", "groups", &[need("title", Text)])
        .from(41_000)
        .links(&[("customers", "groups/customers?group={}")]),
    kind(
        "groups/customers",
        "groupsCustomer",
        "groupsCustomers",
        &[need("group", One("groups")), need("customer", One("customers"))],
    )
    .undated()
    .from(920_000),
    kind(
        "invoices/{}/metafields",
        "invoiceMetafield",
        "invoiceMetafields",
        METAFIELD,
    )
    .from(71_300_000),
    kind("locations", "location", "locations", &[need("title", Text)]),
    kind("metafields", "metafield", "metafields", METAFIELD).from(71_900_000),
    kind(
        "orders/customstatuses",
        "customStatus",
        "customStatuses",
        &[need("title", Text), field("color", Text)],
    )
    .from(52_100),
    kind(
        "orders/{}/metafields",
        "orderMetafield",
        "orderMetafields",
        METAFIELD,
    )
    .from(71_200_000),
    kind(
        "paymentmethods",
        "paymentmethod",
        "paymentmethods",
        &[field("key", Text), field("title", Text)],
    )
    .undated(),
    kind(
        "products/{}/filtervalues",
        "productFiltervalue",
        "productFiltervalues",
        &[
            field("filter", One("filters")),
            need("filtervalue", One("filters/{}/values")),
        ],
    )
    .undated(),
    kind(
        "products/{}/metafields",
        "productMetafield",
        "productMetafields",
        METAFIELD,
    )
    .from(71_400_000),
    kind(
        "products/{}/relations",
        "productRelation",
        "productRelations",
        &[
            field("sortOrder", Int(1)),
            need("relatedProduct", One("products")),
        ],
    )
    .undated(),
    kind(
        "quantity_discounts",
        "quantityDiscount",
        "quantityDiscounts",
        &[
            field("product", Int(0)),
            field("variant", Int(0)),
            field("quantity", Int(1)),
            field("price", Money),
            field("percentage", Int(0)),
            field("isPercentage", Flag(false)),
            field("customerGroup", Int(0)),
            field("startDate", Date),
            field("endDate", Date),
        ],
    ),
    kind(
        "redirects",
        "redirect",
        "redirects",
        &[
            field("isPermanent", Flag(true)),
            need("url", Text),
            need("target", Text),
        ],
    ),
    kind(
        "returns",
        "return",
        "returns",
        &[
            field("customerId", Fixed("0")),
            field("orderId", Fixed("0")),
            field(
                "status",
                Choice(&["authorized", "pending", "received", "completed", "cancelled"]),
            ),
            field("numProducts", Fixed("0")),
            field("priceExcl", Fixed("\"0.00\"")),
            field("priceIncl", Fixed("\"0.00\"")),
            field("isStockAdjusted", Flag(false)),
            field("returnReason", Text),
            field("returnAction", Text),
            field("customerComment", Text),
            field("staffNote", Text),
            field("mailMessage", Text),
            field("notifyStatus", Fixed("false")),
            field("orderProducts", Fixed("[]")),
        ],
    )
    .from(66_000)
    .hook("returns"),
    kind(
        "reviews",
        "review",
        "reviews",
        &[
            field("isVisible", Flag(true)),
            field("score", Int(5)),
            field("name", Text),
            field("content", Text),
            field("customer", One("customers")),
            field("language", Language),
            field("product", One("products")),
        ],
    )
    .hook("reviews"),
    kind(
        "shipments/{}/metafields",
        "shipmentMetafield",
        "shipmentMetafields",
        METAFIELD,
    )
    .from(71_500_000),
    kind(
        "shippingmethods",
        "shippingmethod",
        "shippingmethods",
        &[
            field("type", Text),
            field("isBackofficeOnly", Flag(false)),
            field("sortOrder", Int(1)),
            field("freeAbove", Money),
            field("paymentPriceExcl", Money),
            field("paymentPriceIncl", Money),
            field("title", Text),
            field("description", Text),
            field("tax", One("taxes")),
        ],
    )
    .undated()
    .links(&[
        ("countries", "shippingmethods/{}/countries"),
        ("values", "shippingmethods/{}/values"),
    ]),
    kind(
        "shippingmethods/{}/countries",
        "shippingmethodCountry",
        "shippingmethodCountries",
        &[field("country", Country)],
    )
    .undated(),
    kind(
        "shippingmethods/{}/values",
        "shippingmethodValue",
        "shippingmethodValues",
        // The vendor's own spelling.
        &[
            field("weightMinimum", Int(0)),
            field("weightMaximim", Int(0)),
            field("priceExcl", Money),
            field("priceIncl", Money),
        ],
    )
    .undated(),
    kind("shop/metafields", "shopMetafield", "shopMetafields", METAFIELD).from(71_600_000),
    kind(
        "shop/scripts",
        "shopScript",
        "shopScripts",
        &[
            need("url", Text),
            field("body", Text),
            field("location", Choice(&["head", "body"])),
        ],
    ),
    kind(
        "shop/tracking",
        "shopTracking",
        "shopTrackings",
        &[field("isEnabled", Flag(true)), need("content", Text)],
    ),
    kind(
        "subscriptions",
        "subscription",
        "subscriptions",
        &[
            need("email", Text),
            field("firstname", Text),
            field("lastname", Text),
            field("isConfirmed", Flag(false)),
            field("doNotifyConfirmed", Fixed("false")),
            field("language", Language),
        ],
    )
    .hook("subscriptions"),
    // A snake_case island (dossier Lightspeed §4.10).
    kind(
        "suppliers",
        "supplier",
        "suppliers",
        &[
            need("title", Text),
            field("attention_of", Text),
            field("street", Text),
            field("street2", Text),
            field("number", Text),
            field("extension", Text),
            field("zip_code", Text),
            field("city", Text),
            field("region", Text),
            field("country_id", Country),
        ],
    )
    .from(90_000),
    kind(
        "tags",
        "tag",
        "tags",
        &[
            field("isVisible", Flag(true)),
            field("url", Words),
            need("title", Words),
        ],
    )
    .links(&[("products", "tags/products?tag={}")]),
    kind(
        "tags/products",
        "tagsProduct",
        "tagsProducts",
        &[need("tag", One("tags")), need("product", One("products"))],
    )
    .undated(),
    kind(
        "taxes",
        "tax",
        "taxes",
        &[
            field("isDefault", Flag(false)),
            field("rate", Money),
            need("title", Text),
        ],
    )
    .undated()
    .from(1_207_000)
    .links(&[("overrides", "taxes/{}/overrides")]),
    kind(
        "taxes/{}/overrides",
        "taxOverride",
        "taxOverrides",
        &[field("rate", Money), need("country", Country)],
    )
    .undated(),
    kind(
        "textpages",
        "textpage",
        "textpages",
        &[
            need("title", Words),
            field("url", Words),
            field("content", Words),
            field("isVisible", Flag(true)),
        ],
    ),
    kind(
        "theme/categories",
        "themeCategory",
        "themeCategories",
        &[field("sortOrder", Int(1)), field("category", One("categories"))],
    ),
    kind(
        "theme/products",
        "themeProduct",
        "themeProducts",
        &[field("sortOrder", Int(1)), field("product", One("products"))],
    ),
    kind(
        "tickets",
        "ticket",
        "tickets",
        &[
            need("title", Text),
            field("status", Text),
            field("customer", One("customers")),
        ],
    )
    .hook("tickets"),
    kind(
        "tickets/{}/messages",
        "ticketMessage",
        "ticketMessages",
        &[need("message", Text)],
    ),
    kind("types", "type", "types", &[need("title", Words)])
        .undated()
        .from(70_100)
        .links(&[("attributes", "types/attributes?type={}")]),
    kind(
        "types/attributes",
        "typesAttribute",
        "typesAttributes",
        &[
            field("sortOrder", Int(1)),
            need("type", One("types")),
            need("attribute", One("attributes")),
        ],
    )
    .undated(),
    kind(
        "variants/{}/metafields",
        "variantMetafield",
        "variantMetafields",
        METAFIELD,
    )
    .from(71_700_000),
    kind(
        "webhooks",
        "webhook",
        "webhooks",
        &[
            field("isActive", Flag(true)),
            need(
                "itemGroup",
                Choice(&[
                    "customers",
                    "orders",
                    "invoices",
                    "shipments",
                    "products",
                    "variants",
                    "quotes",
                    "reviews",
                    "returns",
                    "subscriptions",
                    "tickets",
                    "contacts",
                ]),
            ),
            need(
                "itemAction",
                Choice(&[
                    "created", "updated", "deleted", "*", "paid", "shipped", "answered",
                ]),
            ),
            field("language", Language),
            field("format", Choice(&["json", "xml"])),
            need("address", Text),
        ],
    )
    .from(480_100),
];
