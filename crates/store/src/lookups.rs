//! Look-up tables: a flow's own, and those that all flows of the tenant share.

use domain::{FlowId, RecordKey, UserId, Value};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value as Json;

use crate::{
    StoreError, Tx,
    row::{Column, to_json},
    transaction::Inside,
};

/// A look-up table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookupTable {
    /// Which flow it belongs to; none: all flows of the tenant may use it.
    pub flow: Option<FlowId>,
    /// Its name in mapping rules.
    pub name: String,
    /// The value for keys without a row.
    pub default: Option<Value>,
    /// One text a key column, and the value.
    pub rows: Vec<(Vec<String>, Value)>,
}

/// A look-up key of real records that had no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Which table.
    pub table: String,
    /// Which key.
    pub key: String,
    /// How many records asked for it.
    pub seen: u64,
    /// When the last did.
    pub last_at: Timestamp,
    /// Which records did; the first five hundred.
    pub records: Vec<RecordKey>,
}

/// What a table held before it was changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// Its id; later ones have greater ids.
    pub id: uuid::Uuid,
    /// What the table held; none: there was no such table.
    pub table: Option<LookupTable>,
    /// Who changed it.
    pub by: Option<UserId>,
    /// When it was changed.
    pub at: Timestamp,
}

/// Keeps a table, in place of the one of the same flow and name.
///
/// # Errors
/// When there is no such flow.
pub async fn keep(tx: &mut Tx, table: &LookupTable) -> Result<(), StoreError> {
    let tenant = tx.id();
    let id = sqlx::query_scalar!(
        "
        insert into lookup_table (tenant_id, lookup_id, flow_id, name, default_value) values ($1, $2, $3, $4, $5)
        on conflict on constraint lookup_table_name do update set default_value = excluded.default_value
        returning lookup_id
        ",
        tenant,
        uuid::Uuid::now_v7(),
        table.flow.map(FlowId::uuid),
        table.name,
        table.default.as_ref().map(to_json),
    )
    .fetch_one(tx.conn())
    .await?;
    sqlx::query!(
        "delete from lookup_row where tenant_id = $1 and lookup_id = $2",
        tenant,
        id
    )
    .execute(tx.conn())
    .await?;
    // Keys are lists, which unnest would flatten: they travel as JSON.
    let rows: Vec<Json> = table
        .rows
        .iter()
        .map(|(key, value)| serde_json::json!({ "key": key, "value": value }))
        .collect();
    sqlx::query!(
        "
        insert into lookup_row (tenant_id, lookup_id, key, value)
        select $1, $2, array(select jsonb_array_elements_text(line -> 'key')), line -> 'value'
        from unnest($3::jsonb[]) as line
        on conflict (tenant_id, lookup_id, key) do nothing
        ",
        tenant,
        id,
        &rows,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The tables that a flow can use: the shared ones and its own; where both have a name, its own.
///
/// # Errors
/// When a row can't be read.
pub async fn of_flow(tx: &mut Tx, flow: FlowId) -> Result<Vec<LookupTable>, StoreError> {
    let mut tables = list(tx).await?;
    tables.retain(|table| table.flow.is_none_or(|owner| owner == flow));
    let own: Vec<String> = tables
        .iter()
        .filter(|table| table.flow.is_some())
        .map(|table| table.name.clone())
        .collect();
    tables.retain(|table| table.flow.is_some() || !own.contains(&table.name));
    Ok(tables)
}

/// All tables of the tenant, by name.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx) -> Result<Vec<LookupTable>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select t.lookup_id, t.flow_id, t.name, t.default_value, r.key as "key?", r.value as "value?"
        from lookup_table t left join lookup_row r using (tenant_id, lookup_id)
        where t.tenant_id = $1
        order by t.name, t.lookup_id, r.key
        "#,
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut tables: Vec<(uuid::Uuid, LookupTable)> = Vec::new();
    for row in rows {
        let read = |column| Column("lookup_table", column, row.lookup_id);
        if tables.last().is_none_or(|(id, _)| *id != row.lookup_id) {
            let table = LookupTable {
                flow: row.flow_id.map(FlowId::from),
                name: row.name,
                default: row
                    .default_value
                    .map(|json| read("default_value").json(json))
                    .transpose()?,
                rows: Vec::new(),
            };
            tables.push((row.lookup_id, table));
        }
        if let (Some((_, table)), Some(key), Some(value)) = (tables.last_mut(), row.key, row.value) {
            table.rows.push((key, read("value").json(value)?));
        }
    }
    Ok(tables.into_iter().map(|(_, table)| table).collect())
}

/// Removes a table.
///
/// # Errors
/// `Missing` if there is none.
pub async fn remove(tx: &mut Tx, flow: Option<FlowId>, name: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "delete from lookup_table where tenant_id = $1 and flow_id is not distinct from $2 and name = $3",
        tenant,
        flow.map(FlowId::uuid),
        name,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("look-up table", &name));
    }
    Ok(())
}

