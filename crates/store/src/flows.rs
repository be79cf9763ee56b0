//! Flows: made with their first revision and their place in the queue.

use domain::{
    ConnectionId, FlowId, RevisionId, StreamName, UserId,
    flow::{Endpoint, Flow, FlowKind, FlowState},
};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{
    InTransaction, StoreError, Tx, cursors,
    revisions::{self, Content},
    row::Column,
    transaction::Inside,
};

struct FlowRow {
    tenant_id: uuid::Uuid,
    flow_id: uuid::Uuid,
    name: String,
    kind: String,
    source_connection: uuid::Uuid,
    source_stream: String,
    destination_connection: uuid::Uuid,
    destination_stream: String,
    paused_because: Option<String>,
    revision_id: uuid::Uuid,
}

impl TryFrom<FlowRow> for Flow {
    type Error = StoreError;

    fn try_from(row: FlowRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.flow_id.into(),
            tenant: row.tenant_id.into(),
            kind: Column("flow", "kind", row.flow_id).word(&row.kind)?,
            name: row.name,
            source: Endpoint {
                connection: row.source_connection.into(),
                stream: row.source_stream.into(),
            },
            destination: Endpoint {
                connection: row.destination_connection.into(),
                stream: row.destination_stream.into(),
            },
            state: row
                .paused_because
                .map_or(FlowState::Active, |reason| FlowState::Paused { reason }),
            revision: row.revision_id.into(),
        })
    }
}

/// What is needed to make a flow.
#[derive(Clone, Debug)]
pub struct NewFlow {
    /// What the tenant calls it.
    pub name: String,
    /// What it does.
    pub kind: FlowKind,
    /// Where records come from.
    pub source: Endpoint,
    /// Where they go.
    pub destination: Endpoint,
}

/// Makes a flow with its first revision; its source stream is watched from now on.
///
/// # Errors
/// `Taken` if the name is in use, `InUse` if a connection is not there.
pub async fn add(tx: &mut Tx, new: &NewFlow, first: &Content) -> Result<Flow, StoreError> {
    let (id, revision, tenant) = (FlowId::new(), RevisionId::new(), tx.tenant());
    sqlx::query!(
        "
        insert into flow (tenant_id, flow_id, name, kind, source_connection, source_stream,
            destination_connection, destination_stream, revision_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ",
        tenant.uuid(),
        id.uuid(),
        new.name,
        new.kind.as_str(),
        new.source.connection.uuid(),
        new.source.stream.as_str(),
        new.destination.connection.uuid(),
        new.destination.stream.as_str(),
        revision.uuid(),
    )
    .execute(tx.conn())
    .await?;
    revisions::insert(tx, id, revision, 1, first).await?;
    sqlx::query!(
        "
        insert into flow_work (tenant_id, flow_id, blocked, held_by_plan)
        select $1, $2, exists (select from connection where tenant_id = $1 and connection_id in ($3, $4)
            and status <> 'connected'), exists (select from flow_work where tenant_id = $1 and held_by_plan)
        ",
        tenant.uuid(),
        id.uuid(),
        new.source.connection.uuid(),
        new.destination.connection.uuid(),
    )
    .execute(tx.conn())
    .await?;
    cursors::watch(tx, new.source.connection, &new.source.stream).await?;
    Ok(Flow {
        id,
        tenant,
        name: new.name.clone(),
        kind: new.kind,
        source: new.source.clone(),
        destination: new.destination.clone(),
        state: FlowState::Active,
        revision,
    })
}

/// A flow by id.
///
/// # Errors
/// When the row can't be read.
pub async fn find(tx: &mut impl InTransaction, id: FlowId) -> Result<Option<Flow>, StoreError> {
    sqlx::query_as!(
        FlowRow,
        "
        select tenant_id, flow_id, name, kind, source_connection, source_stream, destination_connection,
            destination_stream, paused_because, revision_id
        from flow where flow_id = $1
        ",
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Flow::try_from)
    .transpose()
}

/// A tenant's flow by name.
///
/// # Errors
/// When the row can't be read.
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<Flow>, StoreError> {
    let tenant = tx.id();
    sqlx::query_as!(
        FlowRow,
        "
        select tenant_id, flow_id, name, kind, source_connection, source_stream, destination_connection,
            destination_stream, paused_because, revision_id
        from flow where tenant_id = $1 and name = $2
        ",
        tenant,
        name,
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Flow::try_from)
    .transpose()
}

/// A tenant's flows, by name.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx) -> Result<Vec<Flow>, StoreError> {
    let tenant = tx.id();
    sqlx::query_as!(
        FlowRow,
        "
        select tenant_id, flow_id, name, kind, source_connection, source_stream, destination_connection,
            destination_stream, paused_because, revision_id
        from flow where tenant_id = $1 order by name
        ",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Flow::try_from)
    .collect()
}

/// The flows that read a stream: those into whose queues its changes go, paused ones included.
///
/// # Errors
/// When a row can't be read.
pub async fn reading(
    tx: &mut Tx,
    connection: ConnectionId,
    stream: &StreamName,
) -> Result<Vec<Flow>, StoreError> {
    let tenant = tx.id();
    sqlx::query_as!(
        FlowRow,
        "
        select tenant_id, flow_id, name, kind, source_connection, source_stream, destination_connection,
            destination_stream, paused_because, revision_id
        from flow where tenant_id = $1 and source_connection = $2 and source_stream = $3 order by flow_id
        ",
        tenant,
        connection.uuid(),
        stream.as_str(),
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Flow::try_from)
    .collect()
}

/// Stops a flow; its keys are kept.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn pause(tx: &mut Tx, id: FlowId, reason: &str) -> Result<(), StoreError> {
    set_paused(tx, id, Some(reason)).await
}

