//! A new password, as it is asked for at three doors: its judgement in the reader's words.

use auth::strength::{self, Weakness};
use secrecy::SecretString;

use crate::{form::Mistakes, locale::Locale};

/// Notes at the field why a new password is not taken. `known` is what a guesser knows of the person.
pub(crate) fn check(
    t: &Locale,
    field: &'static str,
    password: &SecretString,
    known: &[&str],
    mistakes: &mut Mistakes,
) {
    let Err(weakness) = strength::judge(password, known) else {
        return;
    };
    let words = match weakness {
        Weakness::TooShort => t.t1("password-too-short", "least", strength::SHORTEST),
        Weakness::TooLong => t.t1("password-too-long", "most", strength::LONGEST),
        Weakness::Breached => t.t("password-breached"),
        Weakness::Pattern => t.t("password-pattern"),
        Weakness::Personal => t.t("password-personal"),
    };
    mistakes.add(field, words);
}
