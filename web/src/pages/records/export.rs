//! The list as a CSV file: what is selected, else all that the filters let pass.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use domain::RecordId;
use store::records::{self, Record};

use super::{
    list::{find, names},
    row::label,
    wanted::Asked,
};
use crate::{App, error::PageError, member::Member, sayings, spreadsheet, words};

/// Rows of a file at most.
const MOST: usize = 10_000;

/// The file.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    RawQuery(query): RawQuery,
) -> Result<Response, PageError> {
    let t = &member.t;
    let query = query.unwrap_or_default();
    let selected: Vec<RecordId> = url::form_urlencoded::parse(query.as_bytes())
        .filter(|(name, _)| name == "record")
        .filter_map(|(_, id)| id.parse().ok())
        .take(MOST)
        .collect();
    let asked = asked(&query);
    let mut tx = member.begin(&app).await?;
    let names = names(&mut tx).await?;
    let found = if selected.is_empty() {
        find(&mut tx, &asked, &asked.filter(t)?, MOST).await?.records
    } else {
        records::of_ids(&mut tx, &selected).await?
    };
    tx.commit().await?;
    let head = [
        "records-time",
        "records-record",
        "record-key",
        "records-flow",
        "records-outcome",
        "records-reason",
        "record-detail",
        "record-remote-id",
        "record-amount",
        "record-currency",
        "records-took-ms",
    ];
    let rows = found.into_iter().map(|record| {
        let flow = names.get(&record.flow).cloned().unwrap_or_default();
        line(&member, &record, flow)
    });
    spreadsheet::file("records.csv", head.map(|key| t.t(key)), rows)
}

fn line(member: &Member, record: &Record, flow: String) -> [String; 11] {
    let (amount, currency) = record.amount.clone().unzip();
    [
        record.at.to_string(),
        label(&member.t, &record.words.label, record.key.as_str()),
        record.key.to_string(),
        flow,
        record.outcome.clone(),
        record
            .reason
            .as_deref()
            .map(|word| words::reason(&member.t, word))
            .unwrap_or_default(),
        sayings::kept(&member.t, record.words.clone()),
        record.remote_id.clone().unwrap_or_default(),
        amount.map(|amount| amount.to_string()).unwrap_or_default(),
        currency.unwrap_or_default(),
        (record.duration_us / 1_000).to_string(),
    ]
    .map(harmless)
}

/// A number is no formula, whatever its sign.
fn harmless(cell: String) -> String {
    if cell.parse::<f64>().is_ok() {
        cell
    } else {
        spreadsheet::cell(&cell)
    }
}

/// The filters among the selected ids, which a form sends in one query.
fn asked(query: &str) -> Asked {
    let mut asked = Asked::default();
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let field = match name.as_ref() {
            "q" => &mut asked.q,
            "flow" => &mut asked.flow,
            "outcome" => &mut asked.outcome,
            "reason" => &mut asked.reason,
            "period" => &mut asked.period,
            "from" => &mut asked.from,
            "to" => &mut asked.to,
            "since" => &mut asked.since,
            "until" => &mut asked.until,
            "run" => &mut asked.run,
            "revision" => &mut asked.revision,
            _ => continue,
        };
        *field = value.into_owned();
    }
    asked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_becomes_a_formula() {
        assert_eq!(harmless("=HYPERLINK(1)".to_owned()), "'=HYPERLINK(1)");
        assert_eq!(harmless("-12.50".to_owned()), "-12.50");
        assert_eq!(harmless("Order 4711".to_owned()), "Order 4711");
    }
}
