//! Taking in what was answered to the questions of step 4.

use std::collections::BTreeMap;

use domain::{Map, Value};
use engine::settings::declared;
use mapper::{Lookups, Table};

use crate::{
    App,
    locale::Locale,
    pages::connections::{sign_in::system, told::Told},
};

use super::{
    live::within,
    offers::Offer,
    questions::{self, Asks, Question, STAGES},
    settings::Chosen,
    state::Place,
};

/// Longest value of a look-up table that is typed here.
const LONGEST: usize = 200;

/// Takes the answers to one flow's questions in; gives the mistakes by the fields' names.
pub(super) async fn answer(
    app: &App,
    t: &Locale,
    place: &Place,
    chosen: &mut Chosen,
    typed: &[(String, String)],
) -> BTreeMap<String, String> {
    let mut mistakes = BTreeMap::new();
    let offer = chosen.offer;
    let mut settings: Map = chosen.settings.as_map().cloned().unwrap_or_default();
    for question in questions::of(offer) {
        let field = format!("{}.{}", offer.key, question.name);
        if let Asks::Rows(_) = question.asks {
            take_rows(&mut chosen.tables, question.name, &field, typed);
            continue;
        }
        let values: Vec<&str> = typed
            .iter()
            .filter(|(name, value)| *name == field && !value.is_empty())
            .map(|(_, value)| value.as_str())
            .collect();
        let value = values.last().copied().unwrap_or_default().trim();
        match take(app, t, place, offer, question, value).await {
            Err(mistake) => {
                mistakes.insert(field, mistake);
            }
            Ok(Taken::Setting(given)) => {
                let given = match question.asks {
                    Asks::SomeOf(_) => Value::List(values.iter().map(|value| Value::text(*value)).collect()),
                    _ => given,
                };
                settings.insert(question.name.to_owned(), given);
            }
            Ok(Taken::Stage(pipeline, stage)) => {
                settings.insert("pipeline".to_owned(), Value::text(pipeline));
                settings.insert("stage".to_owned(), Value::text(stage));
            }
            Ok(Taken::StageOf(status, stage)) => put_row(&mut chosen.tables, STAGES, status, &stage),
            Ok(Taken::Nothing) => {}
        }
    }
    settings.retain(|name, value| !is_default(offer, name, value));
    chosen.settings = Value::Map(settings);
    mistakes
}

fn is_default(offer: &Offer, name: &str, value: &Value) -> bool {
    declared(offer.kind)
        .iter()
        .any(|setting| setting.field.name == name && setting.default == *value)
}

/// An answer, read.
enum Taken {
    Setting(Value),
    Stage(String, String),
    StageOf(&'static str, String),
    Nothing,
}

async fn take(
    app: &App,
    t: &Locale,
    place: &Place,
    offer: &Offer,
    question: &Question,
    value: &str,
) -> Result<Taken, String> {
    Ok(match question.asks {
        Asks::SomeOf(_) => Taken::Setting(Value::Null),
        Asks::Rows(_) => Taken::Nothing,
        Asks::YesNo => Taken::Setting((value == "yes").into()),
        Asks::OneOf(options) => options
            .iter()
            .find(|(option, _)| *option == value)
            .map_or(Taken::Nothing, |(option, _)| Taken::Setting((*option).into())),
        Asks::Stage => value.split_once('/').map_or(Taken::Nothing, |(pipeline, stage)| {
            Taken::Stage(pipeline.to_owned(), stage.to_owned())
        }),
        Asks::StageOf(status) => {
            let stage = value.split_once('/').map_or("", |(_, stage)| stage);
            Taken::StageOf(status, stage.to_owned())
        }
        Asks::Country => {
            let code = value.to_uppercase();
            if code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
                Taken::Setting(Value::text(code))
            } else {
                return Err(t.t("ask-default-country-mistake"));
            }
        }
        Asks::Contact if value.contains('@') => {
            let Some(connection) = place.connection(offer.to) else {
                return Ok(Taken::Nothing);
            };
            let opened = app.parts().opening.open(connection);
            let found = within(opened.find(&"customers".into(), &[value.to_lowercase()])).await;
            match found.map(|found| found.into_iter().next().flatten()) {
                Ok(Some(remote)) => Taken::Setting(Value::text(remote.id)),
                Ok(None) => return Err(t.t1("ask-default-customer-mistake", "system", system(offer.to))),
                Err(failure) => return Err(Told::asked(t, offer.to, &failure).line()),
            }
        }
        Asks::Contact => Taken::Setting(Value::text(value)),
    })
}

/// Takes the typed rows of a table in: each field is named after its row's key.
fn take_rows(tables: &mut Lookups, table: &str, field: &str, typed: &[(String, String)]) {
    for (name, value) in typed {
        let key = name
            .strip_prefix(field)
            .and_then(|rest| rest.strip_prefix(':'))
            .map(str::trim)
            .filter(|key| !key.is_empty());
        if let Some(key) = key {
            let value: String = value.trim().chars().take(LONGEST).collect();
            put_row(tables, table, key, &value);
        }
    }
}

/// One row of a look-up table; an empty value takes the row away, and the last row its table.
fn put_row(tables: &mut Lookups, name: &str, key: &str, value: &str) {
    let kept = tables.tables.remove(name).unwrap_or_default();
    let mut table = Table::new();
    for (columns, value) in kept.rows() {
        if columns.first().is_none_or(|first| first != key) {
            let columns: Vec<Value> = columns.iter().map(Value::text).collect();
            table = table.row_of(&columns, value.clone());
        }
    }
    table.default = kept.default;
    if !value.is_empty() {
        table = table.row_of(&[Value::text(key)], Value::text(value));
    }
    if !table.is_unused() || table.default.is_some() {
        tables.tables.insert(name.to_owned(), table);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_put_changed_and_taken_away_and_the_last_one_takes_its_table_along() {
        let typed = |value: &str| {
            vec![
                ("orders.tax_codes:0.21".to_owned(), value.to_owned()),
                ("orders.tax_codes".to_owned(), "nobody".to_owned()),
                ("customers.tax_codes:0.09".to_owned(), "L".to_owned()),
            ]
        };
        let mut tables = Lookups::default();
        for (value, kept) in [(" H ", Some("H")), ("V", Some("V")), ("", None)] {
            take_rows(&mut tables, "tax_codes", "orders.tax_codes", &typed(value));
            let row = tables
                .tables
                .get("tax_codes")
                .map(|table| table.find(&[Value::text("0.21")]).unwrap().to_string());
            assert_eq!(row.as_deref(), kept);
        }
    }
}