/// Stops a flow on a person's wish; its keys are kept. One that is paused already stays as it is, so that a second
/// click does not change who did it.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn pause_by(
    tx: &mut Tx,
    id: FlowId,
    reason: &str,
    by: UserId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let tenant = tx.id();
    let state = sqlx::query_scalar!(
        r#"select paused_because is not null as "paused!" from flow where tenant_id = $1 and flow_id = $2 for update"#,
        tenant,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    match state {
        None => return Err(StoreError::missing("flow", &id)),
        Some(true) => return Ok(false),
        Some(false) => {}
    }
    set_paused(tx, id, Some(reason)).await?;
    sqlx::query!(
        "update flow set paused_at = $3, paused_by = $4 where tenant_id = $1 and flow_id = $2",
        tenant,
        id.uuid(),
        now.to_sqlx() as _,
        by.uuid(),
    )
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Lets a flow go on with all keys that wait. Who wants less calls `inbox::forget` before.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn resume(tx: &mut Tx, id: FlowId) -> Result<(), StoreError> {
    set_paused(tx, id, None).await
}

async fn set_paused(tx: &mut Tx, id: FlowId, reason: Option<&str>) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update flow set paused_because = $3, paused_at = case when $3::text is null then null else now() end, paused_by = null
         where tenant_id = $1 and flow_id = $2",
        tenant,
        id.uuid(),
        reason,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("flow", &id));
    }
    sqlx::query!(
        "
        with woken as (
            update flow_work set paused = $3 where tenant_id = $1 and flow_id = $2 returning flow_id
        )
        select pg_notify('kopru_work', flow_id::text)::text from woken
        ",
        tenant,
        id.uuid(),
        reason.is_some(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(())
}

/// Gives a flow another name.
///
/// # Errors
/// `Taken` if the name is in use, `Missing` if there is no such flow.
pub async fn rename(tx: &mut Tx, id: FlowId, name: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update flow set name = $3 where tenant_id = $1 and flow_id = $2",
        tenant,
        id.uuid(),
        name,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("flow", &id));
    }
    Ok(())
}

/// Removes a flow with its revisions, runs, waiting keys and dead letters. Its journal stays until it is due to go.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn remove(tx: &mut Tx, id: FlowId) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "delete from inbox where tenant_id = $1 and flow_id = $2",
        tenant,
        id.uuid()
    )
    .execute(tx.conn())
    .await?;
    let done = sqlx::query!(
        "delete from flow where tenant_id = $1 and flow_id = $2",
        tenant,
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("flow", &id));
    }
    Ok(())
}
