//! Where a shop is called: its cluster, the language in the path, the ending `.json`.

use domain::{Failure, FailureReason};
use serde::{Deserialize, Serialize};
use url::Url;

/// Where a shop lives. A key of one cluster is refused by the other (dossier Lightspeed §1.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Cluster {
    /// Europe.
    #[default]
    Eu1,
    /// North America.
    Us1,
}

impl Cluster {
    /// The cluster of this name; `live` is an older name of `eu1`.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "eu1" | "live" => Some(Self::Eu1),
            "us1" => Some(Self::Us1),
            _ => None,
        }
    }

    fn address(self) -> &'static str {
        match self {
            Self::Eu1 => "https://api.webshopapp.com",
            Self::Us1 => "https://api.shoplightspeed.com",
        }
    }

    /// The language that most shops there have.
    pub(super) fn usual_language(self) -> &'static str {
        match self {
            Self::Eu1 => "nl",
            Self::Us1 => "us",
        }
    }
}

/// The address below which a shop is called in one language. `instead` replaces the cluster's own (a stand-in,
/// a proxy, a recorder).
///
/// # Errors
/// When the address in the configuration is none.
pub(super) fn base(instead: Option<&Url>, cluster: Cluster, language: &str) -> Result<Url, Failure> {
    let base = instead.map_or(cluster.address(), Url::as_str);
    let text = format!("{}/{language}", base.trim_end_matches('/'));
    Url::parse(&text).map_err(|error| {
        Failure::permanent(
            FailureReason::BadSetting,
            format!("{text} is no address ({error}); correct KOPRU_LIGHTSPEED_ECOM_API_URL"),
        )
    })
}

/// `orders/4711` → `/orders/4711.json`.
pub(super) fn path(resource: &str) -> String {
    format!("/{resource}.json")
}

/// `/orders/4711.json` → `orders/4711`.
pub(super) fn resource(path: &str) -> &str {
    let path = path.strip_prefix('/').unwrap_or(path);
    path.strip_suffix(".json").unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cluster_s_address_is_taken_unless_another_is_given() {
        let own = base(None, Cluster::Us1, "us").unwrap();
        assert_eq!(own.as_str(), "https://api.shoplightspeed.com/us");
        let stand_in: Url = "http://127.0.0.1:8090/lightspeed/".parse().unwrap();
        let other = base(Some(&stand_in), Cluster::Eu1, "nl").unwrap();
        assert_eq!(other.as_str(), "http://127.0.0.1:8090/lightspeed/nl");
        assert_eq!(resource(&path("orders/7")), "orders/7");
    }
}
