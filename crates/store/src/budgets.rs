use std::{fmt, sync::Arc};

use async_trait::async_trait;
use domain::{
    ConnectionId, Failure,
    rate::{Budget, Grant, Reading},
};
use engine::ports::{Budgets, Clock};
use jiff::Timestamp;
use serde_json::Value as Json;

use crate::{
    Store, StoreError, SystemTx, Tx,
    row::{Column, to_json},
    transaction::Inside,
};

/// The call budgets of all connections, one row a bucket; whoever takes holds the row for a moment.
///
/// The transactions don't wait for the disk: after a power cut the last moment's calls are forgotten, which the
/// remote's headers tell anew.
#[derive(Clone)]
pub struct StoreBudgets {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for StoreBudgets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoreBudgets")
    }
}

impl StoreBudgets {
    /// The budgets in this store.
    #[must_use]
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// Changes a bucket's budget while nobody else can, and keeps it.
    async fn change<T: Send>(
        &self,
        connection: ConnectionId,
        bucket: &str,
        declared: Option<&Budget>,
        change: impl FnOnce(&mut Budget, Timestamp) -> T + Send,
    ) -> Result<Option<T>, StoreError> {
        let mut tx = self.store.system_without_waiting().await?;
        let stored = match (lock(&mut tx, connection, bucket).await?, declared) {
            (Some(stored), _) => stored,
            (None, None) => return Ok(None),
            (None, Some(declared)) => {
                begin(&mut tx, connection, bucket, declared).await?;
                match lock(&mut tx, connection, bucket).await? {
                    Some(stored) => stored,
                    None => return Err(StoreError::missing("connection", &connection)),
                }
            }
        };
        let mut budget: Budget = Column("rate_budget", "budget", connection).json(stored)?;
        if let Some(declared) = declared
            && lengths(declared) != lengths(&budget)
        {
            // A release that knows of other windows: their counts begin anew, a block stays.
            budget.windows.clone_from(&declared.windows);
        }
        let answer = change(&mut budget, self.clock.now());
        sqlx::query!(
            "update rate_budget set budget = $3 where connection_id = $1 and bucket = $2",
            connection.uuid(),
            bucket,
            to_json(&budget),
        )
        .execute(tx.conn())
        .await?;
        tx.commit().await?;
        Ok(Some(answer))
    }

    /// What a connection's buckets hold now, for the page that shows who used how much (X11).
    ///
    /// # Errors
    /// When a row can't be read.
    pub async fn of(&self, connection: ConnectionId) -> Result<Vec<(String, Budget)>, StoreError> {
        let mut tx = self.store.system().await?;
        let rows = sqlx::query!(
            "select bucket, budget from rate_budget where connection_id = $1 order by bucket",
            connection.uuid(),
        )
        .fetch_all(tx.conn())
        .await?;
        tx.commit().await?;
        rows.into_iter()
            .map(|row| {
                Ok((
                    row.bucket,
                    Column("rate_budget", "budget", connection).json(row.budget)?,
                ))
            })
            .collect()
    }
}

/// The call budgets of all the tenant's connections, by connection and bucket.
///
/// # Errors
/// When a row can't be read.
pub async fn call_budgets(tx: &mut Tx) -> Result<Vec<(ConnectionId, String, Budget)>, StoreError> {
    let tenant = tx.id();
    let rows = sqlx::query!(
        "select connection_id, bucket, budget from rate_budget where tenant_id = $1 order by connection_id, bucket",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?;
    rows.into_iter()
        .map(|row| {
            let budget = Column("rate_budget", "budget", row.connection_id).json(row.budget)?;
            Ok((row.connection_id.into(), row.bucket, budget))
        })
        .collect()
}

/// The share of the call limits that a connection leaves for the merchant's other apps, in percent; none if there is no
/// such connection.
///
/// # Errors
/// When the database refuses.
pub async fn reserved_percent(tx: &mut Tx, connection: ConnectionId) -> Result<Option<u8>, StoreError> {
    let tenant = tx.id();
    let percent = sqlx::query_scalar!(
        "select reserved_percent from connection where tenant_id = $1 and connection_id = $2",
        tenant,
        connection.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    // The table allows 0 to 90.
    Ok(percent.map(|percent| u8::try_from(percent).unwrap_or_default()))
}

/// Sets that share; it counts from the next call on.
///
/// # Errors
/// `Missing` if there is no such connection, `Refused` beyond 90.
pub async fn reserve_calls(tx: &mut Tx, connection: ConnectionId, percent: u8) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "update connection set reserved_percent = $3 where tenant_id = $1 and connection_id = $2",
        tenant,
        connection.uuid(),
        i16::from(percent),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("connection", &connection));
    }
    sqlx::query!(
        "
        update rate_budget set budget = budget || jsonb_build_object('reserved_percent', $3::smallint)
        where tenant_id = $1 and connection_id = $2
        ",
        tenant,
        connection.uuid(),
        i16::from(percent),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

fn lengths(budget: &Budget) -> Vec<i64> {
    budget.windows.iter().map(|window| window.length_ms).collect()
}

async fn lock(tx: &mut SystemTx, connection: ConnectionId, bucket: &str) -> Result<Option<Json>, StoreError> {
    Ok(sqlx::query_scalar!(
        "select budget from rate_budget where connection_id = $1 and bucket = $2 for update",
        connection.uuid(),
        bucket,
    )
    .fetch_optional(tx.conn())
    .await?)
}

async fn begin(
    tx: &mut SystemTx,
    connection: ConnectionId,
    bucket: &str,
    declared: &Budget,
) -> Result<(), StoreError> {
    sqlx::query!(
        "
        insert into rate_budget (tenant_id, connection_id, bucket, budget)
        select tenant_id, connection_id, $2, $3::jsonb || jsonb_build_object('reserved_percent', reserved_percent)
        from connection where connection_id = $1
        on conflict do nothing
        ",
        connection.uuid(),
        bucket,
        to_json(declared),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

#[async_trait]
impl Budgets for StoreBudgets {
    async fn take(
        &self,
        connection: ConnectionId,
        bucket: &str,
        declared: &Budget,
        wanted: u32,
    ) -> Result<Grant, Failure> {
        let grant = self
            .change(connection, bucket, Some(declared), |budget, now| {
                budget.take(now, wanted)
            })
            .await?;
        Ok(grant.unwrap_or(Grant {
            granted: wanted,
            next_at: None,
        }))
    }

    async fn observe(
        &self,
        connection: ConnectionId,
        bucket: &str,
        readings: &[Reading],
        in_flight: u32,
    ) -> Result<(), Failure> {
        self.change(connection, bucket, None, |budget, now| {
            budget.observe(now, readings, in_flight);
        })
        .await?;
        Ok(())
    }

    async fn block(&self, connection: ConnectionId, bucket: &str, until: Timestamp) -> Result<(), Failure> {
        self.change(connection, bucket, None, |budget, _| budget.block(until))
            .await?;
        Ok(())
    }
}
