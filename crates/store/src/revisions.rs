//! Revisions: published, unchanging copies of a flow's rules and settings.

use domain::{FlowId, RevisionId, UserId};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::{InTransaction, StoreError, Tx, transaction::Inside};

/// What a revision holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// The tenant's rules that lie on top of the shipped ones.
    pub overlay: Json,
    /// The flow's settings.
    pub settings: Json,
    /// What the author says about the change.
    pub note: String,
    /// Who published it.
    pub author: Option<UserId>,
}

/// A published revision.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// Its id.
    pub id: RevisionId,
    /// Of which flow.
    pub flow: FlowId,
    /// Counts from 1 within the flow.
    pub number: u32,
    /// What it holds.
    pub content: Content,
    /// Since when.
    pub published_at: Timestamp,
}

struct RevisionRow {
    revision_id: uuid::Uuid,
    flow_id: uuid::Uuid,
    number: i32,
    overlay: Json,
    settings: Json,
    note: String,
    author: Option<uuid::Uuid>,
    published_at: jiff_sqlx::Timestamp,
}

impl From<RevisionRow> for Revision {
    fn from(row: RevisionRow) -> Self {
        Self {
            id: row.revision_id.into(),
            flow: row.flow_id.into(),
            number: row.number.unsigned_abs(),
            content: Content {
                overlay: row.overlay,
                settings: row.settings,
                note: row.note,
                author: row.author.map(UserId::from),
            },
            published_at: row.published_at.to_jiff(),
        }
    }
}

pub(crate) async fn insert(
    tx: &mut Tx,
    flow: FlowId,
    id: RevisionId,
    number: i32,
    content: &Content,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into revision (tenant_id, revision_id, flow_id, number, overlay, settings, note, author)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        ",
        tenant,
        id.uuid(),
        flow.uuid(),
        number,
        content.overlay,
        content.settings,
        content.note,
        content.author.map(UserId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Publishes a new revision, which the flow uses from its next batch on. The draft is done with.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn publish(tx: &mut Tx, flow: FlowId, content: &Content) -> Result<RevisionId, StoreError> {
    let (id, tenant) = (RevisionId::new(), tx.id());
    // The flow's row is held first, so that two who publish at once get numbers one after the other.
    let found = sqlx::query_scalar!(
        r#"update flow set revision_id = $3 where tenant_id = $1 and flow_id = $2 returning 1 as "found!""#,
        tenant,
        flow.uuid(),
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    if found.is_none() {
        return Err(StoreError::missing("flow", &flow));
    }
    let number = sqlx::query_scalar!(
        r#"select coalesce(max(number), 0) + 1 as "number!" from revision where tenant_id = $1 and flow_id = $2"#,
        tenant,
        flow.uuid(),
    )
    .fetch_one(tx.conn())
    .await?;
    insert(tx, flow, id, number, content).await?;
    sqlx::query!(
        "delete from draft where tenant_id = $1 and flow_id = $2",
        tenant,
        flow.uuid()
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// A revision by id.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut impl InTransaction, id: RevisionId) -> Result<Option<Revision>, StoreError> {
    let row = sqlx::query_as!(
        RevisionRow,
        "
        select revision_id, flow_id, number, overlay, settings, note, author, published_at
        from revision where revision_id = $1
        ",
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Revision::from))
}

/// A flow's revisions, newest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx, flow: FlowId) -> Result<Vec<Revision>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query_as!(
        RevisionRow,
        "
        select revision_id, flow_id, number, overlay, settings, note, author, published_at
        from revision where tenant_id = $1 and flow_id = $2 order by number desc
        ",
        tenant,
        flow.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Revision::from).collect())
}
