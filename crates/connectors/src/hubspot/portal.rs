//! One HubSpot account at work.

use std::sync::Arc;

use async_trait::async_trait;
use domain::{Failure, FailureReason, Map, StreamName, Value, schema::Choice};
use url::Url;

use super::{
    canon::Canons,
    discover, hooks,
    lacking::{Lacking, Names},
    new_field,
    objects::Object,
    paths, prepare, rate,
    sign_in::SignInPage,
    source,
    speech::Speech,
    streams::Stream,
};
use crate::{
    Access, Account, Counted, HubspotApp, Opened, Remotes, Unprepared,
    http::{Call, Refused, Requester},
};

/// A connection to one HubSpot account.
pub(super) struct Portal {
    pub(super) access: Access,
    pub(super) requester: Requester,
    pub(super) canons: Arc<Canons>,
    pub(super) fields: discover::FieldCache,
    pub(super) lacking: Lacking,
    app: Option<HubspotApp>,
    api: Url,
    client: crate::http::Client,
}

impl Portal {
    pub(super) fn open(
        remotes: &Remotes,
        page: Option<Arc<SignInPage>>,
        access: Access,
        canons: Arc<Canons>,
    ) -> Self {
        let speech = Arc::new(Speech::new(access.clone(), page));
        Self {
            requester: Requester::new(
                remotes.client.clone(),
                remotes.hubspot_api.clone(),
                &access,
                speech,
            ),
            access,
            canons,
            fields: discover::FieldCache::default(),
            lacking: Lacking::default(),
            app: remotes.hubspot.clone(),
            api: remotes.hubspot_api.clone(),
            client: remotes.client.clone(),
        }
    }

    /// The properties that are left out of an object's records, since the account does not have them.
    pub(super) fn lacking(&self, object: Object) -> Arc<Names> {
        self.lacking.of(object, self.requester.now())
    }

    /// Records by id or by a unique property. Those that are not there are left out.
    ///
    /// One call for each hundred, several at once.
    pub(super) async fn read(
        &self,
        object: Object,
        by: Option<&str>,
        ids: &[String],
        properties: &[String],
    ) -> Result<Vec<Value>, Refused> {
        let calls = ids.chunks(BATCH).map(|ids| {
            let mut body = Map::new();
            body.insert(
                "properties".to_owned(),
                properties
                    .iter()
                    .map(|name| Value::from(name.as_str()))
                    .collect::<Vec<_>>()
                    .into(),
            );
            body.insert(
                "inputs".to_owned(),
                super::wire::ids(ids.iter().map(String::as_str)),
            );
            if let Some(by) = by {
                body.insert("idProperty".to_owned(), by.into());
            }
            let call = Call::post(paths::batch(object, "read"), &Value::Map(body)).repeatable();
            async move { self.requester.json(&call).await }
        });
        let mut found = Vec::with_capacity(ids.len());
        for answer in in_parallel(calls).await {
            found.extend(take_results(answer?));
        }
        Ok(found)
    }

    /// One search; answers at most 200 records.
    pub(super) async fn search(&self, object: Object, body: &Value) -> Result<Value, Refused> {
        let call = Call::post(paths::search(object), body)
            .repeatable()
            .bucket(rate::SEARCH);
        self.requester.json(&call).await
    }
}

/// Most inputs in one call of any object batch endpoint (dossier HubSpot §2).
pub(super) const BATCH: usize = 100;
/// Calls of one batch that are under way at the same time: the lines of a hundred orders fill five calls.
const AT_ONCE: usize = 6;

/// Makes calls several at once; answers in the order of the calls.
pub(super) async fn in_parallel<F: Future>(calls: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    use futures_util::StreamExt as _;
    let calls: Vec<F> = calls.into_iter().collect();
    futures_util::stream::iter(calls)
        .buffered(AT_ONCE)
        .collect()
        .await
}

/// The `results` of an answer, moved out of it.
pub(super) fn take_results(answer: Value) -> Vec<Value> {
    match answer {
        Value::Map(mut map) => match map.remove("results") {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

#[async_trait]
impl Opened for Portal {
    async fn identify(&self) -> Result<Account, Failure> {
        let details = self.requester.json(&Call::get(paths::account_details())).await?;
        let id = super::wire::id(details.get("portalId")).ok_or_else(|| {
            Failure::transient(
                FailureReason::UnreadableAnswer,
                "HubSpot did not tell which account this is.",
            )
        })?;
        let text = |name: &str| {
            details
                .get(name)
                .as_text()
                .filter(|text| !text.is_empty())
                .map(str::to_owned)
        };
        Ok(Account {
            name: format!("HubSpot {id}"),
            currency: text("companyCurrency"),
            time_zone: text("timeZone"),
            pages: None,
            id,
        })
    }

    async fn counted(&self, stream: &StreamName, ids: &[String]) -> Result<Vec<Counted>, Failure> {
        super::count::counted(self, Stream::named(stream)?, ids).await
    }

    async fn subscribe(&self, callback: &Url) -> Result<(), Failure> {
        match self
            .app
            .as_ref()
            .and_then(|app| Some((app, app.developer_key.as_ref()?)))
        {
            Some((app, key)) => hooks::subscribe(&self.client, &self.api, &app.app_id, key, callback).await,
            None => Ok(()),
        }
    }

    async fn choices(&self, list: &str) -> Result<Vec<Choice>, Failure> {
        discover::choices(self, list).await
    }

    async fn make_field(&self, stream: &StreamName, new: &crate::NewField) -> Result<(), Failure> {
        new_field::make(self, Stream::named(stream)?, new).await
    }

    async fn count(&self, stream: &StreamName, since: Option<jiff::Timestamp>) -> Result<u64, Failure> {
        source::count(self, Stream::named(stream)?.object(), since).await
    }

    async fn unprepared(&self) -> Result<Vec<Unprepared>, Failure> {
        prepare::unprepared(self).await
    }
}
