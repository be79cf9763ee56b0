use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::{
    ConnectionId, Failure, RecordKey,
    canonical::Noun,
    flow::{Flow, FlowKind},
};
use engine::ports::{Journal, Link, LinkChange, RemoteId, Side};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde_json::Value as Json;

use crate::{
    Store, StoreError, Tx,
    row::{Column, to_json},
    transaction::Inside,
};

/// What a flow remembers between batches: the pairings of its two connections.
#[derive(Clone, Debug)]
pub struct StoreJournal {
    store: Store,
    flow: Flow,
}

impl StoreJournal {
    /// The journal as this flow sees it.
    #[must_use]
    pub fn new(store: Store, flow: Flow) -> Self {
        Self { store, flow }
    }
}

#[async_trait]
impl Journal for StoreJournal {
    async fn links(
        &self,
        noun: Noun,
        side: Side,
        keys: &[RecordKey],
    ) -> Result<BTreeMap<RecordKey, Link>, Failure> {
        if keys.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut tx = self.store.begin(self.flow.tenant).await?;
        let found = find_links(&mut tx, &self.flow, noun, side, keys).await?;
        tx.commit().await?;
        Ok(found)
    }

    async fn waiting(&self, kind: FlowKind, keys: &[RecordKey]) -> Result<Vec<RecordKey>, Failure> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.begin(self.flow.tenant).await?;
        let found = waiting(&mut tx, &self.flow, kind, keys).await?;
        tx.commit().await?;
        Ok(found)
    }
}

/// How a flow lies on a link's row.
struct Orientation {
    left: ConnectionId,
    right: ConnectionId,
    source_is_left: bool,
}

impl Orientation {
    fn of(flow: &Flow) -> Self {
        let (source, destination) = (flow.source.connection, flow.destination.connection);
        let source_is_left = source < destination;
        let (left, right) = if source_is_left {
            (source, destination)
        } else {
            (destination, source)
        };
        Self {
            left,
            right,
            source_is_left,
        }
    }
}

struct LinkRow {
    left_key: String,
    right_key: String,
    left_parts: Option<Json>,
    right_parts: Option<Json>,
    sent_left_to_right: Option<Json>,
    sent_right_to_left: Option<Json>,
    known_left: Option<Json>,
    known_right: Option<Json>,
    ours_left: bool,
    ours_right: bool,
    writes_this_hour: i32,
    hour: i64,
}

impl LinkRow {
    fn seen_from(self, source_is_left: bool) -> Result<Link, StoreError> {
        let id = format!("{} – {}", self.left_key, self.right_key);
        let read = |column| Column("link", column, id.clone());
        let (source_key, remote_id, parts, sent, known, ours) = if source_is_left {
            (
                self.left_key,
                self.right_key,
                self.right_parts,
                self.sent_left_to_right,
                (self.known_left, self.known_right),
                (self.ours_left, self.ours_right),
            )
        } else {
            (
                self.right_key,
                self.left_key,
                self.left_parts,
                self.sent_right_to_left,
                (self.known_right, self.known_left),
                (self.ours_right, self.ours_left),
            )
        };
        Ok(Link {
            source_key: source_key.into(),
            remote: RemoteId {
                id: remote_id,
                parts: optional(read("parts"), parts)?,
            },
            sent: optional(read("sent"), sent)?,
            source_known: optional(read("known"), known.0)?,
            destination_known: optional(read("known"), known.1)?,
            source_ours: ours.0,
            destination_ours: ours.1,
            writes_this_hour: self.writes_this_hour.unsigned_abs(),
            hour: self.hour,
        })
    }
}

fn optional<T: serde::de::DeserializeOwned + Default>(
    column: Column<String>,
    json: Option<Json>,
) -> Result<T, StoreError> {
    json.map_or_else(|| Ok(T::default()), |json| column.json(json))
}

