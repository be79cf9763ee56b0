//! Pages for people: what somebody who works in the imitated system would see of a record.

use serde_json::Value;

const STYLE: &str = "<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}\
table{width:100%;border-collapse:collapse}th,td{padding:.3em .5em;border-top:1px solid #8888;text-align:left;vertical-align:top;overflow-wrap:anywhere}\
th{font-weight:500;width:34%}small{opacity:.7}</style>";

/// A text as a page may hold it.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The page of one record: all its fields that are filled in, as deep as they go.
pub(crate) fn record(vendor: &str, title: &str, fields: &Value) -> String {
    let title = escape(title);
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>{STYLE}</head>\
<body><p><small>A stand-in for {vendor}. All data is invented.</small></p><h1>{title}</h1>{}</body></html>",
        table(fields)
    )
}

/// Says that there is no such record.
pub(crate) fn no_record(vendor: &str) -> String {
    record(vendor, "There is no such record, or it was deleted", &Value::Null)
}

fn table(fields: &Value) -> String {
    let mut rows = String::new();
    write_rows("", fields, &mut rows);
    format!("<table>{rows}</table>")
}

/// One row for each value that is filled in; what lies deeper is named by its path.
fn write_rows(path: &str, value: &Value, rows: &mut String) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Null => {}
        Value::Object(fields) => fields
            .iter()
            .for_each(|(name, value)| write_rows(&below(name), value, rows)),
        Value::Array(items) => (1..)
            .zip(items)
            .for_each(|(at, item): (usize, _)| write_rows(&below(&at.to_string()), item, rows)),
        plain => {
            let text = plain.as_str().map_or_else(|| plain.to_string(), str::to_owned);
            if !text.is_empty() {
                rows.push_str("<tr><th scope=\"row\">");
                rows.push_str(&escape(path));
                rows.push_str("</th><td>");
                rows.push_str(&escape(&text));
                rows.push_str("</td></tr>");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_filled_in_is_shown_and_never_run() {
        let page = record(
            "HubSpot",
            "<b>4711</b>",
            &json!({"a": {"b": ["<script>", ""]}, "c": null, "d": 7}),
        );
        for there in ["&lt;b&gt;4711", ">a.b.1<", "&lt;script&gt;", "<td>7</td>"] {
            assert!(page.contains(there), "{there} in {page}");
        }
        assert!(!page.contains("<script>") && !page.contains(">c<"), "{page}");
    }
}
