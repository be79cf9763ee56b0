//! What HubSpot says when it refuses, in all the clothes in which it says it (dossier HubSpot §3.4), and what
//! follows from it.

use domain::{Failure, FailureReason, Value};
use jiff::{SignedDuration, Timestamp};

use super::{rate, refused::Refused};
use crate::http::Answer;

/// Longest excerpt of the remote's words that is kept.
const WORDS: usize = 600;

/// A refusal as it was read: every part may be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Its sentence.
    pub(super) message: String,
    /// `VALIDATION_ERROR`, `CONFLICT`, …; for token errors the RFC 6749 word or HubSpot's own status.
    pub(super) category: String,
    /// Which limit was reached.
    pub(super) policy: String,
    /// What is wrong with which property.
    pub(super) problems: Vec<Problem>,
    /// Permissions that are missing.
    pub(super) scopes: Vec<String>,
    /// To which input of a batch it belongs (`objectWriteTraceId`).
    pub(super) trace: Option<String>,
}

/// What is wrong with one property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) property: String,
    pub(super) code: String,
    pub(super) message: String,
}

impl Said {
    /// Reads the body of a refusal or one entry of a 207's `errors`.
    pub(super) fn read(body: &Value) -> Self {
        let text = |name: &str| body.get(name).as_text().unwrap_or_default().to_owned();
        let first_of = |names: &[&str]| {
            names
                .iter()
                .map(|name| text(name))
                .find(|t| !t.is_empty())
                .unwrap_or_default()
        };
        let message = first_of(&["message", "error_description"]);
        let mut problems = problems_in(&message);
        for error in body.get("errors").items() {
            problems.extend(problem_entry(error));
        }
        let scopes = ["requiredGranularScopes", "requiredScopes"]
            .iter()
            .flat_map(|name| {
                body.get("errors")
                    .items()
                    .iter()
                    .chain([body])
                    .flat_map(|error| error.get("context").get(name).items().iter())
                    .filter_map(|scope| scope.as_text().map(str::to_owned))
                    .collect::<Vec<_>>()
            })
            .collect();
        let trace = match body.get("context").get("objectWriteTraceId") {
            Value::List(ids) => ids.first().and_then(super::wire::id),
            other => super::wire::id(other),
        };
        Self {
            category: match text("category") {
                category if category.is_empty() && text("status") != "error" => {
                    first_of(&["error", "status"])
                }
                category if category.is_empty() => text("error"),
                category => category,
            },
            policy: text("policyName"),
            message,
            problems,
            scopes,
            trace,
        }
    }

    /// Reads an answer, whatever it is made of.
    pub(super) fn of(answer: &Answer) -> Self {
        match answer.json() {
            Ok(body @ Value::Map(_)) => Self::read(&body),
            _ => Self {
                message: plain(&answer.text()),
                ..Self::default()
            },
        }
    }

    /// Whether something with this unique value is there already, in every spelling that was seen.
    pub(super) fn is_conflict(&self) -> bool {
        let words = self.message.to_lowercase();
        self.category == "CONFLICT"
            || self.category == "OBJECT_ALREADY_EXISTS"
            || self.has_problem("CONFLICTING_UNIQUE_VALUE")
            || words.contains("already has that value")
            || words.contains("already exists")
            || self
                .problems
                .iter()
                .any(|p| p.message.to_lowercase().contains("already has that value"))
    }

    /// The id in "Contact already exists. Existing ID: 30151".
    pub(super) fn existing_id(&self) -> Option<String> {
        let (_, after) = self.message.split_once("Existing ID:")?;
        let id: String = after
            .trim_start()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        (!id.is_empty()).then_some(id)
    }

    /// Whether some property has this error.
    pub(super) fn has_problem(&self, code: &str) -> bool {
        self.category == code || self.problems.iter().any(|problem| problem.code == code)
    }

    /// Whether a property is not known to HubSpot.
    pub(super) fn lacks_property(&self) -> bool {
        self.has_problem("PROPERTY_DOESNT_EXIST")
    }

    /// The properties that are not known to HubSpot, as far as they are named.
    pub(super) fn unknown_properties(&self) -> impl Iterator<Item = &str> {
        self.problems
            .iter()
            .filter(|problem| problem.code == "PROPERTY_DOESNT_EXIST")
            .map(|problem| problem.property.as_str())
    }

    /// A property of ours that HubSpot does not know: made a moment ago, or removed by somebody.
    fn unknown_own_property(&self) -> Option<&str> {
        self.unknown_properties().find(|name| name.starts_with("kopru_"))
    }

    /// The refusal in a few words for people: property and reason where they are told.
    fn why(&self) -> String {
        if self.problems.is_empty() {
            return self.message.trim_end_matches('.').to_owned();
        }
        let told: Vec<String> = self
            .problems
            .iter()
            .map(|problem| match problem.property.as_str() {
                "" => problem.message.clone(),
                property => format!("{property}: {}", problem.message),
            })
            .collect();
        told.join("; ")
    }

