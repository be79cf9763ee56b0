//! How members want to be told of alerts, what waits for the end of their quiet hours, and when their digest is due.

use domain::{AlertId, FlowId, Language, Role, Severity, TenantId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, Tx, row::Column, transaction::Inside};

/// How a member wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preference {
    /// Whether by e-mail at all.
    pub by_email: bool,
    /// What presses less is not told.
    pub least: Severity,
    /// Which flows' alerts are told; empty: all.
    pub flows: Vec<FlowId>,
    /// Minutes of the member's day from and to which only what is severe is told.
    pub quiet: Option<(u16, u16)>,
    /// The hour of the member's day at which the digest comes.
    pub digest_hour: Option<u8>,
}

impl Preference {
    /// How one is told who said nothing: by e-mail if they can do something about it.
    #[must_use]
    pub fn of(role: Role) -> Self {
        Self {
            by_email: role.may(domain::Permission::Edit),
            least: Severity::Warning,
            flows: Vec::new(),
            quiet: None,
            digest_hour: None,
        }
    }
}

/// A member, as one who is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// What their tenant is called.
    pub tenant: String,
    /// Who.
    pub user: UserId,
    /// Their address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their place.
    pub role: Role,
    /// The language in which they read.
    pub language: Language,
    /// Where they are, by its IANA name.
    pub time_zone: String,
    /// How they want to be told.
    pub preference: Preference,
}

/// All members of a tenant, as they are to be told. If no owner wants e-mail (one who did may have left), all owners
/// get it: somebody must be reachable.
///
/// # Errors
/// When a row can't be read.
pub async fn readers(tx: &mut Tx) -> Result<Vec<Reader>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select t.name as tenant, m.user_id, m.role, u.email, u.name, u.language, coalesce(u.time_zone, t.time_zone) as "time_zone!",
            p.by_email as "by_email?", p.least_severity as "least_severity?", p.flows as "flows?",
            p.quiet_from as "quiet_from?", p.quiet_to as "quiet_to?", p.digest_hour as "digest_hour?"
        from member m join app_user u using (user_id) join tenant t using (tenant_id)
        left join notice_preference p on p.tenant_id = m.tenant_id and p.user_id = m.user_id
        where m.tenant_id = $1 order by u.email
        "#,
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut readers = Vec::with_capacity(rows.len());
    for row in rows {
        let role: Role = row.role.parse().unwrap_or(Role::Viewer);
        let mut preference = Preference::of(role);
        if let (Some(by_email), Some(least)) = (row.by_email, row.least_severity) {
            preference = Preference {
                by_email,
                least: Column("notice_preference", "least_severity", row.user_id).word(&least)?,
                flows: row
                    .flows
                    .unwrap_or_default()
                    .into_iter()
                    .map(FlowId::from)
                    .collect(),
                quiet: row
                    .quiet_from
                    .zip(row.quiet_to)
                    .map(|(from, to)| (from.unsigned_abs(), to.unsigned_abs())),
                digest_hour: row.digest_hour.and_then(|hour| u8::try_from(hour).ok()),
            };
        }
        readers.push(Reader {
            tenant: row.tenant,
            user: row.user_id.into(),
            email: row.email,
            name: row.name,
            role,
            language: row.language.parse().unwrap_or_default(),
            time_zone: row.time_zone,
            preference,
        });
    }
    let owner = |reader: &Reader| reader.role == Role::Owner;
    if !readers
        .iter()
        .any(|reader| owner(reader) && reader.preference.by_email)
    {
        for reader in readers.iter_mut().filter(|reader| owner(reader)) {
            reader.preference.by_email = true;
        }
    }
    Ok(readers)
}

