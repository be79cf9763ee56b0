//! Reading alerts, with how many records each is about at this moment.

use domain::{AlertId, ConnectionId, ConnectorId, FlowId, UserId};
use jiff::Timestamp;

use super::NewAlert;
use crate::{StoreError, Tx, row::Column, transaction::Inside};

/// An alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// What was raised.
    pub alert: NewAlert,
    /// What its flow and connection are called.
    pub names: Names,
    /// How often.
    pub seen: u32,
    /// Records of its cause that are given up now.
    pub failed: u64,
    /// Records that wait now, because of it.
    pub waiting: u64,
    /// First when.
    pub raised_at: Timestamp,
    /// Last when.
    pub last_at: Timestamp,
    /// When it was over.
    pub resolved_at: Option<Timestamp>,
    /// Who looks at it.
    pub acknowledged: Option<Acknowledged>,
    /// Nobody is told before then.
    pub muted_until: Option<Timestamp>,
}

/// What the things that an alert is about are called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Its flow.
    pub flow: Option<String>,
    /// Its connection.
    pub connection: Option<String>,
    /// The connection's system.
    pub connector: Option<ConnectorId>,
}

/// That somebody looks at an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledged {
    /// Who; none if they left since.
    pub by: Option<UserId>,
    /// What they are called: their name, else their address.
    pub name: String,
    /// Since when.
    pub at: Timestamp,
}

/// How an alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody looks at it yet.
    New,
    /// Somebody does.
    Acknowledged,
    /// Not over.
    Open,
    /// Over.
    Resolved,
    /// Whichever.
    Any,
}

impl Standing {
    const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Acknowledged => "acknowledged",
            Self::Open => "open",
            Self::Resolved => "resolved",
            Self::Any => "any",
        }
    }
}

/// How many alerts stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingCounts {
    /// Nobody looks at them yet.
    pub new: u64,
    /// Somebody does.
    pub acknowledged: u64,
    /// Over, and still kept.
    pub resolved: u64,
}

struct AlertRow {
    alert_id: uuid::Uuid,
    kind: String,
    severity: String,
    cause: String,
    reason: Option<String>,
    flow_id: Option<uuid::Uuid>,
    connection_id: Option<uuid::Uuid>,
    message: String,
    cure: String,
    remote_words: Option<String>,
    seen: i32,
    raised_at: jiff_sqlx::Timestamp,
    last_at: jiff_sqlx::Timestamp,
    resolved_at: Option<jiff_sqlx::Timestamp>,
    acknowledged_at: Option<jiff_sqlx::Timestamp>,
    acknowledged_by: Option<uuid::Uuid>,
    acknowledged_name: String,
    muted_until: Option<jiff_sqlx::Timestamp>,
    flow_name: Option<String>,
    connection_name: Option<String>,
    connector: Option<String>,
    failed: i64,
    waiting: i64,
}

impl TryFrom<AlertRow> for Alert {
    type Error = StoreError;

    fn try_from(row: AlertRow) -> Result<Self, StoreError> {
        let column = |name| Column("alert", name, row.alert_id);
        Ok(Self {
            id: row.alert_id.into(),
            alert: NewAlert {
                kind: column("kind").word(&row.kind)?,
                severity: column("severity").word(&row.severity)?,
                cause: row.cause,
                // A reason of a later release has no words here; the stored sentence has.
                reason: row.reason.and_then(|reason| reason.parse().ok()),
                flow: row.flow_id.map(FlowId::from),
                connection: row.connection_id.map(ConnectionId::from),
                message: row.message,
                cure: row.cure,
                remote_words: row.remote_words,
            },
            names: Names {
                flow: row.flow_name,
                connection: row.connection_name,
                connector: row.connector.and_then(|connector| connector.parse().ok()),
            },
            seen: row.seen.unsigned_abs(),
            failed: row.failed.unsigned_abs(),
            waiting: row.waiting.unsigned_abs(),
            raised_at: row.raised_at.to_jiff(),
            last_at: row.last_at.to_jiff(),
            resolved_at: row.resolved_at.map(jiff_sqlx::Timestamp::to_jiff),
            acknowledged: row.acknowledged_at.map(|at| Acknowledged {
                by: row.acknowledged_by.map(Into::into),
                name: row.acknowledged_name,
                at: at.to_jiff(),
            }),
            muted_until: row.muted_until.map(jiff_sqlx::Timestamp::to_jiff),
        })
    }
}

