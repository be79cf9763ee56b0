//! Notes what was sent and what came back for one record, call by call.

use domain::{Failure, Value};
use engine::ports::{Delivered, Write, Written};

use crate::{
    http::Refused,
    lightspeed_ecom::{api::Api, shop::Shop},
};

/// The calls made for one record.
#[derive(Default)]
pub(super) struct Trace {
    sent: Vec<Value>,
    answered: Vec<Value>,
}

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
