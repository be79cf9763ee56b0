//! The secret of a HubSpot connection, as the vault keeps it.

use domain::{Failure, FailureReason, Value};
use engine::ports::{Credential, Renewed};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long before its end an access token is renewed, at most.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The two ways in. It never prints.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub(crate) enum Secret {
    /// Token of a private app or a service key; does not expire.
    Token {
        /// The bearer.
        token: String,
    },
    /// Tokens that an app got by OAuth.
    OAuth {
        /// The bearer.
        access_token: String,
        /// What a new bearer is asked with.
        refresh_token: String,
        /// For how long the bearer was given, in seconds.
        life_seconds: i64,
    },
}

impl Secret {
    /// Reads what the vault kept.
    pub(crate) fn read(credential: &Credential) -> Result<Self, Failure> {
        // The parser's own words might quote the secret.
        serde_json::from_str(&credential.secret).map_err(|_| {
            Failure::needs_sign_in("The sign-in of this HubSpot connection is damaged; sign in again.")
        })
    }

    /// Checks what was typed or written into a workspace file: `token = "pat-eu1-…"`.
    pub(crate) fn from_fields(fields: &Value) -> Result<Self, Failure> {
        let wrong = |message: String| Failure::permanent(FailureReason::BadSetting, message);
        let map = fields
            .as_map()
            .ok_or_else(|| wrong("HubSpot needs the field \"token\".".to_owned()))?;
        if let Some(unknown) = map.keys().find(|name| name.as_str() != "token") {
            return Err(wrong(format!(
                "HubSpot's sign-in has no field \"{unknown}\"; its only field is \"token\"."
            )));
        }
        let token = fields.get("token").as_text().unwrap_or_default().trim();
        if token.is_empty() {
            return Err(wrong(
                "The field \"token\" is missing: paste the token of the private app or service key."
                    .to_owned(),
            ));
        }
        if token
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii())
        {
            return Err(wrong(
                "The field \"token\" holds a blank or a character that no token has.".to_owned(),
            ));
        }
        Ok(Self::Token {
            token: token.to_owned(),
        })
    }

    /// For the vault.
    pub(crate) fn keep(&self, expires_at: Option<Timestamp>) -> Renewed {
        Renewed {
            secret: serde_json::to_string(self).unwrap_or_default(),
            expires_at,
        }
    }

    /// What goes into the `Authorization` header.
    pub(crate) fn bearer(&self) -> &str {
        match self {
            Self::Token { token } => token,
            Self::OAuth { access_token, .. } => access_token,
        }
    }

    /// Whether it is time to renew: five minutes before the end, or a fifth of a shorter life. HubSpot says
    /// that a 401 is no valid sign that renewing is due (dossier HubSpot §1.2).
    pub(crate) fn is_due(&self, expires_at: Option<Timestamp>, now: Timestamp) -> bool {
        match (self, expires_at) {
            (Self::OAuth { life_seconds, .. }, Some(end)) => {
                let ahead = AHEAD.min(SignedDuration::from_secs((*life_seconds).max(0)) / 5);
                now >= end - ahead
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_token_is_checked_and_kept_trimmed() {
        let secret = Secret::from_fields(&Value::from([("token", " pat-eu1-x ".into())])).unwrap();
        assert_eq!(secret.bearer(), "pat-eu1-x");
        for (fields, words) in [
            (Value::from([("tokn", "x".into())]), "no field \"tokn\""),
            (Value::from([("token", "".into())]), "is missing"),
            (Value::from([("token", "a b".into())]), "blank"),
        ] {
            let failure = Secret::from_fields(&fields).map(|_| ()).unwrap_err();
            assert!(failure.message.contains(words), "{failure}");
        }
    }

    #[test]
    fn renewing_is_due_five_minutes_or_a_fifth_before_the_end() {
        let end: Timestamp = "2026-11-24T08:30:00Z".parse().unwrap();
        let of = |life_seconds| Secret::OAuth {
            access_token: "a".into(),
            refresh_token: "r".into(),
            life_seconds,
        };
        let before = |seconds| end - SignedDuration::from_secs(seconds);
        assert!(!of(1800).is_due(Some(end), before(301)));
        assert!(of(1800).is_due(Some(end), before(299)));
        assert!(!of(10).is_due(Some(end), before(3)));
        assert!(of(10).is_due(Some(end), before(2)));
        let token = Secret::Token { token: "t".into() };
        assert!(!token.is_due(Some(end), end));
    }
}
