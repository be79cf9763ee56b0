//! Drafts: what a member changes on a flow before it is published. A flow has one; who takes it over from another
//! member sets the other's aside, so that both are kept.

use domain::{FlowId, RevisionId, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, Tx, revisions::Content, transaction::Inside};

/// A draft and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What it holds; `author` is who edits it.
    pub content: Content,
    /// On which published revision it began; none if that is not known.
    pub base: Option<RevisionId>,
    /// Since when it is edited.
    pub started_at: Timestamp,
    /// When it was kept last. Who saves names the moment that they saw, so that nobody overwrites another.
    pub changed_at: Timestamp,
}

/// A draft that another member took over.
#[derive(Clone, Debug, PartialEq)]
pub struct Aside {
    /// What it holds; `author` is whose it was.
    pub content: Content,
    /// When it was kept last.
    pub changed_at: Timestamp,
}

/// Keeps a flow's draft in place of the former one.
///
/// # Errors
/// When there is no such flow.
pub async fn keep(tx: &mut Tx, flow: FlowId, content: &Content, now: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into draft (tenant_id, flow_id, overlay, settings, author, changed_at, started_at, base_revision)
        values ($1, $2, $3, $4, $5, $6, $6, (select revision_id from flow where tenant_id = $1 and flow_id = $2))
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

/// What a flow's draft holds, if there is one.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut Tx, flow: FlowId) -> Result<Option<Content>, StoreError> {
    Ok(whole(tx, flow).await?.map(|draft| draft.content))
}

/// A flow's draft with who edits it since when, if there is one. Its row is held until the transaction ends, so that
/// two who save at once come one after the other.
///
/// # Errors
/// When the database refuses.
pub async fn whole(tx: &mut Tx, flow: FlowId) -> Result<Option<Draft>, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        "
        select overlay, settings, author, base_revision, started_at, changed_at
        from draft where tenant_id = $1 and flow_id = $2 for update
        ",
        tenant,
        flow.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Draft {
        content: Content {
            overlay: row.overlay,
            settings: row.settings,
            note: String::new(),
            author: row.author.map(UserId::from),
        },
        base: row.base_revision.map(RevisionId::from),
        started_at: row.started_at.to_jiff(),
        changed_at: row.changed_at.to_jiff(),
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

/// Keeps what `of` had typed beside the draft, in place of what was kept of them before.
///
/// # Errors
/// When there is no such flow or user.
pub async fn set_aside(
    tx: &mut Tx,
    flow: FlowId,
    of: UserId,
    content: &Content,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into draft_aside (tenant_id, flow_id, user_id, overlay, settings, changed_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, flow_id, user_id) do update set
            overlay = excluded.overlay, settings = excluded.settings, changed_at = excluded.changed_at
        ",
        tenant,
        flow.uuid(),
        of.uuid(),
        content.overlay,
        content.settings,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What was set aside of a flow, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn asides(tx: &mut Tx, flow: FlowId) -> Result<Vec<Aside>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select user_id, overlay, settings, changed_at from draft_aside
        where tenant_id = $1 and flow_id = $2 order by changed_at desc
        ",
        tenant,
        flow.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Aside {
            content: Content {
                overlay: row.overlay,
                settings: row.settings,
                note: String::new(),
                author: Some(row.user_id.into()),
            },
            changed_at: row.changed_at.to_jiff(),
        })
        .collect())
}

/// Throws away what was set aside of a member.
///
/// # Errors
/// When the database refuses.
pub async fn forget_aside(tx: &mut Tx, flow: FlowId, of: UserId) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "delete from draft_aside where tenant_id = $1 and flow_id = $2 and user_id = $3",
        tenant,
        flow.uuid(),
        of.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