/// Pairings of these keys. EXPLAIN: found by the primary key or by `link_right`, one probe a key (`offset 0` keeps
/// the planner from making a walk of it); 100 keys of 1,000,000 links take 0.5 ms.
async fn find_links(
    tx: &mut Tx,
    flow: &Flow,
    noun: Noun,
    side: Side,
    keys: &[RecordKey],
) -> Result<BTreeMap<RecordKey, Link>, StoreError> {
    let keys: Vec<String> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    let lies = Orientation::of(flow);
    let by_left = lies.source_is_left == (side == Side::Source);
    let tenant = tx.id();
    let (left, right) = (lies.left.uuid(), lies.right.uuid());
    // Oldest first: the newest pairing of a key is the last to be put into the map, and counts.
    let rows = if by_left {
        sqlx::query_as!(
            LinkRow,
            "
            select found.left_key, found.right_key, left_parts, right_parts, sent_left_to_right, sent_right_to_left,
                known_left, known_right, ours_left, ours_right, writes_this_hour, hour
            from unnest($5::text[]) as asked, lateral (
                select * from link l
                where l.tenant_id = $1 and l.left_connection = $2 and l.right_connection = $3 and l.noun = $4
                    and l.left_key = asked offset 0
            ) as found
            order by changed_at
            ",
            tenant,
            left,
            right,
            noun.as_str(),
            &keys,
        )
        .fetch_all(tx.conn())
        .await?
    } else {
        sqlx::query_as!(
            LinkRow,
            "
            select found.left_key, found.right_key, left_parts, right_parts, sent_left_to_right, sent_right_to_left,
                known_left, known_right, ours_left, ours_right, writes_this_hour, hour
            from unnest($5::text[]) as asked, lateral (
                select * from link l
                where l.tenant_id = $1 and l.left_connection = $2 and l.right_connection = $3 and l.noun = $4
                    and l.right_key = asked and l.right_key <> '' offset 0
            ) as found
            order by changed_at
            ",
            tenant,
            left,
            right,
            noun.as_str(),
            &keys,
        )
        .fetch_all(tx.conn())
        .await?
    };
    rows.into_iter()
        .map(|row| {
            let asked = if by_left { &row.left_key } else { &row.right_key };
            let key = RecordKey::from(asked.as_str());
            Ok((key, row.seen_from(lies.source_is_left)?))
        })
        .collect()
}

