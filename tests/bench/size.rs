//! What the database keeps of records.

use anyhow::Result;
use tests::World;

/// Bytes of all tables in which something of a record stays: journal, exchanges, search, links, counts. The queue is
/// not among them: a key leaves it when it is done.
pub(crate) async fn kept(world: &World) -> Result<f64> {
    let bytes = world
        .count(
            "
            select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
            from pg_class c
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
                and c.relname ~ '^(journal_entry|journal_search|exchange|link|tally|dead_letter|day_key)(_[0-9]{8})?$'
            ",
        )
        .await?;
    #[allow(clippy::cast_precision_loss, reason = "no database of a bench has 2^52 bytes")]
    Ok(bytes as f64)
}
