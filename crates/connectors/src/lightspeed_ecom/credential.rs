//! What opens a shop: a key and secret made in its back office, or our app's key and the token of its installation.

use std::fmt;

use domain::{Failure, FailureReason, Value};
use engine::ports::Renewed;
use md5::{Digest, Md5};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};

use super::address::Cluster;
use crate::LightspeedApp;

/// The credential of a connection, as the vault keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ShopCredential {
    #[serde(flatten)]
    pub(super) proof: Proof,
    /// Language code in the path: the language in which texts are read and written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) language: Option<String>,
    /// Where the shop lives.
    #[serde(default)]
    pub(super) cluster: Cluster,
    /// What is read besides, at one more call a record (`product_attributes`, `customer_metafields`, …).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) extras: Vec<Extra>,
}

/// How the caller is known.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Proof {
    /// Made by hand in the shop's back office.
    Own {
        /// API key.
        key: String,
        /// API secret.
        secret: String,
    },
    /// Our app was installed; the secret is made from this token and the app's secret.
    App {
        /// From the install call-back.
        token: String,
    },
}

/// What Lightspeed gives only record by record. Off unless the connection's credential names it, since it
/// doubles the calls of a first load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Extra {
    /// `products/{id}/attributes`.
    ProductAttributes,
    /// `products/{id}/metafields`.
    ProductMetafields,
    /// `variants/{id}/metafields`.
    VariantMetafields,
    /// `customers/{id}/metafields`.
    CustomerMetafields,
}

/// Names of the fields that may be typed.
const FIELDS: [&str; 5] = ["key", "secret", "language", "cluster", "extras"];

impl ShopCredential {
    /// Reads what was typed or stood in a workspace file.
    pub(super) fn from_fields(fields: &Value) -> Result<Self, Failure> {
        let bad = |message: String| Failure::permanent(FailureReason::BadSetting, message);
        let Some(map) = fields.as_map() else {
            return Err(bad(
                "Lightspeed needs a key and a secret: both are made in the back office under Settings, Developers".to_owned(),
            ));
        };
        if let Some(unknown) = map.keys().find(|name| !FIELDS.contains(&name.as_str())) {
            return Err(bad(format!(
                "Lightspeed's credential has no field \"{unknown}\"; its fields are {}",
                FIELDS.join(", ")
            )));
        }
        let needed = |name: &str| {
            let text = fields.get(name).to_string().trim().to_owned();
            if text.is_empty() {
                Err(bad(format!(
                    "Lightspeed's {name} is missing; it is made in the back office under Settings, Developers"
                )))
            } else {
                Ok(text)
            }
        };
        let extras = match fields.get("extras") {
            Value::Null => Vec::new(),
            wished => serde_json::from_str(&wished.to_json()).map_err(|_| {
                bad(format!(
                    "Lightspeed's extras hold {wished}; they may hold product_attributes, product_metafields, variant_metafields, customer_metafields"
                ))
            })?,
        };
        Ok(Self {
            proof: Proof::Own {
                key: needed("key")?,
                secret: needed("secret")?,
            },
            language: language(fields.get("language").as_text().unwrap_or_default())?,
            cluster: cluster(fields.get("cluster").as_text().unwrap_or_default())?,
            extras,
        })
    }

    /// Reads what the vault kept.
    pub(super) fn from_vault(secret: &str) -> Result<Self, Failure> {
        serde_json::from_str(secret).map_err(|_| {
            Failure::needs_sign_in(
                "The stored credential of this Lightspeed connection can't be read; enter it again",
            )
        })
    }

    /// As the vault keeps it.
    pub(super) fn to_renewed(&self) -> Renewed {
        Renewed {
            // A struct of texts can't fail to become JSON.
            secret: serde_json::to_string(self).unwrap_or_default(),
            expires_at: None,
        }
    }

    /// User and password of HTTP Basic (dossier Lightspeed §1.2).
    pub(super) fn basic(&self, app: Option<&LightspeedApp>) -> Result<(String, String), Failure> {
        match (&self.proof, app) {
            (Proof::Own { key, secret }, _) => Ok((key.clone(), secret.clone())),
            (Proof::App { token }, Some(app)) => Ok((app.key.clone(), app_password(token, app))),
            (Proof::App { .. }, None) => Err(no_app()),
        }
    }

    /// The language in the path.
    pub(super) fn language(&self) -> &str {
        self.language
            .as_deref()
            .unwrap_or_else(|| self.cluster.usual_language())
    }
}

