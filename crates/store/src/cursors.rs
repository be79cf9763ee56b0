//! How far each stream of a connection is read, and when it is looked at next.
//!
//! A cursor belongs to connection and stream, never to a flow's revision: publishing a change loses no record.

use domain::{ConnectionId, Cursor, StreamName, TenantId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

use crate::{InTransaction, StoreError, SystemTx, Tx, transaction::Inside};

/// A stream that is to be looked at now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// Whose.
    pub tenant: TenantId,
    /// Through which connection.
    pub connection: ConnectionId,
    /// Which stream.
    pub stream: StreamName,
    /// From where; none if it was never read.
    pub cursor: Option<Cursor>,
    /// When a webhook told of it last; none if none ever did.
    pub heard_at: Option<Timestamp>,
}

/// Sees to it that a stream is looked at from now on.
///
/// # Errors
/// When there is no such connection.
pub async fn watch(tx: &mut Tx, connection: ConnectionId, stream: &StreamName) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "insert into cursor (tenant_id, connection_id, stream) values ($1, $2, $3) on conflict do nothing",
        tenant,
        connection.uuid(),
        stream.as_str(),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Where a stream stands; none if it was never read.
///
/// # Errors
/// When the database refuses.
pub async fn get(
    tx: &mut impl InTransaction,
    connection: ConnectionId,
    stream: &StreamName,
) -> Result<Option<Cursor>, StoreError> {
    let cursor = sqlx::query_scalar!(
        "select cursor from cursor where connection_id = $1 and stream = $2",
        connection.uuid(),
        stream.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(cursor.flatten().map(Cursor))
}

/// Notes where a stream stands, together with the keys that were found up to there, and when it is looked at next.
///
/// # Errors
/// When the database refuses.
pub async fn set(
    tx: &mut Tx,
    connection: ConnectionId,
    stream: &StreamName,
    cursor: &Cursor,
    now: Timestamp,
    next_poll_at: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into cursor (tenant_id, connection_id, stream, cursor, polled_at, next_poll_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, connection_id, stream) do update set
            cursor = excluded.cursor, polled_at = excluded.polled_at, next_poll_at = excluded.next_poll_at
        ",
        tenant,
        connection.uuid(),
        stream.as_str(),
        cursor.0,
        now.to_sqlx() as _,
        next_poll_at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes that a webhook told of these streams, to the minute: a burst of webhooks writes once.
///
/// # Errors
/// When the database refuses.
pub async fn heard<'a>(
    tx: &mut Tx,
    connection: ConnectionId,
    streams: impl Iterator<Item = &'a StreamName>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let streams: Vec<String> = streams.map(|stream| stream.as_str().to_owned()).collect();
    sqlx::query!(
        "
        update cursor set heard_at = $4
        where tenant_id = $1 and connection_id = $2 and stream = any ($3)
            and coalesce(heard_at < $4::timestamptz - interval '1 minute', true)
        ",
        tenant,
        connection.uuid(),
        &streams,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Takes the stream that is longest due, if one is: for `lease_for` nobody else gets it. Streams of connections that
/// need a sign-in, or that no flow reads, are passed over.
///
/// # Errors
/// When the database refuses.
pub async fn take_due(
    tx: &mut SystemTx,
    now: Timestamp,
    lease_for: SignedDuration,
) -> Result<Option<Poll>, StoreError> {
    let row = sqlx::query!(
        "
        update cursor set next_poll_at = $2
        where (tenant_id, connection_id, stream) = (
            select k.tenant_id, k.connection_id, k.stream
            from cursor k join connection c using (tenant_id, connection_id)
            where k.next_poll_at <= $1 and c.status = 'connected'
                and exists (select from flow f where f.tenant_id = k.tenant_id
                    and f.source_connection = k.connection_id and f.source_stream = k.stream)
            order by k.next_poll_at
            limit 1
            for update of k skip locked
        )
        returning tenant_id, connection_id, stream, cursor, heard_at
        ",
        now.to_sqlx() as _,
        (now + lease_for).to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(|row| Poll {
        tenant: row.tenant_id.into(),
        connection: row.connection_id.into(),
        stream: row.stream.into(),
        cursor: row.cursor.map(Cursor),
        heard_at: row.heard_at.map(jiff_sqlx::Timestamp::to_jiff),
    }))
}

/// Looks at a stream again at a moment (after a failure, or sooner on request) without moving its cursor.
///
/// # Errors
/// When the database refuses.
pub async fn poll_at(
    tx: &mut impl InTransaction,
    connection: ConnectionId,
    stream: &StreamName,
    at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update cursor set next_poll_at = $3 where connection_id = $1 and stream = $2",
        connection.uuid(),
        stream.as_str(),
        at.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// What tells of a stream's changes, and when it last did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Triggers {
    /// When a webhook last told of it, to a minute; none if none ever did.
    pub heard_at: Option<Timestamp>,
    /// When it was last looked at.
    pub polled_at: Option<Timestamp>,
    /// When it is looked at next.
    pub next_poll_at: Option<Timestamp>,
}

/// What tells of a stream's changes.
///
/// # Errors
/// When the database refuses.
pub async fn triggers(
    tx: &mut Tx,
    connection: ConnectionId,
    stream: &StreamName,
) -> Result<Triggers, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        "select heard_at, polled_at, next_poll_at from cursor where tenant_id = $1 and connection_id = $2 and stream = $3",
        tenant,
        connection.uuid(),
        stream.as_str(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map_or_else(Triggers::default, |row| Triggers {
        heard_at: row.heard_at.map(jiff_sqlx::Timestamp::to_jiff),
        polled_at: row.polled_at.map(jiff_sqlx::Timestamp::to_jiff),
        next_poll_at: Some(row.next_poll_at.to_jiff()),
    }))
}
