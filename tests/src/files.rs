//! Workspace files as the stories need them.

/// One HubSpot account and one shop, with the stand-ins' credentials.
pub const CONNECTIONS: &str = r#"
[connections.hubspot]
connector = "hubspot"
credential = { token = "${HUBSPOT_TOKEN}" }

[connections.shop]
connector = "lightspeed_ecom"
credential = { key = "${LIGHTSPEED_KEY}", secret = "${LIGHTSPEED_SECRET}", language = "nl" }
"#;

/// The file of the demo tenant.
pub const DEMO: &str = include_str!("../../deploy/demo.toml");

/// How many flows a file has.
#[must_use]
pub fn flows_in(file: &str) -> usize {
    file.lines()
        .filter(|line| line.starts_with("[flows.") && line.matches('.').count() == 1)
        .count()
}

/// Both connections and one flow from the shop to HubSpot, of which it is the name and the kind; `more` is what else
/// stands in the flow's table.
#[must_use]
pub fn to_hubspot(kind: &str, more: &str) -> String {
    format!("{CONNECTIONS}\n{}", flow(kind, kind, "shop", "hubspot", more))
}

/// Both connections and one flow from HubSpot to the shop, of which it is the name and the kind.
#[must_use]
pub fn to_shop(kind: &str, more: &str) -> String {
    format!("{CONNECTIONS}\n{}", flow(kind, kind, "hubspot", "shop", more))
}

/// One flow's table.
#[must_use]
pub fn flow(name: &str, kind: &str, from: &str, to: &str, more: &str) -> String {
    format!("[flows.{name}]\nkind = \"{kind}\"\nfrom = \"{from}\"\nto = \"{to}\"\n{more}\n")
}
