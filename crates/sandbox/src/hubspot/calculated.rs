//! Values that HubSpot works out itself (dossier HubSpot §8, §9.14).

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::{
    kinds::{self, Kind, facts},
    people::TaxRate,
    pipelines::{Pipeline, stage_of},
    record::Record,
    schema::Schema,
};
use crate::clock::iso_ms;

/// Brings the calculated values of a record up to date.
pub(crate) fn derive(
    schema: &Schema,
    kind: Kind,
    record: &mut Record,
    pipelines: &HashMap<Kind, Vec<Pipeline>>,
    tax_rates: &[TaxRate],
    now: i64,
) {
    match kind {
        kinds::LINE_ITEMS => line_item(schema, record, tax_rates),
        kinds::DEALS => deal(schema, record, pipelines, now),
        kinds::ORDERS => closed(schema, kind, record, pipelines, "hs_closed_date", now),
        kinds::CONTACTS => {
            let domain = text(schema, record, "email")
                .and_then(|e| e.rsplit_once('@'))
                .map(|(_, d)| d.to_owned());
            set(schema, record, "hs_email_domain", domain);
        }
        kinds::QUOTES => {
            let published = matches!(
                text(schema, record, "hs_status"),
                Some("APPROVAL_NOT_NEEDED" | "APPROVED")
            );
            let key = published.then(|| format!("{:032x}", u128::from(record.id) * 0x9E37_79B9_7F4A_7C15));
            set(schema, record, "hs_public_url_key", key);
        }
        kinds::INVOICES => {
            for name in ["hs_invoice_date", "hs_due_date"] {
                if text(schema, record, name).is_none() {
                    set(schema, record, name, Some(iso_ms(record.created)));
                }
            }
            if text(schema, record, "hs_invoice_status").is_none() {
                set(schema, record, "hs_invoice_status", Some("draft".to_owned()));
            }
            if text(schema, record, "hs_number").is_none() {
                set(
                    schema,
                    record,
                    "hs_number",
                    Some(format!("INV-{}", record.id % 1_000_000)),
                );
            }
        }
        _ => {}
    }
}

fn text<'a>(schema: &Schema, record: &'a Record, name: &str) -> Option<&'a str> {
    schema
        .place_even_archived(name)
        .and_then(|place| record.values.get(place))
}

fn number(schema: &Schema, record: &Record, name: &str) -> Option<Decimal> {
    text(schema, record, name).and_then(|value| value.parse().ok())
}

fn set(schema: &Schema, record: &mut Record, name: &str, value: Option<String>) {
    if let Some(place) = schema.place_even_archived(name) {
        record.values.set(place, value.map(String::into_boxed_str));
    }
}

fn set_number(schema: &Schema, record: &mut Record, name: &str, value: Option<Decimal>) {
    set(schema, record, name, value.map(|v| v.normalize().to_string()));
}

/// amount = quantity × (price − discount); the discount is per unit, or a percentage.
fn line_item(schema: &Schema, record: &mut Record, tax_rates: &[TaxRate]) {
    let quantity = number(schema, record, "quantity");
    let price = number(schema, record, "price");
    let before = quantity.zip(price).and_then(|(q, p)| q.checked_mul(p));
    let off_each = match number(schema, record, "hs_discount_percentage") {
        Some(percent) => price
            .and_then(|p| p.checked_mul(percent))
            .map(|off| off / Decimal::ONE_HUNDRED),
        None => number(schema, record, "discount"),
    };
    let off = quantity
        .zip(off_each)
        .and_then(|(q, off)| q.checked_mul(off))
        .unwrap_or_default();
    let amount = before.and_then(|b| b.checked_sub(off));
    set_number(schema, record, "hs_pre_discount_amount", before);
    set_number(schema, record, "hs_total_discount", before.map(|_| off));
    set_number(schema, record, "amount", amount);
    let rate = text(schema, record, "hs_tax_rate_group_id")
        .and_then(|id| tax_rates.iter().find(|rate| rate.id.to_string() == id))
        .map(|rate| rate.percent);
    let tax = amount
        .zip(rate)
        .and_then(|(a, r)| a.checked_mul(r))
        .map(|t| (t / Decimal::ONE_HUNDRED).round_dp(2));
    set_number(schema, record, "hs_tax_rate", rate);
    set_number(schema, record, "hs_tax_amount", tax);
    set_number(
        schema,
        record,
        "hs_post_tax_amount",
        amount.and_then(|a| a.checked_add(tax.unwrap_or_default())),
    );
    let cost = number(schema, record, "hs_cost_of_goods_sold")
        .zip(quantity)
        .and_then(|(c, q)| c.checked_mul(q));
    set_number(
        schema,
        record,
        "hs_margin",
        amount.zip(cost).and_then(|(a, c)| a.checked_sub(c)),
    );
}

fn deal(schema: &Schema, record: &mut Record, pipelines: &HashMap<Kind, Vec<Pipeline>>, now: i64) {
    closed(schema, kinds::DEALS, record, pipelines, "closedate", now);
    let amount = text(schema, record, "amount").map(str::to_owned);
    set(schema, record, "amount_in_home_currency", amount);
    let closed = text(schema, record, "hs_is_closed") == Some("true");
    let day = text(schema, record, "closedate").and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let days = day
        .filter(|_| closed)
        .map(|at| (at.as_millisecond() - record.created).max(0) / 86_400_000);
    set(schema, record, "days_to_close", days.map(|d| d.to_string()));
}

/// Closed or not by the stage; a stage that closes sets the close date if there is none.
fn closed(
    schema: &Schema,
    kind: Kind,
    record: &mut Record,
    pipelines: &HashMap<Kind, Vec<Pipeline>>,
    date: &str,
    now: i64,
) {
    let Some((_, stage_name)) = facts(kind).pipeline else {
        return;
    };
    let stage = text(schema, record, stage_name).and_then(|id| stage_of(pipelines, kind, id));
    let (is_closed, probability) = match stage {
        Some(stage) => (stage.is_closed(), stage.probability()),
        None => (false, None),
    };
    set(schema, record, "hs_is_closed", Some(is_closed.to_string()));
    if kind == kinds::DEALS {
        let won = is_closed && probability.as_deref().is_some_and(|p| p.starts_with('1'));
        set(schema, record, "hs_is_closed_won", Some(won.to_string()));
        set(schema, record, "hs_deal_stage_probability", probability);
    }
    if is_closed && text(schema, record, date).is_none() {
        set(schema, record, date, Some(iso_ms(now)));
    }
}