async fn read(
    tx: &mut Tx,
    one: Option<AlertId>,
    standing: Standing,
    before: Option<AlertId>,
    limit: i64,
) -> Result<Vec<Alert>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        AlertRow,
        r#"
        select a.alert_id, a.kind, a.severity, a.cause, a.reason, a.flow_id, a.connection_id, a.message, a.cure,
            a.remote_words, a.seen, a.raised_at, a.last_at, a.resolved_at, a.acknowledged_at, a.acknowledged_by,
            coalesce(nullif(u.name, ''), u.email, '') as "acknowledged_name!", a.muted_until,
            f.name as "flow_name?", c.name as "connection_name?", c.connector as "connector?",
            case when a.resolved_at is null and a.kind = 'records_failed' then (
                select count(*) from dead_letter d
                where d.tenant_id = a.tenant_id and d.flow_id = a.flow_id and d.state = 'open' and d.reason = a.reason
            ) else 0 end as "failed!",
            case when a.resolved_at is null and a.kind in ('sign_in', 'remote_down', 'limit', 'flow_stopped') then (
                select count(*) from flow w join inbox i on i.tenant_id = w.tenant_id and i.flow_id = w.flow_id
                where w.tenant_id = a.tenant_id and (w.flow_id = a.flow_id
                    or (a.flow_id is null and a.connection_id in (w.source_connection, w.destination_connection)))
            ) else 0 end as "waiting!"
        from alert a
        left join flow f on f.tenant_id = a.tenant_id and f.flow_id = a.flow_id
        left join connection c on c.tenant_id = a.tenant_id and c.connection_id = a.connection_id
        left join app_user u on u.user_id = a.acknowledged_by
        where a.tenant_id = $1 and ($2::uuid is null or a.alert_id = $2)
            and case $3
                when 'new' then a.resolved_at is null and a.acknowledged_at is null
                when 'acknowledged' then a.resolved_at is null and a.acknowledged_at is not null
                when 'open' then a.resolved_at is null
                when 'resolved' then a.resolved_at is not null
                else true end
            and ($4::uuid is null or a.alert_id < $4)
        order by a.alert_id desc limit $5
        "#,
        tenant,
        one.map(AlertId::uuid),
        standing.as_str(),
        before.map(AlertId::uuid),
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter().map(Alert::try_from).collect()
}

/// The tenant's alerts, newest first; only open ones if asked.
///
/// # Errors
/// When the database refuses.
pub async fn list(
    tx: &mut Tx,
    only_open: bool,
    before: Option<AlertId>,
    limit: i64,
) -> Result<Vec<Alert>, StoreError> {
    let wanted = if only_open { Standing::Open } else { Standing::Any };
    standing(tx, wanted, before, limit).await
}

/// The tenant's alerts that stand like this, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn standing(
    tx: &mut Tx,
    standing: Standing,
    before: Option<AlertId>,
    limit: i64,
) -> Result<Vec<Alert>, StoreError> {
    read(tx, None, standing, before, limit).await
}

/// An alert by id.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, id: AlertId) -> Result<Option<Alert>, StoreError> {
    Ok(read(tx, Some(id), Standing::Any, None, 1).await?.pop())
}

/// How many alerts are open that nobody looks at yet.
///
/// # Errors
/// When the database refuses.
pub async fn count_open(tx: &mut Tx) -> Result<u64, StoreError> {
    let tenant = tx.id();
    let open = sqlx::query_scalar!(
        r#"
        select count(*) as "open!" from alert
        where tenant_id = $1 and resolved_at is null and acknowledged_at is null
        "#,
        tenant,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(open.unsigned_abs())
}

/// When any of the tenant's streams was looked at last; none if none ever was.
///
/// # Errors
/// When the database refuses.
pub async fn last_checked(tx: &mut Tx) -> Result<Option<Timestamp>, StoreError> {
    let tenant = tx.id();
    let at = sqlx::query_scalar!(
        r#"select max(polled_at) as "at: jiff_sqlx::Timestamp" from cursor where tenant_id = $1"#,
        tenant,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(at.map(jiff_sqlx::Timestamp::to_jiff))
}

/// How many alerts stand how.
///
/// # Errors
/// When the database refuses.
pub async fn counts(tx: &mut Tx) -> Result<StandingCounts, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        r#"
        select count(*) filter (where resolved_at is null and acknowledged_at is null) as "new!",
            count(*) filter (where resolved_at is null and acknowledged_at is not null) as "acknowledged!",
            count(*) filter (where resolved_at is not null) as "resolved!"
        from alert where tenant_id = $1
        "#,
        tenant,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(StandingCounts {
        new: row.new.unsigned_abs(),
        acknowledged: row.acknowledged.unsigned_abs(),
        resolved: row.resolved.unsigned_abs(),
    })
}
