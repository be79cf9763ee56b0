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

    /// The domain below which shops have their names.
    fn shops(self) -> &'static str {
        match self {
            Self::Eu1 => "webshopapp.com",
            Self::Us1 => "shoplightspeed.com",
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

/// Where a shop's back office begins, without a slash at the end. Only the way in is documented
/// (`yourstore.webshopapp.com/admin`, in North America `yourstore.shoplightspeed.com/admin`); `subDomain` may be told with
/// or without what follows it. `instead` of the vendor's own, it lies below the API's address.
pub(super) fn back_office(
    instead: Option<&Url>,
    cluster: Cluster,
    sub_domain: Option<&str>,
) -> Option<String> {
    if let Some(instead) = instead {
        return Some(format!("{}/admin", instead.as_str().trim_end_matches('/')));
    }
    let name = sub_domain?.trim();
    let host = match name.split_once('.') {
        Some(_) => name.to_owned(),
        None => format!("{name}.{}", cluster.shops()),
    };
    let plain = !name.is_empty()
        && host
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
    plain.then(|| format!("https://{host}/admin"))
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

    #[test]
    fn the_back_office_is_found_by_the_shop_s_name_with_or_without_its_domain() {
        let office = |cluster, name| back_office(None, cluster, Some(name));
        let europe = Some("https://fietsgoed.webshopapp.com/admin".to_owned());
        assert_eq!(office(Cluster::Eu1, "fietsgoed"), europe);
        assert_eq!(office(Cluster::Eu1, "fietsgoed.webshopapp.com"), europe);
        let america = Some("https://bikes-6416.shoplightspeed.com/admin".to_owned());
        assert_eq!(office(Cluster::Us1, "bikes-6416"), america);
        for strange in ["", " ", "a/b", "evil.example/x?", "a@b"] {
            assert_eq!(office(Cluster::Eu1, strange), None, "{strange}");
        }
        assert_eq!(back_office(None, Cluster::Eu1, None), None);
        let stand_in: Url = "http://127.0.0.1:8090/lightspeed".parse().unwrap();
        let there = back_office(Some(&stand_in), Cluster::Eu1, None);
        assert_eq!(there.as_deref(), Some("http://127.0.0.1:8090/lightspeed/admin"));
    }
}
