//! Sending a record in another way for once: an edited document, the one that was kept, or by another revision. It goes
//! through the queue and the same write path as every record, so that its effect is single, too.

use std::collections::BTreeMap;

use auth::Sealed;
use domain::{FlowId, RecordKey, RevisionId, RunId, UserId, Value};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::{
    StoreError, Tx, replays,
    row::{Column, to_json},
    runs::{self, Trigger},
    transaction::Inside,
};

/// How a key is sent for this once.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// With this document, which a member changed.
    Edited(Value),
    /// With the document that was made then.
    Kept(Value),
    /// By the rules of this revision.
    Revision(RevisionId),
}

impl Way {
    fn kind(&self) -> &'static str {
        match self {
            Self::Edited(_) => "edited",
            Self::Kept(_) => "kept",
            Self::Revision(_) => "revision",
        }
    }
}

/// A way that was asked for, and by whom.
#[derive(Clone, Debug, PartialEq)]
pub struct Resend {
    /// How.
    pub way: Way,
    /// The e-mail address of who asked.
    pub asked_by: String,
}

fn identity(flow: FlowId, key: &str) -> String {
    format!("resend:{flow}:{key}")
}

/// Asks for a record to be sent in another way for this once; tells the run that does it.
///
/// # Errors
/// `Missing` if there is no such flow.
pub async fn ask(
    tx: &mut Tx,
    flow: FlowId,
    key: &RecordKey,
    resend: &Resend,
    by: UserId,
    now: Timestamp,
) -> Result<RunId, StoreError> {
    let (document, revision) = match &resend.way {
        Way::Edited(document) | Way::Kept(document) => (Some(to_json(document).to_string()), None),
        Way::Revision(revision) => (None, Some(revision.uuid())),
    };
    let sealed = match document {
        Some(text) => Some(
            tx.key()
                .await?
                .seal(&identity(flow, key.as_str()), &text)
                .into_bytes(),
        ),
        None => None,
    };
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into resend (tenant_id, flow_id, key, kind, document, revision_id, asked_by, asked_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (tenant_id, flow_id, key) do update set kind = excluded.kind, document = excluded.document,
            revision_id = excluded.revision_id, asked_by = excluded.asked_by, asked_at = excluded.asked_at
        ",
        tenant,
        flow.uuid(),
        key.as_str(),
        resend.way.kind(),
        sealed,
        revision,
        resend.asked_by,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    let keys = std::slice::from_ref(key);
    replays::mark_replayed(tx, flow, keys, now).await?;
    runs::request_keys(tx, flow, Trigger::Replay, keys, Some(by), now).await
}

/// The ways asked for among these keys; most have none.
///
/// # Errors
/// When one can't be unsealed.
pub async fn of_keys(
    tx: &mut Tx,
    flow: FlowId,
    keys: &[RecordKey],
) -> Result<BTreeMap<RecordKey, Resend>, StoreError> {
    let keys: Vec<String> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    let tenant = tx.id();
    let rows = sqlx::query!(
        "
        select key, kind, document, revision_id, asked_by from resend
        where tenant_id = $1 and flow_id = $2 and key = any($3)
        ",
        tenant,
        flow.uuid(),
        &keys,
    )
    .fetch_all(tx.conn())
    .await?;
    let mut found = BTreeMap::new();
    for row in rows {
        let column = Column("resend", "document", row.key.clone());
        let way = match (row.document, row.revision_id) {
            (_, Some(revision)) => Way::Revision(revision.into()),
            (Some(sealed), None) => {
                let sealed = Sealed::from_bytes(sealed)?;
                let text = tx.key().await?.open(&identity(flow, &row.key), &sealed)?;
                let document =
                    Value::from_json(text.expose_secret().as_bytes()).map_err(|error| column.bad(&error))?;
                match row.kind.as_str() {
                    "edited" => Way::Edited(document),
                    _ => Way::Kept(document),
                }
            }
            (None, None) => continue,
        };
        let resend = Resend {
            way,
            asked_by: row.asked_by,
        };
        found.insert(RecordKey::from(row.key), resend);
    }
    Ok(found)
}

/// What was asked for these keys is done with.
pub(crate) async fn done(tx: &mut Tx, flow: FlowId, keys: &[String]) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "delete from resend where tenant_id = $1 and flow_id = $2 and key = any($3)",
        tenant,
        flow.uuid(),
        keys,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Notes which fields a member changed before sending a record again.
///
/// # Errors
/// When the database refuses.
pub async fn note_edit(
    tx: &mut Tx,
    flow: FlowId,
    fields: &[String],
    now: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "insert into record_edit (tenant_id, edit_id, flow_id, fields, at) values ($1, $2, $3, $4, $5)",
        tenant,
        Uuid::now_v7(),
        flow.uuid(),
        fields,
        now.to_sqlx() as _,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Fields of a flow that were changed by hand at least so often since a moment, most often first.
///
/// # Errors
/// When the database refuses.
pub async fn often_edited(
    tx: &mut Tx,
    flow: FlowId,
    since: Timestamp,
    at_least: i64,
) -> Result<Vec<(String, u64)>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        r#"
        select field as "field!", count(*) as "edits!"
        from record_edit, unnest(fields) as field
        where tenant_id = $1 and flow_id = $2 and at >= $3
        group by field having count(*) >= $4 order by 2 desc, 1 limit 5
        "#,
        tenant,
        flow.uuid(),
        since.to_sqlx() as _,
        at_least,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.field, row.edits.unsigned_abs()))
        .collect())
}
