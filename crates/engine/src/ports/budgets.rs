use async_trait::async_trait;
use domain::{
    ConnectionId, Failure,
    rate::{Budget, Grant, Reading},
};
use jiff::Timestamp;

/// The call budgets of all connections, shared by every worker of every process.
///
/// A connection has one budget for each bucket of calls that its remote counts apart (HubSpot counts
/// searches by themselves).
#[async_trait]
pub trait Budgets: Send + Sync {
    /// Takes up to `wanted` calls from a bucket. `declared` is what the bucket begins with when nobody has
    /// used it yet; later the remote's headers decide.
    ///
    /// # Errors
    /// When the shared budget can't be reached.
    async fn take(
        &self,
        connection: ConnectionId,
        bucket: &str,
        declared: &Budget,
        wanted: u32,
    ) -> Result<Grant, Failure>;

    /// Learns what the remote's headers said; `in_flight` calls may not be in its count yet.
    ///
    /// # Errors
    /// When the shared budget can't be reached.
    async fn observe(
        &self,
        connection: ConnectionId,
        bucket: &str,
        readings: &[Reading],
        in_flight: u32,
    ) -> Result<(), Failure>;

    /// The remote refused a call: no worker makes another before `until`.
    ///
    /// # Errors
    /// When the shared budget can't be reached.
    async fn block(&self, connection: ConnectionId, bucket: &str, until: Timestamp) -> Result<(), Failure>;
}
