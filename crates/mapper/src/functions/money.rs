//! Prices, tax and currencies. Rates are fractions (0.21), as in the canonical documents.

use rust_decimal::{Decimal, RoundingStrategy};

use super::{Answer, Args, Function, Gives, Param, Problem, Takes, Topic, give, optional, param};
use crate::{
    shape::{LONGEST_QUOTE, cut},
    trouble::Trouble,
};

const PRICE: Param = param("price", Takes::Number);
const RATE: Param = param("rate", Takes::Number);
const PLACES: Param = optional("places", Takes::Number);
const CURRENCY: Param = param("currency", Takes::Text);

pub(super) const FUNCTIONS: &[Function] = &[
    money(
        "incl_to_excl",
        &[PRICE, RATE, PLACES],
        Gives::Number,
        incl_to_excl,
        "A price with tax, without it. The rate is a fraction; rounded only if places are given.",
        ("121 | incl_to_excl(0.21)", "100"),
    ),
    money(
        "excl_to_incl",
        &[PRICE, RATE, PLACES],
        Gives::Number,
        excl_to_incl,
        "A price without tax, with it.",
        ("100 | excl_to_incl(0.21)", "121"),
    ),
    money(
        "tax_of",
        &[PRICE, RATE, PLACES],
        Gives::Number,
        tax_of,
        "The tax within a price that includes it.",
        ("121 | tax_of(0.21)", "21"),
    ),
    money(
        "format_money",
        &[
            param("amount", Takes::Number),
            optional("currency", Takes::Text),
            optional("locale", Takes::Text),
        ],
        Gives::Text,
        format_money,
        "An amount as people read it, rounded to the currency's places (EUR; en, nl, de, tr, fr).",
        ("1234.5 | format_money('EUR', 'nl')", "\"€ 1.234,50\""),
    ),
    money(
        "to_minor",
        &[param("amount", Takes::Number), optional("currency", Takes::Text)],
        Gives::Number,
        to_minor,
        "An amount in the currency's smallest unit (cents).",
        ("24.95 | to_minor('EUR')", "2495"),
    ),
    money(
        "from_minor",
        &[param("amount", Takes::Number), optional("currency", Takes::Text)],
        Gives::Number,
        from_minor,
        "An amount from the currency's smallest unit.",
        ("2495 | from_minor('EUR')", "24.95"),
    ),
    money(
        "currency_places",
        &[CURRENCY],
        Gives::Number,
        currency_places,
        "How many decimal places a currency has.",
        ("'JPY' | currency_places", "0"),
    ),
    money(
        "currency_symbol",
        &[CURRENCY],
        Gives::Text,
        currency_symbol,
        "A currency's sign; its code if it has none.",
        ("'TRY' | currency_symbol", "\"₺\""),
    ),
];

const fn money(
    name: &'static str,
    params: &'static [Param],
    gives: Gives,
    run: super::Run,
    doc: &'static str,
    example: (&'static str, &'static str),
) -> Function {
    Function::new(name, Topic::Money, params, gives, run)
        .sees_nothing()
        .doc(doc)
        .example(example.0, example.1)
}

fn rate(args: &Args<'_, '_>) -> Result<Decimal, Problem> {
    let rate = args.number(1)?;
    if rate > Decimal::ONE {
        let rate = rate.to_string();
        return Err(Problem::Argument(1, Trouble::RateAboveOne { rate }));
    }
    if rate.is_sign_negative() && !rate.is_zero() {
        let rate = rate.to_string();
        return Err(Problem::Argument(1, Trouble::RateBelowZero { rate }));
    }
    Ok(rate)
}

fn rounded<'a>(args: &Args<'_, 'a>, result: Option<Decimal>) -> Answer<'a> {
    let result = result.ok_or_else(too_large)?;
    if args.value(2).is_null() {
        return give(result.normalize());
    }
    give(to_places(result, args.count_or(2, 2, 28)?))
}

fn to_places(amount: Decimal, places: u32) -> Decimal {
    amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn too_large() -> Problem {
    Problem::Other(Trouble::AmountTooLarge)
}

fn incl_to_excl<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (price, rate) = (args.number(0)?, rate(args)?);
    rounded(args, price.checked_div(Decimal::ONE + rate))
}

fn excl_to_incl<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (price, rate) = (args.number(0)?, rate(args)?);
    rounded(args, price.checked_mul(Decimal::ONE + rate))
}

fn tax_of<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let (price, rate) = (args.number(0)?, rate(args)?);
    // Multiplied first, so that round prices give round taxes.
    let tax = price
        .checked_mul(rate)
        .and_then(|tax| tax.checked_div(Decimal::ONE + rate));
    rounded(args, tax)
}

/// The decimal places of a currency (ISO 4217).
fn places_of(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

fn symbol_of(currency: &str) -> &str {
    match currency {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "TRY" => "₺",
        "JPY" => "¥",
        "PLN" => "zł",
        "CZK" => "Kč",
        "INR" => "₹",
        other => other,
    }
}

fn currency(args: &Args<'_, '_>, at: usize) -> Result<String, Problem> {
    let code = args.text_or(at, "EUR")?.trim().to_ascii_uppercase();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(code);
    }
    let code = cut(&code, LONGEST_QUOTE);
    Err(Problem::Argument(at, Trouble::UnknownCurrency { code }))
}

fn to_minor<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let places = places_of(&currency(args, 1)?);
    let minor = args
        .number(0)?
        .checked_mul(Decimal::from(10_u32.pow(places)))
        .ok_or_else(too_large)?;
    give(to_places(minor, 0))
}

fn from_minor<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let places = places_of(&currency(args, 1)?);
    give(
        args.number(0)?
            .checked_div(Decimal::from(10_u32.pow(places)))
            .ok_or_else(too_large)?,
    )
}

fn currency_places<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(Decimal::from(places_of(&currency(args, 0)?)))
}

fn currency_symbol<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    give(symbol_of(&currency(args, 0)?))
}

fn format_money<'a>(args: &mut Args<'_, 'a>) -> Answer<'a> {
    let currency = currency(args, 1)?;
    let locale = args.text_or(2, "en")?.to_ascii_lowercase();
    let places = places_of(&currency);
    let amount = to_places(args.number(0)?, places);
    let digits = format!("{:.*}", places as usize, amount.abs());
    let (whole, cents) = digits.split_once('.').unwrap_or((&digits, ""));
    let language = locale.get(..2).unwrap_or("en");
    let (group, point) = match language {
        "nl" | "de" | "tr" => (".", ","),
        "fr" => ("\u{202f}", ","),
        _ => (",", "."),
    };
    let mut number = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            number.push_str(group);
        }
        number.push(digit);
    }
    if !cents.is_empty() {
        number.push_str(point);
        number.push_str(cents);
    }
    let minus = if amount.is_sign_negative() && !amount.is_zero() {
        "-"
    } else {
        ""
    };
    let symbol = symbol_of(&currency);
    give(match language {
        "nl" => format!("{symbol} {minus}{number}"),
        "de" | "fr" => format!("{minus}{number} {symbol}"),
        _ if symbol.len() == 3 && symbol.is_ascii() => format!("{minus}{symbol} {number}"),
        _ => format!("{minus}{symbol}{number}"),
    })
}
