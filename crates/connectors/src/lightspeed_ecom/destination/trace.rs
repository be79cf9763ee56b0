//! Notes what was sent and what came back for one record, call by call.

use domain::{Failure, Value};
use engine::ports::{Delivered, Write, Written};

use crate::{
    http::Refused,
    lightspeed_ecom::{
        api::{Api, id},
        shop::Shop,
    },
};

/// The calls made for one record.
#[derive(Default)]
pub(super) struct Trace {
    sent: Vec<Value>,
    answered: Vec<Value>,
    beside: Vec<String>,
}

/// What records share with others; made along with one where it was missing.
const SHARED: [&str; 4] = ["brands", "categories", "sets", "attributes"];

impl Trace {
    /// Creates an object; its body stands in the envelope `key`.
    pub(super) async fn create(
        &mut self,
        shop: &Shop,
        resource: &str,
        key: &str,
        object: Value,
    ) -> Result<Value, Refused> {
        let body = Value::from([(key, object)]);
        let answer = shop.api.create(resource, &body).await;
        if let Ok(made) = &answer
            && SHARED.contains(&resource)
        {
            self.beside.push(format!("{resource}/{}", id(made)));
        }
        self.note("POST", resource, body, answer)
    }

    /// Changes an object.
    pub(super) async fn change(
        &mut self,
        shop: &Shop,
        resource: &str,
        key: &str,
        object: Value,
    ) -> Result<Value, Refused> {
        self.change_with(&shop.api, resource, Value::from([(key, object)]))
            .await
    }

    async fn change_with(&mut self, api: &Api, resource: &str, body: Value) -> Result<Value, Refused> {
        let answer = api.change(resource, &body).await;
        self.note("PUT", resource, body, answer)
    }

    fn note(
        &mut self,
        method: &str,
        resource: &str,
        body: Value,
        answer: Result<Value, Refused>,
    ) -> Result<Value, Refused> {
        let call = Value::text(format!("{method} {resource}"));
        self.sent
            .push(Value::from([("call", call.clone()), ("body", body)]));
        let came = match &answer {
            Ok(answer) => answer.clone(),
            Err(refused) => refused.shown(),
        };
        self.answered.push(Value::from([("call", call), ("body", came)]));
        answer
    }

    /// What was made beside the record, in the order in which it was made ("brands/12").
    pub(super) fn beside(&self) -> &[String] {
        &self.beside
    }

    /// The record's answer.
    pub(super) fn written(self, result: Result<Delivered, Failure>) -> Written {
        Written {
            result,
            sent: Value::List(self.sent),
            answered: Value::List(self.answered),
        }
    }
}

/// A record for which no call was made.
pub(super) fn unsent(_: &Write, failure: Failure) -> Written {
    Trace::default().written(Err(failure))
}