impl fmt::Debug for ShopCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.proof {
            Proof::Own { .. } => "own key",
            Proof::App { .. } => "app",
        };
        write!(
            f,
            "ShopCredential({kind}, {}, {:?})",
            self.language(),
            self.cluster
        )
    }
}

/// A connection was made by our app, but the configuration no longer knows it.
pub(super) fn no_app() -> Failure {
    Failure::permanent(
        FailureReason::BadSetting,
        "There is no Lightspeed app in the configuration; set KOPRU_LIGHTSPEED_ECOM_APP_KEY and KOPRU_LIGHTSPEED_ECOM_APP_SECRET",
    )
}

/// The password of an installed app: md5 of token and app secret (dossier Lightspeed §1.2).
pub(super) fn app_password(token: &str, app: &LightspeedApp) -> String {
    md5_hex(&[token.as_bytes(), app.secret.expose_secret().as_bytes()])
}

/// Lower-case hexadecimal md5 of these parts, one behind the other. Weak, but the remote's choice.
pub(super) fn md5_hex(parts: &[&[u8]]) -> String {
    let mut hasher = Md5::new();
    parts.iter().for_each(|part| hasher.update(part));
    hex::encode(hasher.finalize())
}

/// A language code in lower case; none if nothing was said.
pub(super) fn language(text: &str) -> Result<Option<String>, Failure> {
    let code = text.trim().to_ascii_lowercase();
    if code.is_empty() {
        return Ok(None);
    }
    if code.len() > 5
        || !code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'-')
    {
        return Err(Failure::permanent(
            FailureReason::BadSetting,
            format!("\"{text}\" is no language of a shop; give a code such as nl, de, en, fr or us"),
        ));
    }
    Ok(Some(code))
}

/// The cluster of this name; `eu1` if nothing was said.
pub(super) fn cluster(text: &str) -> Result<Cluster, Failure> {
    if text.trim().is_empty() {
        return Ok(Cluster::default());
    }
    Cluster::named(text).ok_or_else(|| {
        Failure::permanent(
            FailureReason::BadSetting,
            format!("\"{text}\" is no cluster of Lightspeed; the clusters are eu1 and us1"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    #[test]
    fn a_typed_credential_survives_the_vault_and_does_not_print() {
        let typed = ShopCredential::from_fields(&fields(
            r#"{"key":" k1 ","secret":"s1","language":"NL","cluster":"live","extras":["product_attributes"]}"#,
        ))
        .unwrap();
        let kept = ShopCredential::from_vault(&typed.to_renewed().secret).unwrap();
        assert_eq!(kept, typed);
        assert_eq!(kept.basic(None).unwrap(), ("k1".to_owned(), "s1".to_owned()));
        assert_eq!((kept.language(), kept.cluster), ("nl", Cluster::Eu1));
        assert!(!format!("{kept:?}").contains("s1"));
    }

    #[test]
    fn an_installed_app_signs_in_with_md5_of_token_and_secret() {
        let app = LightspeedApp {
            key: "app".to_owned(),
            secret: "geheim".to_owned().into(),
        };
        let credential = ShopCredential {
            proof: Proof::App {
                token: "abc".to_owned(),
            },
            language: None,
            cluster: Cluster::Us1,
            extras: Vec::new(),
        };
        let kept = ShopCredential::from_vault(&credential.to_renewed().secret).unwrap();
        // printf abcgeheim | md5sum
        assert_eq!(
            kept.basic(Some(&app)).unwrap(),
            ("app".to_owned(), "bc70815cc44d4dff8550fda1de73ac3a".to_owned())
        );
        assert_eq!(kept.language(), "us");
        assert!(kept.basic(None).unwrap_err().message.contains("APP_KEY"));
    }

    #[track_caller]
    fn refused(json: &str, wanted: &str) {
        let failure = ShopCredential::from_fields(&fields(json)).unwrap_err();
        assert_eq!(failure.reason, FailureReason::BadSetting);
        assert!(failure.message.contains(wanted), "{failure}");
    }

    #[test]
    fn a_wrong_field_is_named() {
        refused(r#"{"key":"k"}"#, "secret is missing");
        refused(r#"{"key":"k","secret":"s","token":"t"}"#, "\"token\"");
        refused(r#"{"key":"k","secret":"s","cluster":"eu9"}"#, "eu9");
        refused(r#"{"key":"k","secret":"s","language":"../x"}"#, "../x");
        refused(r#"{"key":"k","secret":"s","extras":["all"]}"#, "all");
        refused(r#""k""#, "key and a secret");
    }
}
