//! Opening connections: a flow's two sides, ready for work.

use std::sync::{Arc, Mutex, PoisonError};

use connectors::{Access, Account, Opened, Registry};
use domain::{ConnectionId, StreamName, flow::Flow};
use engine::ports::{Budgets, Clock, Vault};
use store::{Store, StoreError, connections};

/// Opens connections for work. Cheap to clone.
#[derive(Clone)]
pub struct Opening {
    registry: Registry,
    vault: Arc<dyn Vault>,
    budgets: Arc<dyn Budgets>,
    clock: Arc<dyn Clock>,
}

/// Why a connection can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpeningError {
    /// The store can't be asked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such connection.
    #[error("there is no connection {0}")]
    Gone(ConnectionId),
}

/// Both ends of a flow at work, each with a call count of its own.
pub(crate) struct Sides {
    pub(crate) source: Arc<dyn Opened>,
    pub(crate) destination: Arc<dyn Opened>,
    told: Mutex<(u64, u64)>,
}

impl Sides {
    /// Calls made on both sides since this was asked last.
    pub(crate) fn take_calls(&self) -> (u64, u64) {
        let now = (self.source.calls(), self.destination.calls());
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let since = (now.0 - told.0, now.1 - told.1);
        *told = now;
        since
    }
}

impl Opening {
    pub(crate) fn new(
        registry: Registry,
        vault: Arc<dyn Vault>,
        budgets: Arc<dyn Budgets>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            registry,
            vault,
            budgets,
            clock,
        }
    }

    /// Opens a connection as it is kept in the store. Makes no call.
    #[must_use]
    pub fn open(&self, connection: &connections::Connection) -> Arc<dyn Opened> {
        self.registry.get(connection.connector).open(Access {
            connection: connection.id,
            account: account(&connection.account),
            vault: Arc::clone(&self.vault),
            budgets: Arc::clone(&self.budgets),
            clock: Arc::clone(&self.clock),
        })
    }

    /// The address of the remote's own page of one of a connection's records, for people; none if there is none that we
    /// know.
    #[must_use]
    pub fn page(
        &self,
        connection: &connections::Connection,
        stream: &StreamName,
        id: &str,
    ) -> Option<String> {
        let connector = self.registry.get(connection.connector);
        let page = connector.page(&account(&connection.account), stream, id);
        page.map(String::from)
    }

    /// Opens both ends of a flow.
    pub(crate) async fn sides(&self, store: &Store, flow: &Flow) -> Result<Sides, OpeningError> {
        let mut tx = store.begin(flow.tenant).await?;
        let source = find(&mut tx, flow.source.connection).await?;
        let destination = find(&mut tx, flow.destination.connection).await?;
        tx.commit().await?;
        Ok(Sides {
            source: self.open(&source),
            destination: self.open(&destination),
            told: Mutex::default(),
        })
    }
}

/// The account as connectors know it.
fn account(kept: &connections::Account) -> Account {
    let connections::Account {
        id,
        name,
        currency,
        time_zone,
        pages,
    } = kept.clone();
    Account {
        id,
        name,
        currency,
        time_zone,
        pages,
    }
}

async fn find(tx: &mut store::Tx, id: ConnectionId) -> Result<connections::Connection, OpeningError> {
    connections::find(tx, id).await?.ok_or(OpeningError::Gone(id))
}