async fn waiting(
    tx: &mut Tx,
    flow: &Flow,
    kind: FlowKind,
    keys: &[RecordKey],
) -> Result<Vec<RecordKey>, StoreError> {
    let keys: Vec<String> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    let tenant = tx.id();
    let found = sqlx::query_scalar!(
        "
        select distinct found.key
        from flow f, unnest($5::text[]) as asked, lateral (
            select i.key from inbox i where i.tenant_id = $1 and i.flow_id = f.flow_id and i.key = asked offset 0
        ) as found
        where f.tenant_id = $1 and f.kind = $2 and f.source_connection = $3 and f.destination_connection = $4
        ",
        tenant,
        kind.as_str(),
        flow.source.connection.uuid(),
        flow.destination.connection.uuid(),
        &keys,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(found.into_iter().map(RecordKey::from).collect())
}

#[derive(Default)]
struct LinkColumns {
    nouns: Vec<String>,
    source_keys: Vec<String>,
    remote_ids: Vec<String>,
    parts: Vec<Option<Json>>,
    sent: Vec<Json>,
    source_known: Vec<Json>,
    destination_known: Vec<Json>,
    source_ours: Vec<bool>,
    destination_ours: Vec<bool>,
    writes: Vec<i32>,
    hours: Vec<i64>,
}

impl LinkColumns {
    fn of(changes: &[LinkChange]) -> Self {
        // The last change of a source's record counts, and one statement may not touch a row twice.
        let last: BTreeMap<_, _> = changes
            .iter()
            .map(|change| ((change.noun, &change.link.source_key), &change.link))
            .collect();
        let mut columns = Self::default();
        for ((noun, source_key), link) in last {
            columns.nouns.push(noun.as_str().to_owned());
            columns.source_keys.push(source_key.as_str().to_owned());
            columns.remote_ids.push(link.remote.id.clone());
            columns
                .parts
                .push((!link.remote.parts.is_empty()).then(|| to_json(&link.remote.parts)));
            columns.sent.push(to_json(&link.sent));
            columns.source_known.push(to_json(&link.source_known));
            columns.destination_known.push(to_json(&link.destination_known));
            columns.source_ours.push(link.source_ours);
            columns.destination_ours.push(link.destination_ours);
            columns
                .writes
                .push(i32::try_from(link.writes_this_hour).unwrap_or(i32::MAX));
            columns.hours.push(link.hour);
        }
        columns
    }
}

/// Keeps pairings. Marks are merged, not replaced: a flow of another kind or the reverse flow may have added its own
/// meanwhile.
pub(crate) async fn keep_links(
    tx: &mut Tx,
    flow: &Flow,
    changes: &[LinkChange],
    now: Timestamp,
) -> Result<(), StoreError> {
    if changes.is_empty() {
        return Ok(());
    }
    let columns = LinkColumns::of(changes);
    let lies = Orientation::of(flow);
    forget_former(tx, &lies, &columns).await?;
    let tenant = tx.id();
    // The columns of the two sides change places with the flow's direction.
    let ((left_keys, right_keys), (left_known, right_known), (left_ours, right_ours)) = if lies.source_is_left
    {
        (
            (&columns.source_keys, &columns.remote_ids),
            (&columns.source_known, &columns.destination_known),
            (&columns.source_ours, &columns.destination_ours),
        )
    } else {
        (
            (&columns.remote_ids, &columns.source_keys),
            (&columns.destination_known, &columns.source_known),
            (&columns.destination_ours, &columns.source_ours),
        )
    };
    sqlx::query!(
        "
        insert into link as l (tenant_id, left_connection, right_connection, noun, left_key, right_key,
            left_parts, right_parts, sent_left_to_right, sent_right_to_left, known_left, known_right,
            ours_left, ours_right, writes_this_hour, hour, changed_at)
        select $1, $2, $3, noun, left_key, right_key,
            case when not $4 then parts end, case when $4 then parts end,
            case when $4 then sent end, case when not $4 then sent end,
            known_left, known_right, ours_left, ours_right, writes, hour, $5
        from unnest($6::text[], $7::text[], $8::text[], $9::jsonb[], $10::jsonb[], $11::jsonb[], $12::jsonb[],
            $13::boolean[], $14::boolean[], $15::integer[], $16::bigint[])
            as n(noun, left_key, right_key, parts, sent, known_left, known_right, ours_left, ours_right, writes, hour)
        on conflict (tenant_id, left_connection, right_connection, noun, left_key, right_key) do update set
            left_parts = coalesce(excluded.left_parts, l.left_parts),
            right_parts = coalesce(excluded.right_parts, l.right_parts),
            sent_left_to_right = coalesce(l.sent_left_to_right || excluded.sent_left_to_right, excluded.sent_left_to_right, l.sent_left_to_right),
            sent_right_to_left = coalesce(l.sent_right_to_left || excluded.sent_right_to_left, excluded.sent_right_to_left, l.sent_right_to_left),
            known_left = coalesce(l.known_left || excluded.known_left, excluded.known_left),
            known_right = coalesce(l.known_right || excluded.known_right, excluded.known_right),
            ours_left = excluded.ours_left, ours_right = excluded.ours_right,
            writes_this_hour = excluded.writes_this_hour, hour = excluded.hour, changed_at = excluded.changed_at
        ",
        tenant,
        lies.left.uuid(),
        lies.right.uuid(),
        lies.source_is_left,
        now.to_sqlx() as _,
        &columns.nouns,
        left_keys,
        right_keys,
        &columns.parts as _,
        &columns.sent,
        left_known,
        right_known,
        left_ours,
        right_ours,
        &columns.writes,
        &columns.hours,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A source's record has one counterpart: a former one that differs is forgotten. It is looked up key by key (nearly
/// always there is none) and deleted by its whole key: as one statement it would be a join of the table with itself, which
/// the planner walks through while it has no figures for this tenant.
async fn forget_former(tx: &mut Tx, lies: &Orientation, columns: &LinkColumns) -> Result<(), StoreError> {
    for (noun, left_key, right_key) in former(tx, lies, columns).await? {
        let tenant = tx.id();
        sqlx::query!(
            "
            delete from link where tenant_id = $1 and left_connection = $2 and right_connection = $3 and noun = $4
                and left_key = $5 and right_key = $6
            ",
            tenant,
            lies.left.uuid(),
            lies.right.uuid(),
            noun,
            left_key,
            right_key,
        )
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Noun, left and right key of pairings whose source's record is paired otherwise now. Two statements, since each must
/// find its rows by the index of its own side.
async fn former(
    tx: &mut Tx,
    lies: &Orientation,
    columns: &LinkColumns,
) -> Result<Vec<(String, String, String)>, StoreError> {
    let tenant = tx.id();
    if lies.source_is_left {
        let rows = sqlx::query!(
            "
            select former.noun, former.left_key, former.right_key
            from unnest($4::text[], $5::text[], $6::text[]) as n(noun, source_key, remote_id), lateral (
                select l.noun, l.left_key, l.right_key from link l
                where l.tenant_id = $1 and l.left_connection = $2 and l.right_connection = $3 and l.noun = n.noun
                    and l.left_key = n.source_key and l.right_key <> n.remote_id offset 0
            ) as former
            ",
            tenant,
            lies.left.uuid(),
            lies.right.uuid(),
            &columns.nouns,
            &columns.source_keys,
            &columns.remote_ids,
        )
        .fetch_all(tx.conn())
        .await?;
        return Ok(rows
            .into_iter()
            .map(|row| (row.noun, row.left_key, row.right_key))
            .collect());
    }
    let rows = sqlx::query!(
        "
        select former.noun, former.left_key, former.right_key
        from unnest($4::text[], $5::text[], $6::text[]) as n(noun, source_key, remote_id), lateral (
            select l.noun, l.left_key, l.right_key from link l
            where l.tenant_id = $1 and l.left_connection = $2 and l.right_connection = $3 and l.noun = n.noun
                and l.right_key = n.source_key and l.right_key <> '' and l.left_key <> n.remote_id offset 0
        ) as former
        ",
        tenant,
        lies.left.uuid(),
        lies.right.uuid(),
        &columns.nouns,
        &columns.source_keys,
        &columns.remote_ids,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.noun, row.left_key, row.right_key))
        .collect())
}

/// Forgets the pairings of records that were taken back or are gone; tells how many.
///
/// # Errors
/// When the database refuses.
pub(crate) async fn forget_links(
    tx: &mut Tx,
    flow: &Flow,
    noun: Noun,
    keys: &[RecordKey],
) -> Result<u64, StoreError> {
    let keys: Vec<String> = keys.iter().map(|key| key.as_str().to_owned()).collect();
    let lies = Orientation::of(flow);
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        delete from link
        where tenant_id = $1 and left_connection = $2 and right_connection = $3 and noun = $4
            and case when $5 then left_key else right_key end = any($6::text[])
        ",
        tenant,
        lies.left.uuid(),
        lies.right.uuid(),
        noun.as_str(),
        lies.source_is_left,
        &keys,
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected())
}

impl StoreJournal {
    /// Forgets the pairings of these records of the flow's source; tells how many.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget(tx: &mut Tx, flow: &Flow, noun: Noun, keys: &[RecordKey]) -> Result<u64, StoreError> {
        forget_links(tx, flow, noun, keys).await
    }
}
