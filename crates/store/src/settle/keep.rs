//! The journal's statements, each over arrays.

use std::collections::BTreeMap;

use domain::flow::Flow;
use engine::ports::Settlement;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use rust_decimal::Decimal;

use super::entries::Rows;
use crate::{StoreError, Tx, insights, transaction::Inside};

pub(super) async fn journal(tx: &mut Tx, flow: &Flow, rows: &Rows, now: Timestamp) -> Result<(), StoreError> {
    if rows.ids.is_empty() {
        return Ok(());
    }
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into journal_entry (tenant_id, day, flow_id, revision_id, at, record_id, run_id, key, outcome, reason,
            remote_id, remote_parts, amount, currency, attempt, duration_us, words)
        select $1, $2, $3, $4, $5, * from unnest($6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[],
            $11::text[], $12::jsonb[], $13::numeric[], $14::text[], $15::smallint[], $16::integer[], $17::bytea[])
        ",
        tenant,
        rows.day.to_sqlx() as _,
        flow.id.uuid(),
        flow.revision.uuid(),
        now.to_sqlx() as _,
        &rows.ids,
        &rows.runs as _,
        &rows.keys,
        &rows.outcomes,
        &rows.reasons as _,
        &rows.remote_ids as _,
        &rows.remote_parts as _,
        &rows.amounts as _,
        &rows.currencies as _,
        &rows.attempts,
        &rows.durations,
        &rows.words,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn search(tx: &mut Tx, rows: &Rows) -> Result<(), StoreError> {
    if rows.search_hashes.is_empty() {
        return Ok(());
    }
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into journal_search (tenant_id, day, hash, record_id)
        select $1, $2, * from unnest($3::bytea[], $4::uuid[])
        ",
        tenant,
        rows.day.to_sqlx() as _,
        &rows.search_hashes,
        &rows.search_records,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

pub(super) async fn exchanges(tx: &mut Tx, rows: &Rows) -> Result<(), StoreError> {
    if rows.ids.is_empty() {
        return Ok(());
    }
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into exchange (tenant_id, day, record_id, sealed)
        select $1, $2, * from unnest($3::uuid[], $4::bytea[])
        ",
        tenant,
        rows.day.to_sqlx() as _,
        &rows.ids,
        &rows.exchanges,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Opens a dead letter for each record given up, and resolves those whose key went through after all.
pub(super) async fn dead_letters(
    tx: &mut Tx,
    flow: &Flow,
    rows: &Rows,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let given_up = &rows.given_up;
    if !given_up.keys.is_empty() {
        sqlx::query!(
            "
            insert into dead_letter (tenant_id, flow_id, revision_id, state, failed_at, first_failed_at, changed_at,
                dead_letter_id, key, reason, detail, record_id, attempts)
            select $1, $2, $3, 'open', $4, $4, $4, *
            from unnest($5::uuid[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::integer[])
            on conflict on constraint dead_letter_key do update set
                -- A record that fails again as before has failed since then.
                first_failed_at = case
                    when dead_letter.state <> 'resolved' and dead_letter.reason = excluded.reason
                        and dead_letter.detail = excluded.detail then dead_letter.first_failed_at
                    else excluded.failed_at end,
                aside_because = '', detail = excluded.detail,
                state = 'open', reason = excluded.reason, record_id = excluded.record_id,
                revision_id = excluded.revision_id, attempts = dead_letter.attempts + excluded.attempts,
                failed_at = excluded.failed_at, changed_at = excluded.changed_at
            ",
            tenant,
            flow.id.uuid(),
            flow.revision.uuid(),
            now.to_sqlx() as _,
            &given_up.ids,
            &given_up.keys,
            &given_up.reasons,
            &given_up.details,
            &given_up.records,
            &given_up.attempts,
        )
        .execute(tx.conn())
        .await?;
    }
    // Looked up key by key, changed by id: few are open, and a join would be planned as a walk through all of them.
    let open = sqlx::query_scalar!(
        "
        select found.dead_letter_id
        from unnest($3::text[]) as delivered, lateral (
            select d.dead_letter_id from dead_letter d
            where d.tenant_id = $1 and d.flow_id = $2 and d.key = delivered
                and d.state not in ('resolved', 'set_aside') offset 0
        ) as found
        ",
        tenant,
        flow.id.uuid(),
        &rows.delivered,
    )
    .fetch_all(tx.conn())
    .await?;
    if !open.is_empty() {
        sqlx::query!(
            "update dead_letter set state = 'resolved', changed_at = $3 where tenant_id = $1 and dead_letter_id = any($2)",
            tenant,
            &open,
            now.to_sqlx() as _,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Counts by outcome and reason, beside the rows that they count.
pub(super) async fn tallies(tx: &mut Tx, flow: &Flow, rows: &Rows, now: Timestamp) -> Result<(), StoreError> {
    let mut counted: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for ((outcome, reason), duration) in rows.outcomes.iter().zip(&rows.reasons).zip(&rows.durations) {
        let (records, micros) = counted
            .entry((outcome, reason.as_deref().unwrap_or_default()))
            .or_default();
        *records += 1;
        *micros += i64::from(*duration);
    }
    if counted.is_empty() {
        return Ok(());
    }
    let (outcomes, reasons): (Vec<String>, Vec<String>) = counted
        .keys()
        .map(|(outcome, reason)| ((*outcome).to_owned(), (*reason).to_owned()))
        .unzip();
    let (records, micros): (Vec<i64>, Vec<i64>) = counted.values().copied().unzip();
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into tally (tenant_id, flow_id, hour, outcome, reason, records, duration_us)
        select $1, $2, date_trunc('hour', $3::timestamptz, 'UTC'), *
        from unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[])
        on conflict (tenant_id, hour, flow_id, outcome, reason) do update set
            records = tally.records + excluded.records, duration_us = tally.duration_us + excluded.duration_us
        ",
        tenant,
        flow.id.uuid(),
        now.to_sqlx() as _,
        &outcomes,
        &reasons,
        &records,
        &micros,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sums of what was created, by currency, beside the rows that they sum.
pub(super) async fn turnover(
    tx: &mut Tx,
    flow: &Flow,
    rows: &Rows,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut sums: BTreeMap<&str, (Decimal, i64)> = BTreeMap::new();
    for ((outcome, amount), currency) in rows.outcomes.iter().zip(&rows.amounts).zip(&rows.currencies) {
        if let ("created", Some(amount), Some(currency)) = (outcome.as_str(), amount, currency) {
            let (sum, records) = sums.entry(currency).or_default();
            *sum += amount;
            *records += 1;
        }
    }
    if sums.is_empty() {
        return Ok(());
    }
    let currencies: Vec<String> = sums.keys().map(|currency| (*currency).to_owned()).collect();
    let (amounts, records): (Vec<Decimal>, Vec<i64>) = sums.values().copied().unzip();
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into turnover (tenant_id, flow_id, hour, currency, amount, records)
        select $1, $2, date_trunc('hour', $3::timestamptz, 'UTC'), *
        from unnest($4::text[], $5::numeric[], $6::bigint[])
        on conflict (tenant_id, hour, flow_id, currency) do update set
            amount = turnover.amount + excluded.amount, records = turnover.records + excluded.records
        ",
        tenant,
        flow.id.uuid(),
        now.to_sqlx() as _,
        &currencies,
        &amounts,
        &records,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The histogram of delays.
pub(super) async fn delays(tx: &mut Tx, flow: &Flow, rows: &Rows, now: Timestamp) -> Result<(), StoreError> {
    let mut counted: BTreeMap<i16, i64> = BTreeMap::new();
    for delay in &rows.delays {
        *counted.entry(insights::step_of(*delay)).or_default() += 1;
    }
    if counted.is_empty() {
        return Ok(());
    }
    let (steps, records): (Vec<i16>, Vec<i64>) = counted.into_iter().unzip();
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into delay (tenant_id, flow_id, hour, step, records)
        select $1, $2, date_trunc('hour', $3::timestamptz, 'UTC'), * from unnest($4::smallint[], $5::bigint[])
        on conflict (tenant_id, hour, flow_id, step) do update set records = delay.records + excluded.records
        ",
        tenant,
        flow.id.uuid(),
        now.to_sqlx() as _,
        &steps,
        &records,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Look-up keys without a row (X19).
pub(super) async fn gaps(
    tx: &mut Tx,
    flow: &Flow,
    settlement: &Settlement,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut missed: BTreeMap<(&str, String), Vec<&str>> = BTreeMap::new();
    for entry in &settlement.entries {
        for (name, key) in &entry.missed_lookups {
            missed
                .entry((name, shown(key)))
                .or_default()
                .push(entry.key.as_str());
        }
    }
    if missed.is_empty() {
        return Ok(());
    }
    let lines: Vec<serde_json::Value> = missed
        .into_iter()
        .map(|((name, key), records)| {
            serde_json::json!({ "name": name, "key": key, "seen": records.len(), "records": records })
        })
        .collect();
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into lookup_gap (tenant_id, flow_id, last_at, name, key, seen, records)
        select $1, $2, $3, line ->> 'name', line ->> 'key', (line ->> 'seen')::bigint,
            array(select distinct jsonb_array_elements_text(line -> 'records') limit 500)
        from unnest($4::jsonb[]) as line
        on conflict (tenant_id, flow_id, name, key) do update set
            seen = lookup_gap.seen + excluded.seen, last_at = excluded.last_at,
            records = array(select distinct unnest(lookup_gap.records || excluded.records) limit 500)
        ",
        tenant,
        flow.id.uuid(),
        now.to_sqlx() as _,
        &lines,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A look-up key comes from a record: whatever stands in it, the batch must be settled. A text column holds no U+0000,
/// and an index no key of kilobytes.
fn shown(key: &str) -> String {
    key.chars().filter(|letter| *letter != '\0').take(300).collect()
}
