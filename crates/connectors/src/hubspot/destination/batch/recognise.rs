use domain::{Map, Value};
use jiff::Timestamp;

use crate::{
    http::Refused,
    hubspot::{objects::Object, portal::Portal, wire},
};

/// Whose records these are, where neither trace id nor key tells: read back and held against what was sent.
/// Records that are alike are taken one for the other, which does no harm.
pub(super) async fn by_values(
    portal: &Portal,
    object: Object,
    ids: &[String],
    mut sent: Vec<(usize, Map)>,
) -> Result<Vec<(usize, String, Value)>, Refused> {
    let mut names: Vec<String> = sent
        .iter()
        .flat_map(|(_, properties)| properties.keys().cloned())
        .collect();
    names.sort_unstable();
    names.dedup();
    let mut found = Vec::new();
    for record in portal.read(object, None, ids, &names).await? {
        let Some(id) = wire::id(record.get("id")) else {
            continue;
        };
        if let Some(at) = sent.iter().position(|(_, properties)| agree(properties, &record)) {
            let (place, _) = sent.swap_remove(at);
            found.push((place, id, record));
        }
    }
    Ok(found)
}

/// Whether a record holds all that was sent.
fn agree(sent: &Map, record: &Value) -> bool {
    let told = record.get("properties");
    sent.iter().all(|(name, value)| same(value, told.get(name)))
}

/// Values come back in other spellings: numbers, moments, e-mail addresses.
fn same(sent: &Value, told: &Value) -> bool {
    let text = |value: &Value| value.to_string().trim().to_lowercase();
    let moment = |value: &Value| value.as_text()?.parse::<Timestamp>().ok();
    let both = |a: Option<_>, b: Option<_>| a.is_some() && a == b;
    text(sent) == text(told)
        || both(sent.as_number(), told.as_number())
        || moment(sent).is_some() && moment(sent) == moment(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_recognised_by_what_was_sent_in_whatever_spelling() {
        let record = |json: &str| Value::from_json(json.as_bytes()).unwrap();
        let sent: Map = [
            ("dealname", "ORD1"),
            ("amount", "60.50"),
            ("closedate", "2026-11-12T18:42:08Z"),
        ]
        .map(|(name, value)| (name.to_owned(), value.into()))
        .into();
        assert!(agree(
            &sent,
            &record(
                r#"{"properties":{"dealname":"ORD1","amount":"60.5","closedate":"2026-11-12T18:42:08.000Z","pipeline":"default"}}"#
            )
        ));
        assert!(!agree(
            &sent,
            &record(
                r#"{"properties":{"dealname":"ORD2","amount":"60.5","closedate":"2026-11-12T18:42:08Z"}}"#
            )
        ));
        assert!(!agree(&sent, &record(r#"{"properties":{"dealname":"ORD1"}}"#)));
    }
}