/// Look-up keys of a flow's records that had no row, most wanted first.
///
/// # Errors
/// When the database refuses.
pub async fn gaps(tx: &mut Tx, flow: FlowId) -> Result<Vec<Gap>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select name, key, seen, last_at, records from lookup_gap
        where tenant_id = $1 and flow_id = $2 order by seen desc, name, key limit 500
        ",
        tenant,
        flow.uuid(),
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Gap {
            table: row.name,
            key: row.key,
            seen: row.seen.unsigned_abs(),
            last_at: row.last_at.to_jiff(),
            records: row.records.into_iter().map(RecordKey::from).collect(),
        })
        .collect())
}

/// Forgets that a key had no row, and tells which records had asked for it.
///
/// # Errors
/// When the database refuses.
pub async fn close_gap(
    tx: &mut Tx,
    flow: FlowId,
    table: &str,
    key: &str,
) -> Result<Vec<RecordKey>, StoreError> {
    let tenant = tx.id();
    let records = sqlx::query_scalar!(
        "
        delete from lookup_gap where tenant_id = $1 and flow_id = $2 and name = $3 and key = $4
        returning records
        ",
        tenant,
        flow.uuid(),
        table,
        key,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(records
        .unwrap_or_default()
        .into_iter()
        .map(RecordKey::from)
        .collect())
}

/// Versions of one table that are kept.
const VERSIONS: i64 = 50;

/// Notes what a table holds before it is changed, so that the change can be taken back. Tells the version's id.
///
/// # Errors
/// When the database refuses.
pub async fn note_version(
    tx: &mut Tx,
    flow: Option<FlowId>,
    name: &str,
    before: Option<&LookupTable>,
    by: UserId,
    now: Timestamp,
) -> Result<uuid::Uuid, StoreError> {
    let (tenant, id) = (tx.id(), uuid::Uuid::now_v7());
    let content = before.map(|table| {
        let rows: Vec<Json> = table
            .rows
            .iter()
            .map(|(key, value)| serde_json::json!({ "key": key, "value": value }))
            .collect();
        serde_json::json!({ "default": table.default, "rows": rows })
    });
    sqlx::query!(
        "
        insert into lookup_version (tenant_id, version_id, flow_id, name, content, user_id, at)
        values ($1, $2, $3, $4, $5, $6, $7)
        ",
        tenant,
        id,
        flow.map(FlowId::uuid),
        name,
        content,
        by.uuid(),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "
        delete from lookup_version where tenant_id = $1 and version_id in (
            select version_id from lookup_version
            where tenant_id = $1 and name = $2 and flow_id is not distinct from $3
            order by version_id desc offset $4
        )
        ",
        tenant,
        name,
        flow.map(FlowId::uuid),
        VERSIONS,
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// What a table held before each of its changes, newest first.
///
/// # Errors
/// When a row can't be read.
pub async fn versions(tx: &mut Tx, flow: Option<FlowId>, name: &str) -> Result<Vec<Version>, StoreError> {
    #[derive(serde::Deserialize)]
    struct Row {
        key: Vec<String>,
        value: Value,
    }
    #[derive(serde::Deserialize)]
    struct Held {
        default: Option<Value>,
        rows: Vec<Row>,
    }

    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select version_id, content, user_id, at from lookup_version
        where tenant_id = $1 and name = $2 and flow_id is not distinct from $3
        order by version_id desc
        ",
        tenant,
        name,
        flow.map(FlowId::uuid),
    )
    .fetch_all(tx.conn())
    .await?;
    let mut versions = Vec::with_capacity(rows.len());
    for row in rows {
        let held: Option<Held> = row
            .content
            .map(|json| Column("lookup_version", "content", row.version_id).json(json))
            .transpose()?;
        versions.push(Version {
            id: row.version_id,
            table: held.map(|held| LookupTable {
                flow,
                name: name.to_owned(),
                default: held.default.filter(|value| !value.is_null()),
                rows: held.rows.into_iter().map(|row| (row.key, row.value)).collect(),
            }),
            by: row.user_id.map(UserId::from),
            at: row.at.to_jiff(),
        });
    }
    Ok(versions)
}
