//! The words of all languages: none is missing, none is idle, and all take the same variables.

#![allow(clippy::unwrap_used, reason = "in a test a surprise should end it at once")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

const LANGUAGES: [&str; 4] = ["en", "tr", "nl", "de"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The messages of one language: their variables by their keys.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for file in files(&root().join("locales").join(language), "ftl") {
        let mut key = String::new();
        for line in fs::read_to_string(&file).unwrap().lines() {
            let begins = line
                .chars()
                .next()
                .is_some_and(|first| first.is_ascii_lowercase());
            if begins && let Some((name, _)) = line.split_once(" =") {
                name.clone_into(&mut key);
                let twice = messages.insert(key.clone(), BTreeSet::new());
                assert!(twice.is_none(), "{}: {key} is there twice", file.display());
            }
            if let Some(variables) = messages.get_mut(&key) {
                variables.extend(line.split('$').skip(1).map(|rest| {
                    rest.chars()
                        .take_while(|letter| {
                            letter.is_ascii_alphanumeric() || *letter == '_' || *letter == '-'
                        })
                        .collect()
                }));
            }
        }
    }
    // Whether a language has forms for a number is its own business; `n` is that number as it is written.
    for variables in messages.values_mut() {
        variables.remove("count");
        variables.remove("n");
    }
    messages
}

#[test]
fn each_language_says_the_same_with_the_same_variables() {
    let english = messages("en");
    assert!(english.len() > 50, "the files were not read");
    for language in &LANGUAGES[1..] {
        let theirs = messages(language);
        let keys =
            |messages: &BTreeMap<String, BTreeSet<String>>| messages.keys().cloned().collect::<BTreeSet<_>>();
        let (missing, idle): (Vec<_>, Vec<_>) = (
            keys(&english).difference(&keys(&theirs)).cloned().collect(),
            keys(&theirs).difference(&keys(&english)).cloned().collect(),
        );
        assert!(missing.is_empty(), "{language} lacks {missing:?}");
        assert!(idle.is_empty(), "{language} has what English lacks: {idle:?}");
        for (key, variables) in &theirs {
            assert_eq!(variables, &english[key], "{language}: the variables of {key}");
        }
    }
}

#[test]
fn all_words_can_be_parsed() {
    for language in LANGUAGES {
        for file in files(&root().join("locales").join(language), "ftl") {
            let text = fs::read_to_string(&file).unwrap();
            let parsed = fluent_templates::fluent_bundle::FluentResource::try_new(text);
            assert!(
                parsed.is_ok(),
                "{}: {:?}",
                file.display(),
                parsed.err().map(|(_, errors)| errors)
            );
        }
    }
}

#[test]
fn no_template_asks_for_words_that_are_not_there() {
    let english = messages("en");
    let mut unknown = Vec::new();
    let mut all = files(&root().join("../templates"), "html");
    all.extend(files(&root().join("src"), "rs"));
    for file in all {
        let text = fs::read_to_string(&file).unwrap();
        for call in [
            ".t(\"",
            ".t1(\"",
            ".t2(\"",
            ".with(\"",
            ".count(\"",
            ".many(\"",
            ".count_with(\"",
        ] {
            for rest in text.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                if key != "key" && !english.contains_key(key) {
                    unknown.push(format!("{}: {key}", file.display()));
                }
            }
        }
    }
    assert!(
        unknown.is_empty(),
        "words that no language has:\n{}",
        unknown.join("\n")
    );
}

/// All quoted words in templates and sources that could be keys.
fn quoted() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut all = files(&root().join("../templates"), "html");
    all.extend(files(&root().join("src"), "rs"));
    for file in all {
        let text = fs::read_to_string(file).unwrap();
        found.extend(text.split('"').map(str::to_owned));
    }
    found
}

#[test]
fn no_words_lie_idle() {
    let quoted = quoted();
    // Keys that are put together begin with one of the quoted beginnings, such as "outcome-".
    let beginnings: Vec<&String> = quoted
        .iter()
        .filter(|word| word.len() > 3 && word.ends_with('-'))
        .collect();
    let formats: Vec<&str> = quoted
        .iter()
        .filter_map(|word| word.split_once("-{").map(|(begin, _)| begin))
        .filter(|begin| begin.len() > 2)
        .collect();
    let idle: Vec<String> = messages("en")
        .into_keys()
        .filter(|key| {
            !quoted.contains(key)
                && !beginnings.iter().any(|begin| key.starts_with(begin.as_str()))
                && !formats.iter().any(|begin| key.starts_with(begin))
        })
        .collect();
    assert!(idle.is_empty(), "words that no page uses: {idle:?}");
}

/// The audit log puts an act's words together from its name, so nothing else notices that they are missing.
#[test]
fn every_act_in_the_audit_log_has_words() {
    let english = messages("en");
    let nouns: BTreeSet<&str> = english
        .keys()
        .filter_map(|key| key.strip_prefix("act-")?.split_once('-'))
        .map(|(noun, _)| noun)
        .collect();
    let mut sources = files(&root().join("src"), "rs");
    for room in ["api", "billing", "workspace"] {
        sources.extend(files(&root().join("../crates").join(room).join("src"), "rs"));
    }
    let mut silent = BTreeSet::new();
    for source in sources {
        let text = fs::read_to_string(source).unwrap();
        if !text.contains("audit::") {
            continue;
        }
        let is_name = |word: &&str| {
            word.chars()
                .all(|letter| letter.is_ascii_lowercase() || matches!(letter, '_' | '.'))
        };
        for act in text.split('"').filter(is_name) {
            let key = format!("act-{}", act.replace(['.', '_'], "-"));
            let is_act = act.split_once('.').is_some_and(|(noun, _)| nouns.contains(noun));
            if is_act && !english.contains_key(&key) {
                silent.insert(act.to_owned());
            }
        }
    }
    assert!(silent.is_empty(), "acts without words: {silent:?}");
}

