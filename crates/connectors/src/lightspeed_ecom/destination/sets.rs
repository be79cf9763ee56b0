//! The axes of a family of variants (size, colour) as a set of options.
//!
//! How options are written was not found in any source (dossier Lightspeed §6.8). So three ways are taken at once:
//! the set carries axes and values, the variant chooses among them in the shape in which they are read, and its
//! title says the same in words, which holds whatever the shop makes of the rest.

use domain::{Failure, Value};

use super::trace::Trace;
use crate::lightspeed_ecom::{api::id, shop::Shop};

/// Name and value of each option of one variant, in the merchant's order.
pub(super) type Chosen = Vec<(String, String)>;

/// The options of a document (`[{name, value}]`); incomplete ones are left out.
pub(super) fn chosen(document: &Value) -> Chosen {
    document
        .get("options")
        .items()
        .iter()
        .map(|option| {
            let text = |part: &str| option.get(part).to_string().trim().to_owned();
            (text("name"), text("value"))
        })
        .filter(|(name, value)| !name.is_empty() && !value.is_empty())
        .collect()
}

/// `Kleur: Blauw, Maat: L`
pub(super) fn title(chosen: &Chosen) -> String {
    let parts: Vec<String> = chosen
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    parts.join(", ")
}

/// Sees to it that a set holds all these options; gives the set as it is now, or nothing where there are none.
pub(super) async fn holding(
    shop: &Shop,
    trace: &mut Trace,
    there: Option<&Value>,
    name: &str,
    all: &[Chosen],
) -> Result<Value, Failure> {
    if all.iter().all(Vec::is_empty) {
        return Ok(there.cloned().unwrap_or_default());
    }
    let (set, made) = match there {
        Some(set) if id(set) > 0 => (set.clone(), true),
        _ => match named(shop, name).await? {
            Some(set) => (set, true),
            None => (Value::Null, false),
        },
    };
    let (options, grown) = extended(set.get("options"), all);
    if made && !grown {
        return Ok(set);
    }
    let body = Value::from([("name", name.into()), ("options", options)]);
    let answer = if made {
        let path = format!("sets/{}", id(&set));
        let mut body = body;
        body.put("name", set.get("name").clone());
        trace.change(shop, &path, "set", body).await?
    } else {
        trace.create(shop, "sets", "set", body).await?
    };
    Ok(answer)
}

/// A set made by an earlier try whose answer was lost.
async fn named(shop: &Shop, name: &str) -> Result<Option<Value>, Failure> {
    let sets = shop.api.all("sets", &[]).await?;
    Ok(sets
        .into_iter()
        .find(|set| set.get("name").as_text() == Some(name)))
}

/// The options with what is missing added, and whether anything was.
fn extended(options: &Value, all: &[Chosen]) -> (Value, bool) {
    let mut axes: Vec<Value> = options.items().to_vec();
    let mut grown = false;
    for (name, value) in all.iter().flatten() {
        let at = match axes.iter().position(|axis| same(axis.get("name"), name)) {
            Some(at) => at,
            None => {
                axes.push(Value::from([
                    ("name", name.as_str().into()),
                    ("values", Value::List(Vec::new())),
                ]));
                grown = true;
                axes.len() - 1
            }
        };
        let mut values = axes[at].get("values").items().to_vec();
        if !values.iter().any(|known| same(known.get("name"), value)) {
            values.push(Value::from([("name", value.as_str().into())]));
            axes[at].put("values", Value::List(values));
            grown = true;
        }
    }
    (Value::List(axes), grown)
}

fn same(known: &Value, name: &str) -> bool {
    known
        .as_text()
        .is_some_and(|known| known.trim().to_lowercase() == name.to_lowercase())
}

/// What a variant chooses of a set, in the shape in which the shop gives it; nothing where an axis or value is not
/// in the set.
pub(super) fn choice(set: &Value, chosen: &Chosen) -> Value {
    let options: Vec<Value> = chosen
        .iter()
        .filter_map(|(name, value)| {
            let axis = set
                .get("options")
                .items()
                .iter()
                .find(|axis| same(axis.get("name"), name))?;
            let value = axis
                .get("values")
                .items()
                .iter()
                .find(|known| same(known.get("name"), value))?;
            Some(Value::from([
                ("id", axis.get("id").clone()),
                ("name", axis.get("name").clone()),
                ("value", value.clone()),
            ]))
        })
        .collect();
    if options.len() == chosen.len() && !options.is_empty() {
        Value::List(options)
    } else {
        Value::Null
    }
}

/// Whether a variant that came back says these options.
pub(super) fn shows(variant: &Value, chosen: &Chosen) -> bool {
    let options = variant.get("options").items();
    chosen.iter().all(|(name, value)| {
        options
            .iter()
            .any(|option| same(option.get("name"), name) && same(option.at("value.name"), value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Value {
        Value::from_json(json.as_bytes()).unwrap()
    }

    fn pairs(all: &[(&str, &str)]) -> Chosen {
        all.iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn a_set_grows_by_what_it_lacks_and_keeps_its_ids() {
        let options = read(r#"[{"id":1,"name":"Kleur","values":[{"id":11,"name":"Blauw"}]}]"#);
        let (same, grown) = extended(&options, &[pairs(&[("kleur", "BLAUW")])]);
        assert!(!grown);
        assert_eq!(same, options);
        let (more, grown) = extended(&options, &[pairs(&[("Kleur", "Rood"), ("Maat", "L")])]);
        assert!(grown);
        assert_eq!(
            more.to_json(),
            r#"[{"id":1,"name":"Kleur","values":[{"id":11,"name":"Blauw"},{"name":"Rood"}]},{"name":"Maat","values":[{"name":"L"}]}]"#
        );
    }

    #[test]
    fn a_variant_chooses_by_id_and_says_it_in_words() {
        let set = read(r#"{"options":[{"id":1,"name":"Kleur","values":[{"id":11,"name":"Blauw"}]}]}"#);
        let blue = pairs(&[("Kleur", "blauw")]);
        assert_eq!(choice(&set, &blue).at("0.value.id"), &Value::from(11));
        assert!(choice(&set, &pairs(&[("Kleur", "Geel")])).is_null());
        assert_eq!(
            title(&pairs(&[("Kleur", "Blauw"), ("Maat", "L")])),
            "Kleur: Blauw, Maat: L"
        );
        assert!(shows(
            &read(r#"{"options":[{"name":"Kleur","value":{"name":"Blauw"}}]}"#),
            &blue
        ));
        assert!(!shows(&read(r#"{"options":[]}"#), &blue));
    }
}
