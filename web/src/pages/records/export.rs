//! The list as a CSV file: what is selected, else all that the filters let pass.

use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use domain::RecordId;
use http::header;
use store::records::{self, Record};

use super::{
    list::{find, names},
    row::label,
    wanted::Asked,
};
use crate::{App, error::PageError, member::Member, words};

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
    let mut file = csv::Writer::from_writer(Vec::new());
    let broken = |error: csv::Error| PageError::Internal(error.to_string());
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
    file.write_record(head.map(|key| t.t(key))).map_err(broken)?;
    for record in found {
        let flow = names.get(&record.flow).cloned().unwrap_or_default();
        file.write_record(line(&member, &record, flow)).map_err(broken)?;
    }
    let bytes = file
        .into_inner()
        .map_err(|error| PageError::Internal(error.to_string()))?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"records.csv\"",
        ),
    ];
    Ok((headers, bytes).into_response())
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
        record.words.message.clone(),
        record.remote_id.clone().unwrap_or_default(),
        amount.map(|amount| amount.to_string()).unwrap_or_default(),
        currency.unwrap_or_default(),
        (record.duration_us / 1_000).to_string(),
    ]
    .map(harmless)
}

/// A spreadsheet takes a cell that begins with these for a formula; what people typed must not become one.
fn harmless(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && cell.parse::<f64>().is_err() {
        true => format!("'{cell}"),
        false => cell,
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
