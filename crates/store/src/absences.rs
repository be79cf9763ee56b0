//! What a flow usually brings by this time of a weekday, so that its absence is noticed (X10).

use domain::{FlowId, TenantId};
use jiff::{Timestamp, civil::Date};
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// The cause under which a flow's absence is told.
#[must_use]
pub fn cause(flow: FlowId) -> String {
    format!("absence:{flow}")
}

/// Whether a flow's absence is told, and on which days nobody expects anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Whether it is told.
    pub is_on: bool,
    /// Weekdays from 1 (Monday) to 7.
    pub quiet_weekdays: Vec<i16>,
    /// Single days.
    pub quiet_dates: Vec<Date>,
}

impl Default for Watch {
    fn default() -> Self {
        Self {
            is_on: true,
            quiet_weekdays: Vec::new(),
            quiet_dates: Vec::new(),
        }
    }
}

impl Watch {
    /// Whether something is expected on a day.
    #[must_use]
    pub fn expects(&self, day: Date) -> bool {
        let weekday = i16::from(day.weekday().to_monday_one_offset());
        self.is_on && !self.quiet_weekdays.contains(&weekday) && !self.quiet_dates.contains(&day)
    }
}

/// How a flow's absence is watched; none if there is no such flow.
///
/// # Errors
/// When the database refuses.
pub async fn watch(tx: &mut Tx, flow: FlowId) -> Result<Option<Watch>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        r#"
        select watches_absence, quiet_weekdays, quiet_dates as "quiet_dates: Vec<jiff_sqlx::Date>"
        from flow where tenant_id = $1 and flow_id = $2
        "#,
        tenant,
        flow.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Watch {
        is_on: row.watches_absence,
        quiet_weekdays: row.quiet_weekdays,
        quiet_dates: row
            .quiet_dates
            .into_iter()
            .map(jiff_sqlx::Date::to_jiff)
            .collect(),
    }))
}

/// Sets how a flow's absence is watched.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn set_watch(tx: &mut Tx, flow: FlowId, watch: &Watch) -> Result<(), StoreError> {
    let tenant = tx.id();
    let dates: Vec<jiff_sqlx::Date> = watch.quiet_dates.iter().map(|date| date.to_sqlx()).collect();
    let done = sqlx::query!(
        "
        update flow set watches_absence = $3, quiet_weekdays = $4, quiet_dates = $5
        where tenant_id = $1 and flow_id = $2
        ",
        tenant,
        flow.uuid(),
        watch.is_on,
        &watch.quiet_weekdays,
        &dates as _,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("flow", &flow));
    }
    Ok(())
}

/// A flow that may be watched, with what tells whether it is silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub flow: FlowId,
    /// What it is called.
    pub name: String,
    /// How it is watched.
    pub watch: Watch,
    /// The tenant's time zone, by its IANA name.
    pub time_zone: String,
    /// Whether its absence is told at the moment.
    pub is_told: bool,
}

/// All flows that run and are watched, and those whose absence is told.
///
/// # Errors
/// When the database refuses.
pub async fn watched(tx: &mut SystemTx) -> Result<Vec<Watched>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select f.tenant_id, f.flow_id, f.name, f.watches_absence and f.paused_because is null
                and not w.held_by_plan and not w.blocked as "is_on!",
            f.quiet_weekdays, f.quiet_dates as "quiet_dates: Vec<jiff_sqlx::Date>", t.time_zone,
            exists (select from alert a where a.tenant_id = f.tenant_id and a.cause = 'absence:' || f.flow_id
                and a.resolved_at is null) as "is_told!"
        from flow f join tenant t using (tenant_id) join flow_work w using (tenant_id, flow_id)
        "#
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Watched {
            tenant: row.tenant_id.into(),
            flow: row.flow_id.into(),
            name: row.name,
            watch: Watch {
                is_on: row.is_on,
                quiet_weekdays: row.quiet_weekdays,
                quiet_dates: row
                    .quiet_dates
                    .into_iter()
                    .map(jiff_sqlx::Date::to_jiff)
                    .collect(),
            },
            time_zone: row.time_zone,
            is_told: row.is_told,
        })
        .collect())
}

/// How many records of a flow came to an end in each of these stretches, in their order.
///
/// # Errors
/// When the database refuses.
pub async fn came(
    tx: &mut Tx,
    flow: FlowId,
    stretches: &[(Timestamp, Timestamp)],
) -> Result<Vec<u64>, StoreError> {
    let tenant = tx.id();
    let (from, to): (Vec<jiff_sqlx::Timestamp>, Vec<jiff_sqlx::Timestamp>) = stretches
        .iter()
        .map(|(from, to)| (from.to_sqlx(), to.to_sqlx()))
        .unzip();
    let rows = sqlx::query_scalar!(
        r#"
        select counted.records as "records!"
        from unnest($3::timestamptz[], $4::timestamptz[]) with ordinality as s("from", "to", place), lateral (
            select coalesce(sum(records), 0)::bigint as records from tally
            where tenant_id = $1 and flow_id = $2 and hour >= s."from" and hour < s."to"
        ) as counted
        order by s.place
        "#,
        tenant,
        flow.uuid(),
        &from as _,
        &to as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(i64::unsigned_abs).collect())
}

/// When a flow's last record came to an end, to the hour; none if none did since a moment.
///
/// # Errors
/// When the database refuses.
pub async fn last(tx: &mut Tx, flow: FlowId, since: Timestamp) -> Result<Option<Timestamp>, StoreError> {
    let tenant = tx.id();
    let at = sqlx::query_scalar!(
        "select at from journal_entry where tenant_id = $1 and flow_id = $2 and day >= ($3::timestamptz at time zone 'UTC')::date
         order by record_id desc limit 1",
        tenant,
        flow.uuid(),
        since.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn nothing_is_expected_on_a_quiet_day() {
        let watch = Watch {
            quiet_weekdays: vec![7],
            quiet_dates: vec![date(2026, 12, 25)],
            ..Watch::default()
        };
        assert!(watch.expects(date(2026, 11, 24)));
        assert!(!watch.expects(date(2026, 11, 29)), "a Sunday");
        assert!(!watch.expects(date(2026, 12, 25)));
        assert!(
            !Watch {
                is_on: false,
                ..Watch::default()
            }
            .expects(date(2026, 11, 24))
        );
    }
}