/// What the single-line messages of one language say, by their keys.
fn texts(language: &str) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for file in files(&root().join("locales").join(language), "ftl") {
        for line in fs::read_to_string(&file).unwrap().lines() {
            if let Some((key, text)) = line.split_once(" = ") {
                texts.insert(key.to_owned(), text.to_owned());
            }
        }
    }
    texts
}

/// A closed list of another crate: the keys that begin so are these and no others, and each language has words of its own.
#[track_caller]
fn every_one_has_words(begin: &str, english: &BTreeMap<String, String>) {
    assert!(!english.is_empty(), "nothing begins with {begin}");
    let keys: BTreeSet<&String> = english.keys().collect();
    for language in LANGUAGES {
        let texts = texts(language);
        let found: BTreeSet<&String> = texts.keys().filter(|key| key.starts_with(begin)).collect();
        assert_eq!(found, keys, "{language}: keys that begin with {begin}");
        for (key, text) in english {
            if language == "en" {
                assert_eq!(&texts[key], text, "{key} is said otherwise where it is at home");
            } else {
                assert_ne!(&texts[key], text, "{language}: {key} is English");
            }
        }
    }
}

#[test]
fn every_function_of_expressions_is_told_in_every_language() {
    let functions = mapper::functions::all().iter().map(|function| {
        let key = format!("function-{}", function.name.replace('_', "-"));
        (key, function.doc.to_owned())
    });
    every_one_has_words("function-", &functions.collect());
}

#[test]
fn every_table_of_shipped_rules_and_its_keys_are_told_in_every_language() {
    let mut words = BTreeMap::new();
    for kind in domain::flow::FlowKind::ALL {
        for table in engine::settings::tables(kind) {
            let name = format!("table-{}", table.name.replace('_', "-"));
            for (column, key) in (1..).zip(table.keys) {
                words.insert(format!("{name}-key-{column}"), (*key).to_owned());
            }
            words.insert(name, table.meaning.to_owned());
        }
    }
    every_one_has_words("table-", &words);
}

/// The sentences of other crates, by their kinds, with the variables they have: read from the lists themselves, where each
/// is a variant of an enum that serializes its kind.
fn sentences() -> BTreeMap<String, BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for file in [
        "mapper/src/wrong.rs",
        "mapper/src/trouble.rs",
        "mapper/src/shape.rs",
        "mapper/src/failure.rs",
        "engine/src/filter.rs",
        "connectors/src/hubspot/refused.rs",
    ] {
        let text = fs::read_to_string(root().join("../crates").join(file)).unwrap();
        for list in text.split("#[serde(tag = \"kind\"").skip(1) {
            let body = list.split("\n}").next().unwrap().split_once("enum ").unwrap().1;
            let mut renamed = None;
            let mut kind = String::new();
            for line in body.lines().skip(1).map(str::trim) {
                if let Some(name) = line.strip_prefix("#[serde(rename = \"") {
                    renamed = name.split('"').next().map(str::to_owned);
                } else if line.starts_with(|first: char| first.is_ascii_uppercase()) {
                    let name: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
                    kind = renamed.take().unwrap_or_else(|| kebab(&name));
                    found.insert(kind.clone(), BTreeSet::new());
                }
                let fields = line.split_once('{').map_or(line, |(_, fields)| fields);
                if !line.starts_with(['#', '/']) {
                    found.entry(kind.clone()).or_default().extend(
                        fields
                            .split(',')
                            .filter_map(|field| field.split_once(':'))
                            .map(|(name, _)| name.trim().to_owned())
                            .filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')),
                    );
                }
            }
        }
    }
    found.remove("");
    found
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[test]
fn every_sentence_of_the_mapping_is_told_in_every_language_with_what_it_is_about() {
    let sentences = sentences();
    assert!(sentences.len() > 140, "the lists were not read: {sentences:?}");
    assert!(sentences["too-many-arguments"].contains("given"));
    assert!(sentences["value-text"].contains("text"));
    let kinds: BTreeSet<String> = sentences.keys().map(|kind| format!("said-{kind}")).collect();
    for language in LANGUAGES {
        let messages = messages(language);
        let said: BTreeSet<String> = messages
            .keys()
            .filter(|key| key.starts_with("said-"))
            .cloned()
            .collect();
        assert_eq!(said, kinds, "{language}");
        for (kind, values) in &sentences {
            let strange: Vec<_> = messages[&format!("said-{kind}")].difference(values).collect();
            assert!(strange.is_empty(), "{language}: {kind} has no {strange:?}");
        }
    }
    let english = texts("en");
    for language in &LANGUAGES[1..] {
        // Words of more than a variable are the language's own.
        let same: Vec<_> = texts(language)
            .into_iter()
            .filter(|(key, text)| key.starts_with("said-") && english.get(key) == Some(text))
            .filter(|(_, text)| {
                text.split(['{', '}'])
                    .step_by(2)
                    .any(|part| part.contains(char::is_alphabetic))
            })
            .collect();
        assert!(same.is_empty(), "{language} is English: {same:?}");
    }
}
