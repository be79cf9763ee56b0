//! Figures for the operator: what waits, for how long, and who got how much.

use domain::TenantId;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, SystemTx, transaction::Inside};

/// How one tenant is served.
#[derive(Clone, Debug, PartialEq)]
pub struct TenantUsage {
    /// Who.
    pub tenant: TenantId,
    /// Keys waiting, those of paused flows included.
    pub waiting: u64,
    /// Seconds that the oldest due key of a flow that may work has waited.
    pub lag_seconds: f64,
    /// Records served, divided by weight.
    pub served: f64,
}

/// All tenants with waiting keys. Counts the inbox, so it is asked each quarter of a minute, not each second: 100,000
/// keys take 60 ms.
///
/// # Errors
/// When the database refuses.
pub async fn by_tenant(tx: &mut SystemTx, now: Timestamp) -> Result<Vec<TenantUsage>, StoreError> {
    let rows = sqlx::query!(
        r#"
        select s.tenant_id as "tenant_id!", s.served as "served!", count(*) as "waiting!",
            coalesce(greatest(extract(epoch from $1 - min(i.seen_at)
                filter (where i.due_at <= $1 and not w.paused and not w.blocked)), 0), 0)::float8 as "lag!"
        from inbox i join flow_work w using (flow_id) join tenant_share s on s.tenant_id = i.tenant_id
        group by s.tenant_id, s.served
        order by s.tenant_id
        "#,
        now.to_sqlx() as _,
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| TenantUsage {
            tenant: row.tenant_id.into(),
            waiting: row.waiting.unsigned_abs(),
            lag_seconds: row.lag,
            served: row.served,
        })
        .collect())
}
