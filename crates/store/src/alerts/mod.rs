//! Alerts: what a member must know about, once a cause.

mod acts;
mod list;
mod telling;

use domain::{AlertId, AlertKind, ConnectionId, FailureReason, FlowId, Severity};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, Tx, transaction::Inside};

pub use acts::{acknowledge, look_away, mute, unmute};
pub use list::{
    Acknowledged, Alert, Names, Standing, StandingCounts, count_open, counts, find, last_checked, list,
    standing,
};
pub use telling::{News, claim_news, news};

/// Characters of the remote's words that are kept.
const WORDS: usize = 1_000;
/// So soon after it was over, what comes and goes is the same alert still.
const SAME: SignedDuration = SignedDuration::from_mins(10);

/// What is raised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAlert {
    /// What kind of cause.
    pub kind: AlertKind,
    /// How much it presses.
    pub severity: Severity,
    /// What tells one cause from another ("`flow:…:mapping_failed`"); raised again while open, it is only counted.
    pub cause: String,
    /// Why the records that it is about failed, if it is about such.
    pub reason: Option<FailureReason>,
    /// Which flow it is about.
    pub flow: Option<FlowId>,
    /// Which connection it is about.
    pub connection: Option<ConnectionId>,
    /// One sentence: what happened, to which thing, why. Without names of people.
    pub message: String,
    /// What to do.
    pub cure: String,
    /// What the other side said. Nothing of a single record: its words stand sealed in the journal.
    pub remote_words: Option<String>,
}

impl NewAlert {
    /// An alert as pressing as its kind is.
    pub fn new(
        kind: AlertKind,
        cause: impl Into<String>,
        message: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            severity: kind.severity(),
            cause: cause.into(),
            reason: None,
            flow: None,
            connection: None,
            message: message.into(),
            cure: cure.into(),
            remote_words: None,
        }
    }

    /// About this flow.
    #[must_use]
    pub fn of_flow(mut self, flow: FlowId) -> Self {
        self.flow = Some(flow);
        self
    }

    /// About this connection.
    #[must_use]
    pub fn of_connection(mut self, connection: ConnectionId) -> Self {
        self.connection = Some(connection);
        self
    }

    /// For this reason.
    #[must_use]
    pub fn because(mut self, reason: FailureReason) -> Self {
        self.reason = Some(reason);
        self
    }

    /// More or less pressing than its kind is.
    #[must_use]
    pub fn pressing(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// With what the other side said.
    #[must_use]
    pub fn saying(mut self, words: &str) -> Self {
        self.remote_words = Some(words.chars().take(WORDS).collect());
        self
    }
}

/// Raises an alert; tells its id if it is new (then people are told), none if its cause is known.
///
/// # Errors
/// When the database refuses.
pub async fn raise(tx: &mut Tx, new: &NewAlert, now: Timestamp) -> Result<Option<AlertId>, StoreError> {
    if new.kind.comes_and_goes() && goes_on(tx, new, now).await? {
        return Ok(None);
    }
    let (id, tenant) = (AlertId::new(), tx.id());
    let is_new = sqlx::query_scalar!(
        r#"
        insert into alert (tenant_id, alert_id, cause, flow_id, connection_id, message, cure, raised_at, last_at,
            kind, reason, severity, remote_words, muted_until)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9, $10, $11, $12,
            (select muted_until from alert where tenant_id = $1 and cause = $3 order by alert_id desc limit 1))
        on conflict (tenant_id, cause) where resolved_at is null do update set
            seen = alert.seen + 1, last_at = excluded.last_at, message = excluded.message, cure = excluded.cure,
            remote_words = coalesce(excluded.remote_words, alert.remote_words)
        returning xmax = 0 as "is_new!"
        "#,
        tenant,
        id.uuid(),
        new.cause,
        new.flow.map(FlowId::uuid),
        new.connection.map(ConnectionId::uuid),
        new.message,
        new.cure,
        now.to_sqlx() as _,
        new.kind.as_str(),
        new.reason.map(FailureReason::as_str),
        new.severity.as_str(),
        new.remote_words,
    )
    .fetch_one(tx.conn())
    .await?;
    if is_new {
        wake(tx).await?;
    }
    Ok(is_new.then_some(id))
}

