//! Rows as text: CSV with commas or semicolons, or what a spreadsheet puts on the clipboard.

use std::collections::BTreeMap;

use domain::Value;

use super::{MOST_ROWS, shown, value};

/// Lines that could not be read, by their number, and rows.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ReadRows {
    pub(super) rows: Vec<(Vec<String>, Value)>,
    pub(super) wrong: Vec<(u64, Wrong)>,
}

/// Why a line can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It has so many cells; so many are needed.
    Cells(usize, usize),
    /// Its key stands in a former line.
    Twice(String),
    /// It is not CSV.
    Unreadable,
    /// There are more rows than a table takes.
    TooMany,
}

/// Reads rows of `width` key columns and a value. A first line whose last cell is "value" is the heading.
pub(super) fn read(text: &str, width: usize, former: &[(Vec<String>, Value)]) -> ReadRows {
    let before: BTreeMap<&Vec<String>, &Value> = former.iter().map(|(key, value)| (key, value)).collect();
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut read = ReadRows::default();
    let mut seen: BTreeMap<Vec<String>, ()> = BTreeMap::new();
    for (at, record) in reader.records().enumerate() {
        let Ok(record) = record else {
            read.wrong.push((at as u64 + 1, Wrong::Unreadable));
            continue;
        };
        let line = record.position().map_or(at as u64 + 1, csv::Position::line);
        if record.iter().all(str::is_empty) {
            continue;
        }
        if at == 0
            && record
                .iter()
                .next_back()
                .is_some_and(|cell| cell.eq_ignore_ascii_case("value"))
        {
            continue;
        }
        if record.len() != width + 1 {
            read.wrong.push((line, Wrong::Cells(record.len(), width + 1)));
            continue;
        }
        let key: Vec<String> = record.iter().take(width).map(str::to_owned).collect();
        if seen.insert(key.clone(), ()).is_some() {
            read.wrong.push((line, Wrong::Twice(key.join(", "))));
            continue;
        }
        if read.rows.len() >= MOST_ROWS {
            read.wrong.push((line, Wrong::TooMany));
            break;
        }
        let typed = record.get(width).unwrap_or_default();
        let value = value(typed, before.get(&key).copied());
        read.rows.push((key, value));
    }
    read
}

/// Spreadsheets put tabs on the clipboard; European ones write semicolons into files.
fn delimiter(text: &str) -> u8 {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    [b'\t', b';', b',']
        .into_iter()
        .find(|mark| first.as_bytes().contains(mark))
        .unwrap_or(b',')
}

/// The rows as CSV with a heading.
pub(super) fn write(columns: &[String], rows: &[(Vec<String>, Value)]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut heading: Vec<String> = columns.to_vec();
    heading.push("value".to_owned());
    // Writing to memory does not fail; a row that would is left out rather than ending the file.
    let _ = writer.write_record(&heading);
    for (key, value) in rows {
        let mut cells = key.clone();
        cells.push(shown(value));
        let _ = writer.write_record(&cells);
    }
    writer.into_inner().map_or_else(
        |_| String::new(),
        |bytes| String::from_utf8_lossy(&bytes).into_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_the_same() {
        let rows = vec![
            (
                vec!["NL".to_owned(), "0.21".to_owned()],
                Value::text("high; \"quoted\"\nline"),
            ),
            (vec!["DE".to_owned(), "0.19".to_owned()], Value::from(3)),
        ];
        let text = write(&["country".to_owned(), "rate".to_owned()], &rows);
        let again = read(&text, 2, &rows);
        assert_eq!(
            again,
            ReadRows {
                rows,
                wrong: Vec::new()
            }
        );
    }

    #[test]
    fn a_spreadsheet_and_a_european_file_are_read_and_bad_lines_named() {
        let pasted = read("paid\tclosedwon\nnew\topen\n", 1, &[]);
        assert_eq!(pasted.rows.len(), 2);
        let file = read("\u{feff}status;value\npaid;won\npaid;lost\nodd\n", 1, &[]);
        assert_eq!(file.rows, [(vec!["paid".to_owned()], Value::text("won"))]);
        assert_eq!(
            file.wrong,
            [(3, Wrong::Twice("paid".to_owned())), (4, Wrong::Cells(1, 2))]
        );
    }
}
