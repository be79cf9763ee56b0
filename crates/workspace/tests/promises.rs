//! The pages of promises and lessons are held against the code: each is there once, and every test that they name exists.
#![allow(clippy::unwrap_used, reason = "in a test a surprise should end it at once")]

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap()
}

#[test]
fn every_promise_is_listed_once_with_a_test_or_the_word_that_there_is_none() {
    let page = page("promises.md");
    let mut listed: BTreeMap<char, Vec<u32>> = BTreeMap::new();
    for row in page.lines().filter_map(|line| line.strip_prefix("| ")) {
        let cells: Vec<&str> = row.split(" | ").collect();
        let Some((section, number)) = cells[0].split_at_checked(1) else {
            continue;
        };
        let (Ok(section), Ok(number)) = (section.parse(), number.parse()) else {
            continue;
        };
        let proof = cells.last().unwrap();
        assert!(proof.contains("::") || proof.starts_with("no test yet"), "{row}");
        listed.entry(section).or_default().push(number);
    }
    let how_many = [
        ('A', 16),
        ('B', 13),
        ('C', 17),
        ('D', 13),
        ('E', 7),
        ('F', 12),
        ('G', 8),
        ('H', 7),
        ('I', 5),
        ('J', 11),
    ];
    for (section, last) in how_many {
        assert_eq!(
            listed[&section],
            (1..=last).collect::<Vec<_>>(),
            "section {section}"
        );
    }
    assert_eq!(how_many.iter().map(|(_, last)| last).sum::<u32>(), 109);
    assert_eq!(listed[&'X'], (1..=20).collect::<Vec<_>>());
}

#[test]
fn every_test_that_the_pages_name_exists() {
    let mut named = 0;
    for page in ["promises.md", "lessons.md"].map(page) {
        for reference in page
            .split('`')
            .filter(|part| part.contains(".rs::") || part.contains(".js::"))
        {
            let (file, test) = reference.split_once("::").unwrap();
            let code = fs::read_to_string(root().join(file))
                .unwrap_or_else(|error| panic!("{file} can't be read: {error}"));
            let begins = if file.ends_with(".rs") {
                format!("fn {test}(")
            } else {
                // Names of tests in a browser may go on with what they are walked in.
                test.to_owned()
            };
            assert!(code.contains(&begins), "{file} has no test {test}");
            named += 1;
        }
    }
    assert!(named > 100, "only {named} tests are named");
}