    /// The failure of one record whose values were refused; `what` is "deal", "contact", ….
    pub(super) fn refusal(&self, what: &str) -> Failure {
        let why = self.why();
        let failure = if let Some(property) = self.unknown_own_property() {
            // A new property may be unknown to writes for a second or two.
            Failure::transient(
                FailureReason::RejectedByDestination,
                format!(
                    "HubSpot does not know the property {property} (yet); prepare the connection again if this lasts."
                ),
            )
        } else if self.category == "OBJECT_NOT_FOUND" {
            Failure::permanent(
                FailureReason::GoneAtDestination,
                format!("HubSpot no longer has the {what}."),
            )
        } else if why.is_empty() {
            Failure::permanent(
                FailureReason::RejectedByDestination,
                format!("HubSpot refused the {what} without saying why."),
            )
        } else if let [
            Problem {
                property, message, ..
            },
        ] = &self.problems[..]
            && !property.is_empty()
        {
            let refused = Refused::PropertyRefused {
                object: what,
                property,
                why: message,
            };
            Failure::permanent(FailureReason::RejectedByDestination, refused.to_string()).told_as(&refused)
        } else {
            Failure::permanent(
                FailureReason::RejectedByDestination,
                format!("HubSpot refused the {what}: {why}."),
            )
        };
        self.with_words(failure)
    }

    fn with_words(&self, failure: Failure) -> Failure {
        if self.message.is_empty() {
            failure
        } else {
            failure.saying(self.message.chars().take(WORDS).collect::<String>())
        }
    }
}

/// The details in `Property values were not valid: [{…}]`: JSON inside the sentence.
fn problems_in(message: &str) -> Vec<Problem> {
    let Some(begin) = message.find("[{") else {
        return Vec::new();
    };
    let Some(end) = message.rfind(']').filter(|end| *end > begin) else {
        return Vec::new();
    };
    match Value::from_json(&message.as_bytes()[begin..=end]) {
        Ok(list) => list.items().iter().filter_map(problem_entry).collect(),
        Err(_) => Vec::new(),
    }
}

fn problem_entry(entry: &Value) -> Option<Problem> {
    let text = |value: &Value| value.as_text().unwrap_or_default().to_owned();
    let first = |names: &[&str]| {
        names
            .iter()
            .map(|name| text(entry.get(name)))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    };
    let message = first(&["message", "localizedErrorMessage"]);
    let in_context = entry.at("context.propertyName.0");
    let property = match first(&["name", "in"]) {
        name if name.is_empty() => text(in_context),
        name => name,
    };
    let code = first(&["error", "code", "subCategory"]);
    (!message.is_empty() || !code.is_empty()).then_some(Problem {
        property,
        code,
        message,
    })
}

/// A gateway's page as one line: what stands in its title, else its beginning.
fn plain(text: &str) -> String {
    let title = text
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"))
        .map(|(title, _)| title.trim().to_owned());
    title.unwrap_or_else(|| text.chars().take(200).collect())
}

/// What follows from an answer that is no success.
pub(super) fn classify(what: &str, answer: &Answer, now: Timestamp, time_zone: Option<&str>) -> Failure {
    let said = Said::of(answer);
    let status = answer.status.as_u16();
    let failure = match status {
        401 => Failure::needs_sign_in("HubSpot no longer accepts the sign-in of this connection."),
        403 => Failure::permanent(FailureReason::PermissionMissing, missing_permission(&said)),
        408 => Failure::transient(FailureReason::TimedOut, "HubSpot gave up waiting for our call."),
        423 => Failure::throttled(
            now + SignedDuration::from_secs(2),
            "HubSpot holds this kind of record locked for a moment.",
        ),
        429 => Failure::throttled(
            rate::silent_until(&said, answer, now, time_zone),
            if said.policy == "DAILY" {
                "HubSpot's daily call limit is reached; we go on at midnight in the account's time zone."
            } else {
                "HubSpot's call limit is reached; we go on as soon as it allows."
            },
        ),
        477 => Failure::throttled(
            now + SignedDuration::from_secs(
                answer
                    .header_number("retry-after")
                    .unwrap_or(3_600)
                    .clamp(1, 86_400),
            ),
            "HubSpot is moving this account to another place; we go on when it is done.",
        ),
        413 | 414 => Failure::permanent(
            FailureReason::Internal,
            "Our call to HubSpot was larger than it takes.",
        ),
        404 if said.category.is_empty() || said.category == "OBJECT_NOT_FOUND" => Failure::permanent(
            FailureReason::GoneAtDestination,
            format!("HubSpot does not have the {what}."),
        ),
        500..=599 => Failure::transient(
            FailureReason::RemoteTrouble,
            format!("HubSpot is in trouble (it answered {status})."),
        ),
        300..=399 => Failure::transient(
            FailureReason::UnreadableAnswer,
            format!("HubSpot's address sent us elsewhere ({status}); redirects are not followed."),
        ),
        _ => return said.refusal(what),
    };
    said.with_words(failure)
}

