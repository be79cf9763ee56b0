//! Lists as files for spreadsheets.

use axum::response::{IntoResponse, Response};
use http::header;

use crate::error::PageError;

/// A CSV file to be downloaded under this name.
pub(crate) fn file<Row>(
    name: &str,
    head: Row,
    rows: impl IntoIterator<Item = Row>,
) -> Result<Response, PageError>
where
    Row: IntoIterator<Item = String>,
{
    let broken = |error: csv::Error| PageError::Internal(error.to_string());
    let mut file = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(head).chain(rows) {
        file.write_record(row).map_err(broken)?;
    }
    let bytes = file
        .into_inner()
        .map_err(|error| PageError::Internal(error.to_string()))?;
    Ok(download(name, bytes))
}

/// Bytes of a CSV file to be downloaded under this name.
pub(crate) fn download(name: &str, bytes: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (headers, bytes).into_response()
}

/// A spreadsheet takes a cell that begins with these for a formula; what people typed must not become one.
pub(crate) fn cell(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "'=1+1");
        assert_eq!(cell("Jansen BV"), "Jansen BV");
    }
}
