//! Which alerts people have still to be told of. Told is told once: who claims it writes its messages in the same
//! transaction.

use domain::{AlertId, TenantId};
use jiff::{SignedDuration, Timestamp};
use jiff_sqlx::ToSqlx;

use super::{Alert, find};
use crate::{StoreError, SystemTx, Tx, transaction::Inside};

/// What comes and goes has to be gone for so long before people are told that it is over.
const GONE: SignedDuration = SignedDuration::from_secs(60);

/// What there is to tell of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum News {
    /// It was raised.
    Raised,
    /// It is over.
    Over,
}

/// What there is to tell, oldest first, at most `limit` of each. What is muted waits.
///
/// # Errors
/// When the database refuses.
pub async fn news(
    tx: &mut SystemTx,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(TenantId, AlertId, News)>, StoreError> {
    let raised = sqlx::query!(
        "
        select tenant_id, alert_id from alert
        where told_at is null and (muted_until is null or muted_until <= $1 or resolved_at is not null)
        order by raised_at limit $2
        ",
        now.to_sqlx() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let over = sqlx::query!(
        "
        select tenant_id, alert_id from alert
        where resolved_at is not null and over_told_at is null and told_at is not null
            and (kind not in ('remote_down', 'limit') or resolved_at <= $1)
        order by resolved_at limit $2
        ",
        (now - GONE).to_sqlx() as _,
        limit,
    )
    .fetch_all(tx.conn())
    .await?;
    let raised = raised
        .into_iter()
        .map(|row| (row.tenant_id.into(), row.alert_id.into(), News::Raised));
    let over = over
        .into_iter()
        .map(|row| (row.tenant_id.into(), row.alert_id.into(), News::Over));
    Ok(raised.chain(over).collect())
}

/// Takes it on to tell this. None: it was told already, or there is nothing left to tell (it was over before anyone
/// knew, or is muted).
///
/// # Errors
/// When the database refuses.
pub async fn claim_news(
    tx: &mut Tx,
    id: AlertId,
    news: News,
    now: Timestamp,
) -> Result<Option<Alert>, StoreError> {
    let tenant = tx.id();
    let tell = match news {
        News::Raised => {
            sqlx::query_scalar!(
                r#"
                update alert set told_at = $3, over_told_at = case when resolved_at is null then over_told_at else $3 end
                where tenant_id = $1 and alert_id = $2 and told_at is null
                returning resolved_at is null as "tell!"
                "#,
                tenant,
                id.uuid(),
                now.to_sqlx() as _,
            )
            .fetch_optional(tx.conn())
            .await?
        }
        News::Over => {
            sqlx::query_scalar!(
                r#"
                update alert set over_told_at = $3
                where tenant_id = $1 and alert_id = $2 and over_told_at is null and resolved_at is not null
                returning coalesce(muted_until <= $3, true) as "tell!"
                "#,
                tenant,
                id.uuid(),
                now.to_sqlx() as _,
            )
            .fetch_optional(tx.conn())
            .await?
        }
    };
    match tell {
        Some(true) => find(tx, id).await,
        _ => Ok(None),
    }
}
