//! Sentences of closed lists of other crates, in the reader's language: what is wrong with an expression, why a value
//! could not be made, why a flow leaves a record out. They come as kind and values; `sayings.ftl` has the words.

use std::{borrow::Cow, fmt};

use domain::{Decimal, Failure, Language, Saying, Value};
use engine::PlanMistake;
use fluent_templates::fluent_bundle::FluentValue;
use rust_decimal::prelude::ToPrimitive as _;
use serde::Serialize;
use store::records;

use crate::{
    locale::{Args, Locale},
    words,
};

/// A sentence of a closed list. One of a later release stays in English.
pub(crate) fn sentence(t: &Locale, sentence: &(impl Serialize + fmt::Display)) -> String {
    Saying::of(sentence)
        .and_then(|said| say(t, &said))
        .unwrap_or_else(|| sentence.to_string())
}

/// What is kept as kind and values; none if there are no words for it.
pub(crate) fn say(t: &Locale, said: &Saying) -> Option<String> {
    let mut args = Args::new();
    for (name, value) in said.values().filter(|(name, _)| *name != "kind") {
        if name == "count"
            && let Some(count) = value.as_number().and_then(|number| number.to_u64())
        {
            args.insert(Cow::Borrowed("n"), FluentValue::from(t.number(count)));
            args.insert(Cow::Borrowed("count"), FluentValue::from(count));
        } else {
            args.insert(Cow::Owned(name.clone()), FluentValue::from(part(t, value)));
        }
    }
    t.filled(&format!("said-{}", said.kind()), &args)
}

fn part(t: &Locale, value: &Value) -> String {
    match value {
        Value::Number(number) => whole(t, *number),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| part(t, item)).collect();
            items.join(", ")
        }
        _ => Saying::within(value)
            .and_then(|said| say(t, &said))
            .unwrap_or_else(|| value.to_string()),
    }
}

fn whole(t: &Locale, number: Decimal) -> String {
    number
        .to_u64()
        .filter(|_| number.is_integer())
        .map_or_else(|| number.to_string(), |whole| t.number(whole))
}

/// Why a flow's rules, condition or settings can't be used.
pub(crate) fn plan(t: &Locale, mistake: &PlanMistake) -> String {
    match mistake {
        PlanMistake::Rule(mistake) => sentence(t, &mistake.what),
        PlanMistake::Filter(mistake) => t.t1("map-filter-wrong", "what", sentence(t, &mistake.what)),
        PlanMistake::Setting(_) => t.t("map-setting-wrong"),
        PlanMistake::Mapping(_) => t.t("map-unreadable"),
    }
}

/// Why something could not be done. A sentence that only English has is told by its reason and the remote's own words.
pub(crate) fn failure(t: &Locale, failure: &Failure) -> String {
    if let Some(words) = failure.said.as_ref().and_then(|said| say(t, said)) {
        return words;
    }
    if t.language == Language::En {
        return failure.message.clone();
    }
    let reason = words::reason(t, failure.reason.as_str());
    match &failure.remote_words {
        Some(words) => format!("{reason}: “{}”", words.trim()),
        None => reason,
    }
}

/// The sentence that is kept with a record: particulars below its reason.
pub(crate) fn kept(t: &Locale, words: records::Words) -> String {
    words
        .said
        .as_ref()
        .and_then(|said| say(t, said))
        .unwrap_or(words.message)
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, tz::TimeZone};
    use mapper::{Expression, Scope};

    use super::*;

    fn locale(language: Language) -> Locale {
        Locale::new(language, TimeZone::UTC, Timestamp::UNIX_EPOCH)
    }

    #[track_caller]
    fn says(text: &str, language: Language, wanted: &str) {
        let mistake = Expression::compile(text, &Scope::new()).unwrap_err();
        assert_eq!(sentence(&locale(language), &mistake.what), wanted);
    }

    #[test]
    fn a_mistake_is_told_in_the_readers_language_with_what_it_is_about() {
        says(
            "'a' | uper",
            Language::De,
            "Die Funktion „uper“ gibt es nicht. Meinten Sie „upper“?",
        );
        says(
            "'a' | uper",
            Language::En,
            "there is no function \"uper\"; did you mean \"upper\"?",
        );
        says(
            "1 + ['a']",
            Language::Nl,
            "Hier is een getal nodig, maar dit is: een lijst",
        );
        says(
            "lower('a', 'b', 'c')",
            Language::Tr,
            "lower en çok 2 argüman alır ama verilen sayısı 3: lower(text, [locale])",
        );
    }

    #[test]
    fn a_failure_without_words_of_its_own_is_told_by_its_reason() {
        let lost = Failure::transient(domain::FailureReason::TimedOut, "HubSpot gave up waiting.");
        assert_eq!(failure(&locale(Language::En), &lost), "HubSpot gave up waiting.");
        assert_eq!(
            failure(&locale(Language::De), &lost),
            words::reason(&locale(Language::De), "timed_out")
        );
    }
}
