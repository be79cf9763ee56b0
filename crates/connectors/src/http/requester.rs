use std::{sync::Arc, time::Duration};

use domain::{ConnectionId, Failure, FailureClass};
use engine::ports::{Budgets, Clock};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use url::Url;

use super::{
    Answer, Authorization, Body, Call, Client, Dialect, Meter, Refused,
    client::{NotReceived, Received},
};

/// How often a call is sent at most, the first time included.
const TRIES: u32 = 3;
/// Pause before the second try; the third waits twice as long. Half of it is left to chance.
const PAUSE: Duration = Duration::from_millis(300);

/// Makes the calls of one opened connection.
pub struct Requester {
    client: Client,
    base: Url,
    connection: ConnectionId,
    budgets: Arc<dyn Budgets>,
    clock: Arc<dyn Clock>,
    dialect: Arc<dyn Dialect>,
    meter: Arc<Meter>,
}

impl Requester {
    /// Calls go below `base`.
    pub fn new(client: Client, base: Url, access: &crate::Access, dialect: Arc<dyn Dialect>) -> Self {
        Self {
            client,
            base,
            connection: access.connection,
            budgets: access.budgets.clone(),
            clock: access.clock.clone(),
            dialect,
            meter: Arc::default(),
        }
    }

    /// Calls made so far, tries included.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.meter.total()
    }

    /// The clock by which this connection lives.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Makes a call and gives its answer if it is a success (2xx).
    ///
    /// # Errors
    /// Classified by the connector's dialect, with the remote's answer if there was one.
    pub async fn send(&self, call: &Call) -> Result<Answer, Refused> {
        let mut renewed = false;
        let mut tries = 0;
        loop {
            tries += 1;
            let used = self.dialect.authorize().await?;
            let (failure, answer, again) = match self.once(call, &used).await? {
                Ok(answer) if answer.status.is_success() => return Ok(answer),
                Ok(answer) if answer.status == StatusCode::UNAUTHORIZED && !renewed => {
                    renewed = true;
                    if self.dialect.refused(&used, &answer).await? {
                        tries -= 1;
                        continue;
                    }
                    (self.classify(call, &answer).await?, Some(answer), false)
                }
                Ok(answer) => {
                    let again = call.repeatable && in_trouble(answer.status);
                    (self.classify(call, &answer).await?, Some(answer), again)
                }
                Err(not) => {
                    let again =
                        (call.repeatable || not.unsent) && not.failure.class == FailureClass::Transient;
                    (not.failure, None, again)
                }
            };
            tracing::debug!(
                call = %call.name(),
                tries,
                again,
                status = answer.as_ref().map(|answer| answer.status.as_u16()),
                reason = failure.reason.as_str(),
                "a call failed"
            );
            if !again || tries >= TRIES {
                return Err(Refused {
                    failure,
                    answer: answer.map(Box::new),
                });
            }
            tokio::time::sleep(PAUSE.mul_f64(f64::from(tries) * (0.5 + 0.5 * chance(self.clock.now()))))
                .await;
        }
    }

    /// Makes a call and gives its answer as a value.
    ///
    /// # Errors
    /// As [`Requester::send`], and transient when a success is no JSON.
    pub async fn json(&self, call: &Call) -> Result<domain::Value, Refused> {
        let answer = self.send(call).await?;
        answer.json().map_err(|failure| Refused {
            failure,
            answer: Some(Box::new(answer)),
        })
    }

    async fn once(&self, call: &Call, used: &Authorization) -> Result<Result<Answer, NotReceived>, Failure> {
        let bucket = self.dialect.bucket(call);
        let throttle = self.client.throttles().of(self.connection, bucket.name);
        let permit = throttle
            .acquire(self.budgets.as_ref(), self.clock.as_ref(), &bucket.declared)
            .await?;
        self.meter.count();
        let received = self.client.send(self.build(call, used), call.at_most).await;
        drop(permit);
        let answer = match received {
            Err(not) => return Ok(Err(not)),
            Ok(Received {
                status,
                headers,
                body,
            }) => Answer {
                status,
                headers,
                raw: body,
            },
        };
        let readings = self.dialect.readings(call, &answer);
        if !readings.is_empty() {
            throttle
                .observe(self.budgets.as_ref(), self.clock.now(), &readings)
                .await?;
        }
        Ok(Ok(answer))
    }

    fn build(&self, call: &Call, used: &Authorization) -> reqwest::RequestBuilder {
        let mut url = self.base.clone();
        let base = self.base.path().trim_end_matches('/');
        url.set_path(&format!("{base}{}", call.path));
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        let request = self
            .client
            .request(call.method.clone(), url)
            .header(header::AUTHORIZATION, used.header.clone())
            .header(header::ACCEPT, HeaderValue::from_static("application/json"));
        match &call.body {
            Body::Empty => request,
            Body::Json(text) => request
                .header(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(text.clone()),
            Body::Form(fields) => request.form(fields),
        }
    }

    /// The failure of an answer; a limit that was reached stops the whole connection.
    async fn classify(&self, call: &Call, answer: &Answer) -> Result<Failure, Failure> {
        let failure = self.dialect.classify(call, answer, self.clock.now());
        if let FailureClass::ThrottledUntil { until } = failure.class {
            let bucket = self.dialect.bucket(call);
            self.client
                .throttles()
                .of(self.connection, bucket.name)
                .block(self.budgets.as_ref(), until)
                .await?;
        }
        Ok(failure)
    }
}

/// Answers that say that the remote, or what stands before it, is in trouble for the moment.
fn in_trouble(status: StatusCode) -> bool {
    matches!(status.as_u16(), 502 | 503 | 504 | 521 | 523 | 524)
}

/// A number between 0 and 1 to spread retries: the clock's finest digits are random enough for that.
fn chance(now: Timestamp) -> f64 {
    f64::from(now.subsec_nanosecond() % 1_000_000) / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_gateway_troubles_are_tried_again() {
        for (status, again) in [
            (500, false),
            (502, true),
            (503, true),
            (504, true),
            (429, false),
            (400, false),
        ] {
            assert_eq!(
                in_trouble(StatusCode::from_u16(status).unwrap()),
                again,
                "{status}"
            );
        }
    }
}
