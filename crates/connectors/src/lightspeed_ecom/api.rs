//! The shop's API as this connector uses it: read one, read a page, create, change, delete. Answers come out of
//! their envelope and cleaned.

use domain::{Failure, FailureReason, Value};
use http::StatusCode;
use tokio::sync::OnceCell;
use url::Url;

use super::{
    address::{self, Cluster},
    credential::{Extra, ShopCredential},
    dialect::ShopDialect,
    errors, read,
};
use crate::{
    Access, LightspeedApp,
    http::{Call, Client, Page, Paginate, Refused, Requester},
};

/// The most rows on a page (dossier Lightspeed §1.4).
pub(super) const PAGE: usize = 250;

/// Largest single record that is read. An order of 200 lines has some 300 KB; one with a text of 10 MB can be of no use at
/// any destination, and a hundred of them must not fill the memory.
const LARGEST_RECORD: usize = 2 << 20;

/// A filter or selection in the query.
pub(super) type Query<'a> = &'a [(&'a str, String)];

/// The calls of one opened connection. The address depends on the credential (cluster, language), which is
/// read on the first call.
pub(super) struct Api {
    pub(super) access: Access,
    client: Client,
    instead: Option<Url>,
    app: Option<LightspeedApp>,
    ready: OnceCell<Ready>,
}

/// What is known once the credential was read.
struct Ready {
    requester: Requester,
    cluster: Cluster,
    language: String,
    extras: Vec<Extra>,
}

impl Api {
    pub(super) fn new(
        access: Access,
        client: Client,
        instead: Option<Url>,
        app: Option<LightspeedApp>,
    ) -> Self {
        Self {
            access,
            client,
            instead,
            app,
            ready: OnceCell::new(),
        }
    }

    async fn ready(&self) -> Result<&Ready, Failure> {
        self.ready
            .get_or_try_init(|| async {
                let kept = self.access.vault.load(self.access.connection).await?;
                let credential = ShopCredential::from_vault(&kept.secret)?;
                let language = credential.language().to_owned();
                let base = address::base(self.instead.as_ref(), credential.cluster, &language)?;
                let dialect = std::sync::Arc::new(ShopDialect::new(&self.access, self.app.clone()));
                Ok(Ready {
                    requester: Requester::new(self.client.clone(), base, &self.access, dialect),
                    cluster: credential.cluster,
                    language,
                    extras: credential.extras,
                })
            })
            .await
    }

    /// Calls made so far.
    pub(super) fn calls(&self) -> u64 {
        self.ready.get().map_or(0, |ready| ready.requester.calls())
    }

    /// The language in which texts are read and written.
    pub(super) async fn language(&self) -> Result<&str, Failure> {
        Ok(&self.ready().await?.language)
    }

    /// Where the back office of the shop with this name begins.
    pub(super) async fn back_office(&self, sub_domain: Option<&str>) -> Result<Option<String>, Failure> {
        let cluster = self.ready().await?.cluster;
        Ok(address::back_office(self.instead.as_ref(), cluster, sub_domain))
    }

    /// Whether something is to be read that costs a call of its own for each record.
    pub(super) async fn reads(&self, extra: Extra) -> Result<bool, Failure> {
        Ok(self.ready().await?.extras.contains(&extra))
    }

    async fn call(&self, call: &Call) -> Result<Value, Refused> {
        Ok(self.weighed(call).await?.0)
    }

    /// Makes a call; tells its answer's size in bytes, too.
    async fn weighed(&self, call: &Call) -> Result<(Value, usize), Refused> {
        let answer = self.ready().await?.requester.send(call).await?;
        if answer.status == StatusCode::NO_CONTENT || answer.raw.is_empty() {
            return Ok((Value::Null, 0));
        }
        let resource = address::resource(&call.path);
        let body = Value::from_json(&answer.raw).ok().and_then(read::unwrapped);
        match body {
            Some(body) => Ok((read::cleaned(body), answer.raw.len())),
            None => Err(Refused {
                failure: errors::unreadable(resource, &answer.raw),
                answer: Some(Box::new(answer)),
            }),
        }
    }

    fn reading(resource: &str, query: Query<'_>) -> Call {
        query
            .iter()
            .fold(Call::get(address::path(resource)), |call, (name, value)| {
                call.query(*name, value.clone())
            })
    }

    /// Reads a resource that is always there ("shop").
    pub(super) async fn get(&self, resource: &str, query: Query<'_>) -> Result<Value, Failure> {
        Ok(self.call(&Self::reading(resource, query)).await?)
    }

    /// Reads one object; `None` if it is not there. One that is too large to be carried is a `BadRecord`.
    pub(super) async fn find(&self, resource: &str) -> Result<Option<Value>, Failure> {
        Ok(self.find_weighed(resource).await?.map(|(object, _)| object))
    }

    /// The same, with the size of the answer in bytes.
    pub(super) async fn find_weighed(&self, resource: &str) -> Result<Option<(Value, usize)>, Failure> {
        let call = Self::reading(resource, &[]).at_most(LARGEST_RECORD);
        match self.weighed(&call).await {
            Ok(object) => Ok(Some(object)),
            Err(refused)
                if refused.status() == Some(StatusCode::NOT_FOUND)
                    && refused.failure.reason == FailureReason::NotInSource =>
            {
                Ok(None)
            }
            Err(refused) => Err(refused.failure),
        }
    }

    /// Reads one page of a list.
    pub(super) async fn page(&self, resource: &str, query: Query<'_>) -> Result<Vec<Value>, Failure> {
        match self.get(resource, query).await? {
            Value::List(rows) => Ok(rows),
            // An empty list may come as an empty object or false (dossier Lightspeed §3).
            other if other.is_empty() => Ok(Vec::new()),
            other => Err(errors::unreadable(resource, other.to_json().as_bytes())),
        }
    }

    /// Reads a page of the rows whose ids are greater than `after`, smallest first.
    pub(super) async fn after(
        &self,
        resource: &str,
        query: Query<'_>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Value>, Failure> {
        let mut all = query.to_vec();
        all.push(("since_id", after.to_string()));
        all.push(("limit", limit.clamp(1, PAGE).to_string()));
        let mut rows = self.page(resource, &all).await?;
        rows.sort_by_key(id);
        Ok(rows)
    }

    /// Reads a whole list.
    pub(super) async fn all(&self, resource: &str, query: Query<'_>) -> Result<Vec<Value>, Failure> {
        Paginate::to_the_end()
            .walk(|after: Option<i64>| async move {
                let items = self.after(resource, query, after.unwrap_or(0), PAGE).await?;
                let next = (items.len() >= PAGE).then(|| items.last().map_or(0, id));
                Ok(Page { items, next })
            })
            .await
    }

    /// How many rows a list has.
    pub(super) async fn count(&self, resource: &str) -> Result<usize, Failure> {
        self.count_of(resource, &[]).await
    }

    /// How many rows of a list a filter leaves.
    pub(super) async fn count_of(&self, resource: &str, query: Query<'_>) -> Result<usize, Failure> {
        let count = self.get(&format!("{resource}/count"), query).await?;
        Ok(count
            .as_number()
            .and_then(|number| usize::try_from(number).ok())
            .unwrap_or(0))
    }

    /// Creates an object. Never repeated by itself: the one who creates looks first.
    pub(super) async fn create(&self, resource: &str, body: &Value) -> Result<Value, Refused> {
        self.call(&Call::post(address::path(resource), body)).await
    }

    /// Changes the fields that the body names.
    pub(super) async fn change(&self, resource: &str, body: &Value) -> Result<Value, Refused> {
        self.call(&Call::put(address::path(resource), body)).await
    }

    /// Deletes an object; one that is gone already is no error.
    pub(super) async fn delete(&self, resource: &str) -> Result<(), Failure> {
        match self.call(&Call::delete(address::path(resource))).await {
            Ok(_) => Ok(()),
            Err(refused) if refused.status() == Some(StatusCode::NOT_FOUND) => Ok(()),
            Err(refused) => Err(refused.failure),
        }
    }
}

/// The id of an object; 0 if it has none.
pub(super) fn id(object: &Value) -> i64 {
    whole(object.get("id"))
}

/// The id behind a relation; 0 if there is none. Some resources give plain ids (dossier Lightspeed §4.2).
pub(super) fn related(object: &Value, relation: &str) -> i64 {
    match object.get(relation) {
        Value::Map(map) => map.get("id").map_or(0, whole),
        plain => whole(plain),
    }
}

fn whole(value: &Value) -> i64 {
    value
        .as_number()
        .and_then(|number| i64::try_from(number).ok())
        .unwrap_or(0)
}