/// Whether the alert of this cause was over for a moment only, and nobody was told that it was: then it goes on.
async fn goes_on(tx: &mut Tx, new: &NewAlert, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update alert set resolved_at = null, seen = seen + 1, last_at = $3, message = $4
        where tenant_id = $1 and alert_id = (
                select alert_id from alert where tenant_id = $1 and cause = $2 order by alert_id desc limit 1)
            and resolved_at > $5 and over_told_at is null
        ",
        tenant,
        new.cause,
        now.to_sqlx() as _,
        new.message,
        (now - SAME).to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Tells those who tell people that there is something to tell.
async fn wake(tx: &mut impl Inside) -> Result<(), StoreError> {
    sqlx::query!("select pg_notify('kopru_post', '')")
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The cause under which a flow's given-up records of one reason are told.
#[must_use]
pub fn cause_of_dead_letters(flow: FlowId, reason: FailureReason) -> String {
    format!("dead_letters:{flow}:{}", reason.as_str())
}

/// The cause under which a flow is told that has no plan: its rules, settings or condition are wrong.
#[must_use]
pub fn cause_of_set_up(flow: FlowId) -> String {
    format!("set_up:{flow}")
}

/// The cause under which it is told that a remote system lacks properties of ours.
#[must_use]
pub fn cause_of_lacking(connection: ConnectionId) -> String {
    format!("lacking:{connection}")
}

/// The cause under which a refused credential is told.
#[must_use]
pub fn cause_of_sign_in(connection: ConnectionId) -> String {
    format!("sign_in:{connection}")
}

/// The cause under which a remote is told that does not answer.
#[must_use]
pub fn cause_of_trouble(connection: ConnectionId) -> String {
    format!("trouble:{connection}")
}

/// The cause under which a remote is told whose call limit is reached.
#[must_use]
pub fn cause_of_limit(connection: ConnectionId) -> String {
    format!("limit:{connection}")
}

/// The cause under which a flow is told that can't work.
#[must_use]
pub fn cause_of_stop(flow: FlowId) -> String {
    format!("stopped:{flow}")
}

/// The cause under which a flow is told whose run could not be read.
#[must_use]
pub fn cause_of_run(flow: FlowId) -> String {
    format!("run:{flow}")
}

/// The cause under which a connection is told whose stream can't be read.
#[must_use]
pub fn cause_of_stream(connection: ConnectionId, stream: &str) -> String {
    format!("stream:{connection}:{stream}")
}

/// Ends the alerts whose cause is gone: no record of that flow and reason is given up any more. Tells how many.
///
/// # Errors
/// When the database refuses.
pub async fn resolve_over(tx: &mut SystemTx, now: Timestamp) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "
        update alert a set resolved_at = $1
        where a.resolved_at is null and a.cause like 'dead_letters:%'
            and not exists (
                select from dead_letter d
                where d.tenant_id = a.tenant_id and d.flow_id = a.flow_id and d.state = 'open'
                    and d.reason = split_part(a.cause, ':', 3)
            )
        ",
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() > 0 {
        wake(tx).await?;
    }
    Ok(done.rows_affected())
}

/// The cause is over; tells whether an alert was open.
///
/// # Errors
/// When the database refuses.
pub async fn resolve(tx: &mut Tx, cause: &str, now: Timestamp) -> Result<bool, StoreError> {
    Ok(resolve_all(tx, &[cause.to_owned()], now).await? > 0)
}

/// These causes are over; tells how many alerts were open.
///
/// # Errors
/// When the database refuses.
pub async fn resolve_all(tx: &mut Tx, causes: &[String], now: Timestamp) -> Result<u64, StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update alert set resolved_at = $3 where tenant_id = $1 and cause = any($2) and resolved_at is null",
        tenant,
        causes,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() > 0 {
        wake(tx).await?;
    }
    Ok(done.rows_affected())
}

/// Ends one alert by hand; tells whether it was open. Should its cause come back, a new one is raised.
///
/// # Errors
/// `Missing` if there is no such alert.
pub async fn resolve_one(tx: &mut Tx, id: AlertId, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let was_open = sqlx::query_scalar!(
        r#"
        with before as (
            select alert_id, resolved_at is null as was_open from alert
            where tenant_id = $1 and alert_id = $2 for update
        )
        update alert a set resolved_at = coalesce(a.resolved_at, $3) from before
        where a.tenant_id = $1 and a.alert_id = before.alert_id
        returning before.was_open as "was_open!"
        "#,
        tenant,
        id.uuid(),
        now.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    if was_open == Some(true) {
        wake(tx).await?;
    }
    was_open.ok_or_else(|| StoreError::missing("alert", &id))
}