fn missing_permission(said: &Said) -> String {
    if said.scopes.is_empty() {
        return "The connection lacks a permission in HubSpot for this call.".to_owned();
    }
    format!(
        "The connection lacks the permission {} in HubSpot.",
        said.scopes.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use domain::FailureClass;
    use http::{HeaderMap, StatusCode};

    use super::*;

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers: HeaderMap::new(),
            raw: Bytes::copy_from_slice(body.as_bytes()),
        }
    }

    fn now() -> Timestamp {
        "2026-11-24T08:00:00Z".parse().unwrap()
    }

    #[track_caller]
    fn check(status: u16, body: &str, reason: FailureReason, words: &str) -> Failure {
        let failure = classify("deal", &answer(status, body), now(), None);
        assert_eq!(failure.reason, reason, "{failure:?}");
        assert!(failure.message.contains(words), "{}", failure.message);
        failure
    }

    #[test]
    fn the_detail_inside_the_sentence_is_found() {
        check(
            400,
            r#"{"status":"error","message":"Property values were not valid: [{\"isValid\":false,\"message\":\"gold was not one of the allowed options: [a, b]\",\"error\":\"INVALID_OPTION\",\"name\":\"lifecyclestage\"}]","category":"VALIDATION_ERROR"}"#,
            FailureReason::RejectedByDestination,
            "lifecyclestage: gold was not one of the allowed options: [a, b]",
        );
    }

    #[test]
    fn details_beside_the_sentence_are_found_too() {
        check(
            400,
            r#"{"status":"error","message":"bad","errors":[{"message":"discount was not a valid number","code":"INVALID_INTEGER","context":{"propertyName":["discount"]}}],"category":"VALIDATION_ERROR"}"#,
            FailureReason::RejectedByDestination,
            "discount: discount was not a valid number",
        );
    }

    #[test]
    fn a_property_of_ours_that_is_not_known_yet_is_tried_again() {
        let failure = check(
            400,
            r#"{"status":"error","message":"Property values were not valid: [{\"isValid\":false,\"message\":\"Property \\\"kopru_x\\\" does not exist\",\"error\":\"PROPERTY_DOESNT_EXIST\",\"name\":\"kopru_x\"}]","category":"VALIDATION_ERROR"}"#,
            FailureReason::RejectedByDestination,
            "kopru_x",
        );
        assert_eq!(failure.class, FailureClass::Transient);
    }

    #[test]
    fn a_missing_scope_is_named() {
        check(
            403,
            r#"{"status":"error","message":"This app hasn't been granted all required scopes","category":"MISSING_SCOPES","errors":[{"message":"One or more of the following scopes are required.","context":{"requiredGranularScopes":["crm.objects.deals.write"]}}]}"#,
            FailureReason::PermissionMissing,
            "crm.objects.deals.write",
        );
    }

    #[test]
    fn limits_say_until_when() {
        for (policy, seconds) in [("TEN_SECONDLY_ROLLING", 10), ("SECONDLY", 1), ("DAILY", 3600)] {
            let body = format!(r#"{{"status":"error","message":"limit","policyName":"{policy}"}}"#);
            let failure = classify("deal", &answer(429, &body), now(), None);
            let until = now() + SignedDuration::from_secs(seconds);
            assert_eq!(failure.class, FailureClass::ThrottledUntil { until }, "{policy}");
        }
    }

    #[test]
    fn a_gateways_page_is_told_by_its_title() {
        let failure = check(
            502,
            "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body></body></html>",
            FailureReason::RemoteTrouble,
            "502",
        );
        assert_eq!(failure.remote_words.as_deref(), Some("502 Bad Gateway"));
    }

    #[test]
    fn conflicts_are_recognised_in_every_spelling() {
        for body in [
            r#"{"status":"error","message":"Contact already exists. Existing ID: 30151","category":"CONFLICT"}"#,
            r#"{"status":"error","message":"Property values were not valid: [{\"isValid\":false,\"message\":\"515 already has that value.\",\"error\":\"CONFLICTING_UNIQUE_VALUE\",\"name\":\"kopru_key\"}]","category":"VALIDATION_ERROR"}"#,
            r#"{"status":"error","message":"A property named 'kopru_key' already exists.","category":"OBJECT_ALREADY_EXISTS"}"#,
        ] {
            assert!(
                Said::read(&Value::from_json(body.as_bytes()).unwrap()).is_conflict(),
                "{body}"
            );
        }
        let said = Said::read(
            &Value::from_json(
                br#"{"message":"Contact already exists. Existing ID: 30151","category":"CONFLICT"}"#,
            )
            .unwrap(),
        );
        assert_eq!(said.existing_id().as_deref(), Some("30151"));
    }

    #[test]
    fn a_token_error_is_read_in_both_spellings() {
        let new = r#"{"error":"invalid_grant","error_description":"refresh token is invalid","status":"BAD_REFRESH_TOKEN","message":"refresh token is invalid"}"#;
        assert_eq!(
            Said::read(&Value::from_json(new.as_bytes()).unwrap()).category,
            "invalid_grant"
        );
        let old = r#"{"status":"BAD_REFRESH_TOKEN","message":"missing or unknown refresh token"}"#;
        assert_eq!(
            Said::read(&Value::from_json(old.as_bytes()).unwrap()).category,
            "BAD_REFRESH_TOKEN"
        );
    }
}
