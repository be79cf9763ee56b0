//! What a shop tells about itself and changes rarely: the shop, taxes, brands, categories, groups, statuses.
//! Kept for minutes and shared by all who open the same connection in this process.

use std::{collections::BTreeMap, future::Future, sync::Arc};

use domain::{Decimal, Failure, FailureReason, Value};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use super::api::{Api, id, related};

/// A thing that is asked for once and kept for a while.
pub(super) struct Kept<T> {
    life: SignedDuration,
    held: Mutex<Option<(Timestamp, Arc<T>)>>,
}

impl<T> Kept<T> {
    fn minutes(minutes: i64) -> Self {
        Self {
            life: SignedDuration::from_mins(minutes),
            held: Mutex::const_new(None),
        }
    }

    /// What is held, or what `load` gives. Those who ask meanwhile wait for the same answer.
    async fn get(
        &self,
        now: Timestamp,
        load: impl Future<Output = Result<T, Failure>> + Send,
    ) -> Result<Arc<T>, Failure> {
        let mut held = self.held.lock().await;
        if let Some((since, thing)) = held.as_ref()
            && now.duration_since(*since) < self.life
        {
            return Ok(thing.clone());
        }
        let thing = Arc::new(load.await?);
        *held = Some((now, thing.clone()));
        Ok(thing)
    }

    /// The next one who asks asks the shop.
    pub(super) async fn forget(&self) {
        *self.held.lock().await = None;
    }
}

/// What is known about a shop.
pub(super) struct Facts {
    shop: Kept<Value>,
    statuses: Kept<BTreeMap<i64, Value>>,
    taxes: Kept<BTreeMap<i64, Value>>,
    suppliers: Kept<BTreeMap<i64, Value>>,
    pub(super) brands: Kept<BTreeMap<i64, Value>>,
    pub(super) categories: Kept<Categories>,
    pub(super) attributes: Kept<BTreeMap<i64, Value>>,
    groups: Kept<BTreeMap<i64, Value>>,
    /// Held while a category, brand or attribute is looked for again and made: products under way at the same
    /// time would each make the one that they all lack.
    pub(super) making: Mutex<()>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            shop: Kept::minutes(60),
            statuses: Kept::minutes(10),
            taxes: Kept::minutes(10),
            suppliers: Kept::minutes(10),
            brands: Kept::minutes(5),
            categories: Kept::minutes(5),
            attributes: Kept::minutes(5),
            groups: Kept::minutes(10),
            making: Mutex::const_new(()),
        }
    }
}

impl Facts {
    /// The shop itself; null where the key may not look at it. What is taken from it is known from signing in.
    pub(super) async fn shop(&self, api: &Api) -> Result<Arc<Value>, Failure> {
        let load = async {
            match api.get("shop", &[]).await {
                Err(failure) if failure.reason == FailureReason::PermissionMissing => Ok(Value::Null),
                told => told,
            }
        };
        self.shop.get(api.access.clock.now(), load).await
    }

    /// The tenant's own order statuses.
    pub(super) async fn statuses(&self, api: &Api) -> Result<Arc<BTreeMap<i64, Value>>, Failure> {
        table(&self.statuses, api, "orders/customstatuses").await
    }

    /// Tax rates.
    pub(super) async fn taxes(&self, api: &Api) -> Result<Arc<BTreeMap<i64, Value>>, Failure> {
        table(&self.taxes, api, "taxes").await
    }

    /// The tax of a rate ("0.21"); the default one if several have it.
    pub(super) async fn tax_of(&self, api: &Api, rate: Decimal) -> Result<Option<i64>, Failure> {
        let taxes = self.taxes(api).await?;
        let mut fitting: Vec<_> = taxes
            .iter()
            .filter(|(_, tax)| tax.get("rate").as_number() == Some(rate))
            .collect();
        fitting.sort_by_key(|(_, tax)| tax.get("isDefault").as_bool() != Some(true));
        Ok(fitting.first().map(|(id, _)| **id))
    }

    /// Brands.
    pub(super) async fn brands(&self, api: &Api) -> Result<Arc<BTreeMap<i64, Value>>, Failure> {
        table(&self.brands, api, "brands").await
    }

