//! Erasing one person with proof: what is found by their e-mail address goes, and a certificate says what it was and what
//! stands in the remote systems, without naming the person.

use std::collections::BTreeSet;

use domain::{ConnectorId, RecordKey};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{StoreError, Tx, records, row::Column, row::to_json, transaction::Inside};

/// What is held of one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Rows of the activity log, each with its sealed exchange.
    pub records: Vec<Uuid>,
    /// Failed records that wait for a person.
    pub dead_letters: Vec<Uuid>,
    /// Pairings of the person's own records on both sides.
    pub links: u64,
    /// Where the person's records stand in the remote systems, which we do not touch.
    pub remote: BTreeSet<Trace>,
    /// The days' keys under which it was sealed: in backups it can be read until those are destroyed.
    pub days: BTreeSet<jiff::civil::Date>,
}

impl Found {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.dead_letters.is_empty() && self.links == 0
    }
}

/// A record in a remote system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Trace {
    /// What the connection is called.
    pub connection: String,
    /// Which kind of system.
    pub connector: ConnectorId,
    /// Which account of it.
    pub account: String,
    /// In which stream.
    pub stream: String,
    /// Its key there.
    pub key: String,
}

/// What was erased, when and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its id.
    pub id: Uuid,
    /// The keyed hash of the address, in hexadecimal digits: who has the address can find their certificate.
    pub subject: String,
    /// Who erased.
    pub by: String,
    /// What.
    pub found: Found,
    /// When.
    pub at: Timestamp,
}

/// What is held of the person with this address.
///
/// # Errors
/// When the database refuses.
pub async fn look(tx: &mut Tx, email: &str) -> Result<Found, StoreError> {
    let hash = tx.key().await?.search_hasher().hash(email);
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select e.record_id, e.day, e.key, e.remote_id, f.kind, f.source_stream, f.destination_stream,
            s.name as source, s.connector as source_connector, s.account->>'id' as "source_account",
            d.name as destination, d.connector as destination_connector, d.account->>'id' as "destination_account"
        from journal_search j
        join journal_entry e on e.tenant_id = $1 and e.day = j.day and e.record_id = j.record_id
        join flow f on f.tenant_id = $1 and f.flow_id = e.flow_id
        join connection s on s.tenant_id = $1 and s.connection_id = f.source_connection
        join connection d on d.tenant_id = $1 and d.connection_id = f.destination_connection
        where j.tenant_id = $1 and j.hash = $2
        "#,
        tenant,
        hash.as_bytes(),
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = Found::default();
    for row in rows {
        found.records.push(row.record_id);
        found.days.insert(row.day.to_jiff());
        let column = Column("connection", "connector", row.record_id);
        found.remote.insert(Trace {
            connection: row.source,
            connector: column.word(&row.source_connector)?,
            account: row.source_account.unwrap_or_default(),
            stream: row.source_stream,
            key: row.key,
        });
        if let Some(remote) = row.remote_id {
            found.remote.insert(Trace {
                connection: row.destination,
                connector: column.word(&row.destination_connector)?,
                account: row.destination_account.unwrap_or_default(),
                stream: row.destination_stream,
                key: remote,
            });
        }
    }
    found.dead_letters = sqlx::query_scalar!(
        "select dead_letter_id from dead_letter where tenant_id = $1 and record_id = any($2)",
        tenant,
        &found.records,
    )
    .fetch_all(tx.conn())
    .await?;
    let links = sqlx::query_scalar!(
        r#"
        select count(*) as "count!" from link l
        where l.tenant_id = $1 and exists (
            select from journal_entry e join flow f on f.tenant_id = $1 and f.flow_id = e.flow_id
            where e.tenant_id = $1 and e.record_id = any($2) and f.kind = 'customers' and (
                (l.left_connection, l.left_key) in ((f.source_connection, e.key), (f.destination_connection, e.remote_id))
                or (l.right_connection, l.right_key) in ((f.source_connection, e.key), (f.destination_connection, e.remote_id))))
        "#,
        tenant,
        &found.records,
    )
    .fetch_one(tx.conn())
    .await?;
    found.links = links.unsigned_abs();
    Ok(found)
}

/// Erases what [`look`] finds, and keeps a certificate. Pairings of orders stay: they hold ids only, and without them the
/// orders would be sent again, the person with them. Hourly counts stay; they name nobody.
///
/// # Errors
/// When the database refuses.
pub async fn erase(tx: &mut Tx, by: &str, email: &str, now: Timestamp) -> Result<Certificate, StoreError> {
    let found = look(tx, email).await?;
    let tenant = tx.id();
    sqlx::query!(
        "
        delete from link l
        where l.tenant_id = $1 and exists (
            select from journal_entry e join flow f on f.tenant_id = $1 and f.flow_id = e.flow_id
            where e.tenant_id = $1 and e.record_id = any($2) and f.kind = 'customers' and (
                (l.left_connection, l.left_key) in ((f.source_connection, e.key), (f.destination_connection, e.remote_id))
                or (l.right_connection, l.right_key) in ((f.source_connection, e.key), (f.destination_connection, e.remote_id))))
        ",
        tenant,
        &found.records,
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!(
        "delete from dead_letter where tenant_id = $1 and dead_letter_id = any($2)",
        tenant,
        &found.dead_letters,
    )
    .execute(tx.conn())
    .await?;
    let _keys: BTreeSet<RecordKey> = records::erase(tx, email).await?;
    let subject = tx.key().await?.search_hasher().hash(email);
    let id = Uuid::now_v7();
    sqlx::query!(
        "
        insert into erasure (tenant_id, erasure_id, subject_hash, by_email, certificate, at)
        values ($1, $2, $3, $4, $5, $6)
        ",
        tenant,
        id,
        subject.as_bytes(),
        by,
        to_json(&found),
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(Certificate {
        id,
        subject: hex(subject.as_bytes()),
        by: by.to_owned(),
        found,
        at: now,
    })
}

/// The tenant's certificates, newest first.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx, limit: i64) -> Result<Vec<Certificate>, StoreError> {
    read(tx, None, limit).await
}

/// One certificate.
///
/// # Errors
/// When a row can't be read.
pub async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Certificate>, StoreError> {
    Ok(read(tx, Some(id), 1).await?.pop())
}

async fn read(tx: &mut Tx, id: Option<Uuid>, limit: i64) -> Result<Vec<Certificate>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select erasure_id, subject_hash, by_email, certificate, at from erasure
        where tenant_id = $1 and ($2::uuid is null or erasure_id = $2)
        order by erasure_id desc limit $3
        ",
        tenant,
        id,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Certificate {
                id: row.erasure_id,
                subject: hex(&row.subject_hash),
                by: row.by_email,
                found: Column("erasure", "certificate", row.erasure_id).json(row.certificate)?,
                at: row.at.to_jiff(),
            })
        })
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
