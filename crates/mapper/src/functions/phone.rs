//! Telephone numbers in the form of E.164 (+31201234567).

use super::{Answer, Args, Function, Gives, Takes, Topic, countries::code_of, give, optional, param};

pub(super) const FUNCTIONS: &[Function] = &[
    Function::new("phone_e164", Topic::Phone, &[param("text", Takes::Text), optional("country", Takes::Text)], Gives::Text, phone)
        .doc("A telephone number as +31201234567. A number without its country's code needs the country; nothing if it can't be read.")
        .example("'020 - 123 45 67' | phone_e164('NL')", "\"+31201234567\""),
];

/// How a country writes its numbers: calling code, what is left out before it, and how many digits follow.
struct Plan {
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    least: usize,
    most: usize,
}

const fn plan(
    country: &'static str,
    code: &'static str,
    trunk: &'static str,
    least: usize,
    most: usize,
) -> Plan {
    Plan {
        country,
        code,
        trunk,
        least,
        most,
    }
}

/// From the ITU's list of national numbering plans.
const PLANS: [Plan; 34] = [
    plan("NL", "31", "0", 9, 11),
    plan("BE", "32", "0", 8, 9),
    plan("DE", "49", "0", 6, 13),
    plan("TR", "90", "0", 10, 10),
    plan("FR", "33", "0", 9, 9),
    plan("GB", "44", "0", 9, 10),
    plan("AT", "43", "0", 4, 13),
    plan("CH", "41", "0", 9, 9),
    plan("LU", "352", "", 4, 11),
    plan("ES", "34", "", 9, 9),
    // Italy dials the zero also from abroad.
    plan("IT", "39", "", 6, 12),
    plan("PT", "351", "", 9, 9),
    plan("IE", "353", "0", 7, 9),
    plan("DK", "45", "", 8, 8),
    plan("SE", "46", "0", 7, 10),
    plan("NO", "47", "", 8, 8),
    plan("FI", "358", "0", 5, 12),
    plan("PL", "48", "", 9, 9),
    plan("CZ", "420", "", 9, 9),
    plan("SK", "421", "0", 9, 9),
    plan("HU", "36", "06", 8, 9),
    plan("GR", "30", "", 10, 10),
    plan("RO", "40", "0", 9, 9),
    plan("BG", "359", "0", 7, 9),
    plan("HR", "385", "0", 8, 9),
    plan("SI", "386", "0", 8, 8),
    plan("EE", "372", "", 7, 8),
    plan("LV", "371", "", 8, 8),
    plan("LT", "370", "0", 8, 8),
    plan("CY", "357", "", 8, 8),
    plan("MT", "356", "", 8, 8),
    plan("UA", "380", "0", 9, 9),
    plan("US", "1", "1", 10, 10),
    plan("CA", "1", "1", 10, 10),
];

fn e164(text: &str, country: Option<&str>) -> Option<String> {
    // "+31 (0)20 …": the zero in brackets is only dialled at home.
    let text = text.trim().replace("(0)", "");
    let extension = text.find(['x', 'X', '#', ';']).unwrap_or(text.len());
    let text = text.get(..extension)?;
    if text.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let abroad = if text.starts_with('+') {
        Some(digits.as_str())
    } else {
        digits.strip_prefix("00")
    };
    if let Some(number) = abroad {
        return international(number);
    }
    let plan = PLANS.iter().find(|plan| Some(plan.country) == country)?;
    let written = |national: &str| fits(plan, national).then(|| format!("+{}{national}", plan.code));
    if let Some(national) = digits.strip_prefix(plan.trunk).filter(|_| !plan.trunk.is_empty()) {
        return written(national);
    }
    // "31201234567" is the country's code without a plus. Where nothing is left out before national numbers,
    // they can begin with the same digits and go first.
    let with_code = digits.strip_prefix(plan.code).and_then(written);
    if plan.trunk.is_empty() {
        return written(&digits).or(with_code);
    }
    with_code.or_else(|| written(&digits))
}

fn fits(plan: &Plan, national: &str) -> bool {
    (plan.least..=plan.most).contains(&national.len())
}

fn international(number: &str) -> Option<String> {
    if !(7..=15).contains(&number.len()) || number.starts_with('0') {
        return None;
    }
    match PLANS.iter().find(|plan| number.starts_with(plan.code)) {
        Some(plan) => {
            let national = number.strip_prefix(plan.code)?;
            let national = national
                .strip_prefix(plan.trunk)
                .filter(|rest| fits(plan, rest))
                .unwrap_or(national);
            fits(plan, national).then(|| format!("+{}{national}", plan.code))
        }
        None => Some(format!("+{number}")),
    }
}

fn phone<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let text = args.text(0)?;
    if text.len() > 100 {
        return give(None::<String>);
    }
    give(e164(&text, code_of(&args.text(1)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, country: &str, wanted: Option<&str>) {
        assert_eq!(e164(text, Some(country)).as_deref(), wanted, "{text}");
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        check("020-1234567", "NL", Some("+31201234567"));
        check("06 12 34 56 78", "NL", Some("+31612345678"));
        check("+31 (0)20 123 45 67", "DE", Some("+31201234567"));
        check("0031 20 1234567", "NL", Some("+31201234567"));
        check("31201234567", "NL", Some("+31201234567"));
        check("0532 123 45 67", "TR", Some("+905321234567"));
        check("532 123 45 67", "TR", Some("+905321234567"));
        check("0471 12 34 56", "BE", Some("+32471123456"));
        check("030/12345678", "DE", Some("+493012345678"));
        check("+1 (514) 555-0199", "NL", Some("+15145550199"));
        check("06 1234 5678", "IT", Some("+390612345678"));
        check("12", "NL", None);
        check("call me", "NL", None);
        check("", "NL", None);
        assert_eq!(e164("0201234567", None), None);
    }
}
