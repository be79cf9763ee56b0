//! Sees to it that the shop sends its webhooks to us, each kind once.

use domain::{Failure, FailureReason, Value};
use url::Url;

use super::api::Api;

/// What we want to hear of, most important first. Products are not among them: a record of ours is a variant, a
/// product's webhook does not name its variants, and the poll finds them. Orders can't be deleted.
const WANTED: [(&str, &[&str]); 4] = [
    ("orders", &["created", "updated"]),
    ("variants", &["created", "updated", "deleted"]),
    ("customers", &["created", "updated", "deleted"]),
    ("invoices", &["created", "updated"]),
];
/// All actions of a group by one subscription: where the shop's number of webhooks is limited.
const EVERY: &str = "*";
/// Webhooks that a shop may have, if it does not tell (dossier Lightspeed §4.12).
const USUAL_LIMIT: usize = 10;

/// Creates what is missing. The shop does not notice duplicates and would send everything twice, so the list is
/// read first (dossier Lightspeed §4.13).
pub(super) async fn ensure(api: &Api, callback: &Url) -> Result<(), Failure> {
    let there = api.all("webhooks", &[]).await?;
    let ours: Vec<&Value> = there
        .iter()
        .filter(|hook| hook.get("address").as_text() == Some(callback.as_str()))
        .collect();
    for asleep in ours
        .iter()
        .filter(|hook| hook.get("isActive").as_bool() == Some(false))
    {
        let body = Value::from([("webhook", Value::from([("isActive", true.into())]))]);
        api.change(&format!("webhooks/{}", super::api::id(asleep)), &body)
            .await?;
    }
    let missing = missing(&ours);
    if missing.is_empty() {
        return Ok(());
    }
    let limits = api.get("shop/limits", &[]).await?;
    let limit = limits
        .get("maxWebhooks")
        .as_number()
        .and_then(|limit| usize::try_from(limit).ok())
        .unwrap_or(USUAL_LIMIT);
    let free = limit.saturating_sub(there.len());
    for (group, action) in chosen(missing, free, limit)? {
        create(api, callback, group, action).await?;
    }
    Ok(())
}

/// What we want and do not have yet.
fn missing(ours: &[&Value]) -> Vec<(&'static str, &'static str)> {
    let has = |group: &str, action: &str| {
        ours.iter().any(|hook| {
            let of = |field: &str| hook.get(field).as_text().unwrap_or_default();
            of("itemGroup") == group && [action, EVERY].contains(&of("itemAction"))
        })
    };
    WANTED
        .into_iter()
        .flat_map(|(group, actions)| actions.iter().map(move |action| (group, *action)))
        .filter(|(group, action)| !has(group, action))
        .collect()
}

/// What is created where so many places are free: each by itself, else one for a group.
fn chosen(
    missing: Vec<(&'static str, &'static str)>,
    free: usize,
    limit: usize,
) -> Result<Vec<(&'static str, &'static str)>, Failure> {
    if missing.len() <= free {
        return Ok(missing);
    }
    let mut groups: Vec<_> = missing.iter().map(|(group, _)| (*group, EVERY)).collect();
    groups.dedup();
    if groups.len() <= free {
        return Ok(groups);
    }
    Err(Failure::permanent(
        FailureReason::BadSetting,
        format!(
            "This shop allows {limit} webhooks and {free} are left, but {} are needed; delete some that nobody uses",
            groups.len()
        ),
    ))
}

async fn create(api: &Api, callback: &Url, group: &str, action: &str) -> Result<(), Failure> {
    let hook = Value::from([
        ("isActive", true.into()),
        ("itemGroup", group.into()),
        ("itemAction", action.into()),
        ("language", api.language().await?.into()),
        ("format", "json".into()),
        ("address", callback.as_str().into()),
    ]);
    api.create("webhooks", &Value::from([("webhook", hook)])).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hook(group: &str, action: &str) -> Value {
        Value::from([("itemGroup", group.into()), ("itemAction", action.into())])
    }

    #[test]
    fn only_what_is_missing_is_created() {
        let orders = hook("orders", EVERY);
        let variant = hook("variants", "updated");
        let missing = missing(&[&orders, &variant]);
        assert!(!missing.iter().any(|(group, _)| *group == "orders"));
        assert!(missing.contains(&("variants", "created")));
        assert!(!missing.contains(&("variants", "updated")));
    }

    #[test]
    fn where_places_are_scarce_a_group_takes_one() {
        let all = missing(&[]);
        assert_eq!(chosen(all.clone(), 10, 10).unwrap().len(), 10);
        assert_eq!(
            chosen(all.clone(), 4, 10).unwrap(),
            [
                ("orders", "*"),
                ("variants", "*"),
                ("customers", "*"),
                ("invoices", "*")
            ]
        );
        assert!(chosen(all, 2, 10).unwrap_err().message.contains("allows 10"));
    }
}
