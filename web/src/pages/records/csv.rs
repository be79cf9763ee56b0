//! The list as a file for a spreadsheet.

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use http::header;
use store::flows;

use crate::{
    App,
    error::PageError,
    member::Member,
    pages::records::{
        filter::Asked,
        line::label,
        list::{find, names},
    },
};

/// Rows of one file.
const MOST: i64 = 5_000;

/// The records that an address asks for, the newest 5,000 of them.
pub(crate) async fn show(
    member: Member,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let mut tx = member.begin(&app).await?;
    let names = names(&flows::list(&mut tx).await?);
    let found = find(&mut tx, &member.t, &asked, MOST).await?;
    tx.commit().await?;
    let mut file = csv::Writer::from_writer(Vec::new());
    let head = [
        "at",
        "record",
        "key",
        "flow",
        "outcome",
        "reason",
        "message",
        "destination_id",
        "amount",
        "currency",
    ];
    file.write_record(head).map_err(failed)?;
    for record in found {
        let (amount, currency) = record
            .amount
            .as_ref()
            .map(|(amount, currency)| (amount.to_string(), currency.clone()))
            .unwrap_or_default();
        let row = [
            record.at.to_string(),
            harmless(label(&record)),
            harmless(record.key.to_string()),
            harmless(names.get(&record.flow).cloned().unwrap_or_default()),
            record.outcome.clone(),
            record.reason.clone().unwrap_or_default(),
            harmless(record.words.message.clone()),
            harmless(record.remote_id.clone().unwrap_or_default()),
            amount,
            currency,
        ];
        file.write_record(row).map_err(failed)?;
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

fn failed(error: csv::Error) -> PageError {
    PageError::Internal(format!("the file can't be written: {error}"))
}

/// A text that a spreadsheet would take for a formula is set off, as OWASP's "CSV injection" advises.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text
    }
}