/// Keeps how a member wants to be told. `digest_due` is the moment of their next digest, if they want one.
///
/// # Errors
/// `Refused` if no owner would be reached by e-mail any more.
pub async fn keep(
    tx: &mut Tx,
    user: UserId,
    wanted: &Preference,
    digest_due: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    // Two owners who look away at the same moment: one of them waits here and is refused.
    sqlx::query!(
        "select from member where tenant_id = $1 and role = 'owner' order by user_id for update",
        tenant
    )
    .fetch_all(tx.conn())
    .await?;
    let flows: Vec<uuid::Uuid> = wanted.flows.iter().map(|flow| flow.uuid()).collect();
    let minute = |minutes: u16| i16::try_from(minutes).unwrap_or_default();
    sqlx::query!(
        "
        insert into notice_preference (tenant_id, user_id, by_email, least_severity, flows, quiet_from, quiet_to,
            digest_hour, digest_due_at, digest_since)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (tenant_id, user_id) do update set by_email = $3, least_severity = $4, flows = $5,
            quiet_from = $6, quiet_to = $7, digest_hour = $8, digest_due_at = $9,
            digest_since = coalesce(notice_preference.digest_since, $10)
        ",
        tenant,
        user.uuid(),
        wanted.by_email,
        wanted.least.as_str(),
        &flows,
        wanted.quiet.map(|(from, _)| minute(from)),
        wanted.quiet.map(|(_, to)| minute(to)),
        wanted.digest_hour.map(i16::from),
        digest_due.map(ToSqlx::to_sqlx) as _,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let reached = sqlx::query_scalar!(
        r#"
        select exists (
            select from member m left join notice_preference p using (tenant_id, user_id)
            where m.tenant_id = $1 and m.role = 'owner' and coalesce(p.by_email, true)
        ) as "reached!"
        "#,
        tenant,
    )
    .fetch_one(tx.conn())
    .await?;
    if !reached {
        return Err(StoreError::Refused {
            what: "that no owner is told by e-mail",
            rule: "one owner at least, so that a person can always be reached",
        });
    }
    Ok(())
}

/// Keeps an alert for the end of a member's quiet hours.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut Tx, user: UserId, alert: AlertId, until: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into held_notice (tenant_id, user_id, alert_id, due_at) values ($1, $2, $3, $4)
        on conflict do nothing
        ",
        tenant,
        user.uuid(),
        alert.uuid(),
        until.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Whether an alert still waits for the end of a member's quiet hours; then it waits no longer.
///
/// # Errors
/// When the database refuses.
pub async fn let_go(tx: &mut Tx, user: UserId, alert: AlertId) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "delete from held_notice where tenant_id = $1 and user_id = $2 and alert_id = $3",
        tenant,
        user.uuid(),
        alert.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Members whose quiet hours are over and for whom something waits.
///
/// # Errors
/// When the database refuses.
pub async fn quiet_is_over(
    tx: &mut SystemTx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, UserId)>, StoreError> {
    let rows = sqlx::query!(
        "select distinct tenant_id, user_id from held_notice where due_at <= $1 limit $2",
        now.to_sqlx() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.tenant_id.into(), row.user_id.into()))
        .collect())
}

/// Takes what waited for a member; whoever comes second finds nothing.
///
/// # Errors
/// When the database refuses.
pub async fn take_held(tx: &mut Tx, user: UserId, now: Timestamp) -> Result<Vec<AlertId>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_scalar!(
        "delete from held_notice where tenant_id = $1 and user_id = $2 and due_at <= $3 returning alert_id",
        tenant,
        user.uuid(),
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(AlertId::from).collect())
}

/// Members whose digest is due.
///
/// # Errors
/// When the database refuses.
pub async fn digests_due(
    tx: &mut SystemTx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, UserId)>, StoreError> {
    let rows = sqlx::query!(
        "select tenant_id, user_id from notice_preference where digest_due_at <= $1 order by digest_due_at limit $2",
        now.to_sqlx() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.tenant_id.into(), row.user_id.into()))
        .collect())
}

/// Takes a member's digest on: the next is due at `next`. Tells since when this one tells; none if another took it.
///
/// # Errors
/// When the database refuses.
pub async fn take_digest(
    tx: &mut Tx,
    user: UserId,
    now: Timestamp,
    next: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let tenant = tx.id();
    let since = sqlx::query_scalar!(
        r#"
        with before as (
            select user_id, digest_since from notice_preference
            where tenant_id = $1 and user_id = $2 and digest_due_at <= $3 for update
        )
        update notice_preference p set digest_due_at = $4, digest_since = $3 from before
        where p.tenant_id = $1 and p.user_id = before.user_id
        returning coalesce(before.digest_since, $3 - interval '1 day') as "since!: jiff_sqlx::Timestamp"
        "#,
        tenant,
        user.uuid(),
        now.to_sqlx() as _,
        next.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(since.map(jiff_sqlx::Timestamp::to_jiff))
}