    /// Suppliers.
    pub(super) async fn suppliers(&self, api: &Api) -> Result<Arc<BTreeMap<i64, Value>>, Failure> {
        table(&self.suppliers, api, "suppliers").await
    }

    /// Attributes.
    pub(super) async fn attributes(&self, api: &Api) -> Result<Arc<BTreeMap<i64, Value>>, Failure> {
        table(&self.attributes, api, "attributes").await
    }

    /// Customer groups.
    pub(super) async fn groups(&self, api: &Api) -> Result<Arc<BTreeMap<i64, Value>>, Failure> {
        table(&self.groups, api, "groups").await
    }

    /// Categories with their paths.
    pub(super) async fn categories(&self, api: &Api) -> Result<Arc<Categories>, Failure> {
        let load = async { Ok(Categories::new(&api.all("categories", &[]).await?)) };
        self.categories.get(api.access.clock.now(), load).await
    }
}

async fn table(
    kept: &Kept<BTreeMap<i64, Value>>,
    api: &Api,
    resource: &str,
) -> Result<Arc<BTreeMap<i64, Value>>, Failure> {
    let load = async {
        let rows = api.all(resource, &[]).await?;
        Ok(rows.into_iter().map(|row| (id(&row), row)).collect())
    };
    kept.get(api.access.clock.now(), load).await
}

/// Levels of a category's path are joined by this.
pub(super) const LEVEL: &str = " > ";

/// All categories of a shop.
#[derive(Debug, Default)]
pub(super) struct Categories {
    /// Id → title and parent.
    nodes: BTreeMap<i64, (String, i64)>,
}

impl Categories {
    pub(super) fn new(rows: &[Value]) -> Self {
        let nodes = rows
            .iter()
            .map(|row| {
                let title = row.get("title").to_string();
                (id(row), (title, related(row, "parent")))
            })
            .collect();
        Self { nodes }
    }

    /// `Kitchen > Pots > Cast iron`.
    pub(super) fn path(&self, category: i64) -> Option<String> {
        let mut titles = Vec::new();
        let mut at = category;
        // A parent that is its own grandchild must not keep us here.
        while let Some((title, parent)) = self.nodes.get(&at)
            && titles.len() < 32
        {
            titles.push(title.as_str());
            at = *parent;
        }
        titles.reverse();
        (!titles.is_empty()).then(|| titles.join(LEVEL))
    }

    /// The category of this title below a parent (0: at the top); capitals do not matter.
    pub(super) fn child(&self, parent: i64, title: &str) -> Option<i64> {
        let wanted = title.trim().to_lowercase();
        self.nodes
            .iter()
            .find(|(_, (title, above))| *above == parent && title.trim().to_lowercase() == wanted)
            .map(|(id, _)| *id)
    }

    /// Every category's id and path, by path.
    pub(super) fn paths(&self) -> Vec<(i64, String)> {
        let mut all: Vec<_> = self
            .nodes
            .keys()
            .filter_map(|id| Some((*id, self.path(*id)?)))
            .collect();
        all.sort_by(|a, b| a.1.cmp(&b.1));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn category(id: i64, title: &str, parent: i64) -> Value {
        let parent = if parent == 0 {
            Value::Null
        } else {
            Value::from([("id", parent.into())])
        };
        Value::from([("id", id.into()), ("title", title.into()), ("parent", parent)])
    }

    #[test]
    fn a_category_is_known_by_its_path_and_found_below_its_parent() {
        let categories = Categories::new(&[
            category(3, "Gietijzer", 2),
            category(1, "Keuken", 0),
            category(2, "Pannen", 1),
            // Its own parent: a mistake of the shop that must not hang us.
            category(9, "Kring", 9),
        ]);
        assert_eq!(categories.path(3).as_deref(), Some("Keuken > Pannen > Gietijzer"));
        assert_eq!(categories.child(1, " pannen"), Some(2));
        assert_eq!(categories.child(0, "Pannen"), None);
        assert!(categories.path(9).is_some());
        assert_eq!(categories.path(77), None);
    }
}
