//! How far a tenant came in the wizard, and what was chosen there.

use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value as Json;

use crate::{StoreError, Tx, transaction::Inside};

/// Where a tenant stands in the wizard.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    /// The step at which one goes on: apps, connections, flows, settings, test, done.
    pub step: String,
    /// What was chosen so far; only the wizard reads it.
    pub choices: Json,
    /// "Anything special?", for the desk.
    pub wishes: String,
    /// When something was chosen last.
    pub changed_at: Timestamp,
    /// When the flows were switched on; none: not yet.
    pub finished_at: Option<Timestamp>,
}

/// Where the tenant stands; none if nobody began.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx) -> Result<Option<Setup>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        r#"
        select step, choices, wishes, changed_at as "changed_at: jiff_sqlx::Timestamp",
            finished_at as "finished_at: jiff_sqlx::Timestamp"
        from setup where tenant_id = $1
        "#,
        tenant,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Setup {
        step: row.step,
        choices: row.choices,
        wishes: row.wishes,
        changed_at: row.changed_at.to_jiff(),
        finished_at: row.finished_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// Begins if nobody did, and holds the row until the end of the transaction, so that two who click at once come one
/// after the other.
///
/// # Errors
/// When the database refuses.
pub async fn hold(tx: &mut Tx, now: Timestamp) -> Result<Setup, StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "insert into setup (tenant_id, changed_at) values ($1, $2) on conflict (tenant_id) do nothing",
        tenant,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query_scalar!(
        r#"select 1 as "held!" from setup where tenant_id = $1 for update"#,
        tenant
    )
    .fetch_one(tx.conn())
    .await?;
    find(tx)
        .await?
        .ok_or_else(|| StoreError::missing("setup", &tenant))
}

/// Keeps what was chosen and where one goes on.
///
/// # Errors
/// `Missing` if nobody began.
pub async fn keep(tx: &mut Tx, setup: &Setup, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update setup set step = $2, choices = $3, wishes = $4, changed_at = $5, finished_at = $6
        where tenant_id = $1
        ",
        tenant,
        setup.step,
        setup.choices,
        setup.wishes,
        now.to_sqlx() as _,
        setup.finished_at.map(ToSqlx::to_sqlx) as _,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("setup", &tenant));
    }
    Ok(())
}
