//! Drafts: what a member changes on a flow before it is published.

use domain::{FlowId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, Tx, revisions::Content, transaction::Inside};

/// Keeps a flow's draft in place of the former one.
///
/// # Errors
/// When there is no such flow.
pub async fn keep(tx: &mut Tx, flow: FlowId, content: &Content, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into draft (tenant_id, flow_id, overlay, settings, author, changed_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, flow_id) do update set
            overlay = excluded.overlay, settings = excluded.settings, author = excluded.author, changed_at = excluded.changed_at
        ",
        tenant,
        flow.uuid(),
        content.overlay,
        content.settings,
        content.author.map(UserId::uuid),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A flow's draft, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, flow: FlowId) -> Result<Option<Content>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        "select overlay, settings, author from draft where tenant_id = $1 and flow_id = $2",
        tenant,
        flow.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Content {
        overlay: row.overlay,
        settings: row.settings,
        note: String::new(),
        author: row.author.map(UserId::from),
    }))
}

/// Throws a flow's draft away.
///
/// # Errors
/// When the database refuses.
pub async fn discard(tx: &mut Tx, flow: FlowId) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "delete from draft where tenant_id = $1 and flow_id = $2",
        tenant,
        flow.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
