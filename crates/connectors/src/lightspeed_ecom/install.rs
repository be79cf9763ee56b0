//! The call-back of the app store: the merchant's browser brings a signed token for one shop.

use domain::Failure;
use engine::ports::Renewed;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::credential::{self, Proof, ShopCredential, md5_hex, no_app};
use crate::{Account, LightspeedApp};

/// The signed fields, in the order in which they are signed (dossier Lightspeed §1.3). `cluster_id` is not among
/// them: a forged one only leads to a cluster that refuses the key.
const SIGNED: [&str; 4] = ["language", "shop_id", "timestamp", "token"];

/// Checks the signature and gives the shop and its credential.
///
/// # Errors
/// `SignInRefused` if a field is missing or the signature is wrong; `BadSetting` without an app.
pub(super) fn read(
    query: &[(String, String)],
    app: Option<&LightspeedApp>,
) -> Result<(Account, Renewed), Failure> {
    let app = app.ok_or_else(no_app)?;
    let given = |name: &str| {
        query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    };
    let mut signed = String::new();
    for name in SIGNED {
        let value = given(name).ok_or_else(|| {
            Failure::needs_sign_in(format!(
                "The call-back of Lightspeed's app store lacks \"{name}\"; install the app again from the store"
            ))
        })?;
        signed.push_str(name);
        signed.push('=');
        signed.push_str(value);
    }
    let wanted = md5_hex(&[signed.as_bytes(), app.secret.expose_secret().as_bytes()]);
    let told = given("signature").unwrap_or_default().to_ascii_lowercase();
    if !bool::from(told.as_bytes().ct_eq(wanted.as_bytes())) {
        return Err(Failure::needs_sign_in(
            "The call-back of Lightspeed's app store has a wrong signature; install the app again from the store",
        ));
    }
    let shop = given("shop_id").unwrap_or_default().to_owned();
    let credential = ShopCredential {
        proof: Proof::App {
            token: given("token").unwrap_or_default().to_owned(),
        },
        language: credential::language(given("language").unwrap_or_default())?,
        cluster: credential::cluster(given("cluster_id").unwrap_or_default())?,
        extras: Vec::new(),
    };
    let account = Account {
        name: format!("Shop {shop}"),
        id: shop,
        currency: None,
        time_zone: None,
        pages: None,
    };
    Ok((account, credential.to_renewed()))
}

#[cfg(test)]
mod tests {
    use domain::FailureReason;

    use super::*;
    use crate::lightspeed_ecom::address::Cluster;

    fn app() -> LightspeedApp {
        LightspeedApp {
            key: "app".to_owned(),
            secret: "geheim".to_owned().into(),
        }
    }

    fn query(change: impl Fn(&mut Vec<(String, String)>)) -> Vec<(String, String)> {
        // printf 'language=nlshop_id=240117timestamp=1790000000token=abcgeheim' | md5sum
        let mut query: Vec<_> = [
            ("signature", "2b961e4908106f4f308bc0006a6ad9bf"),
            ("token", "abc"),
            ("timestamp", "1790000000"),
            ("shop_id", "240117"),
            ("language", "nl"),
            ("cluster_id", "us1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        change(&mut query);
        query
    }

    #[test]
    fn a_rightly_signed_call_back_opens_the_shop() {
        let (account, renewed) = read(&query(|_| ()), Some(&app())).ok().unwrap();
        assert_eq!(account.id, "240117");
        let credential = ShopCredential::from_vault(&renewed.secret).unwrap();
        assert_eq!((credential.language(), credential.cluster), ("nl", Cluster::Us1));
        assert_eq!(credential.basic(Some(&app())).unwrap().0, "app");
        assert!(renewed.expires_at.is_none());
    }

    #[test]
    fn the_cluster_is_not_signed_but_all_else_is() {
        assert!(read(&query(|q| q[5].1 = "eu1".to_owned()), Some(&app())).is_ok());
        for field in 0..5 {
            let forged = query(|q| q[field].1.push('1'));
            let failure = read(&forged, Some(&app())).err().unwrap();
            assert_eq!(failure.reason, FailureReason::SignInRefused, "{forged:?}");
        }
        let lacking = query(|q| {
            q.remove(1);
        });
        assert!(
            read(&lacking, Some(&app()))
                .err()
                .unwrap()
                .message
                .contains("token")
        );
        assert_eq!(
            read(&query(|_| ()), None).err().unwrap().reason,
            FailureReason::BadSetting
        );
    }
}
