//! What outlives a restart: each side's data in a file of its own, written whole.
//!
//! A side counts its changes ([`Changes`]); a task looks at the counts and, where one has moved, writes a
//! copy of the side beside the old file and puts it in its place. So there is never half a file, and a
//! process that is killed loses no more than the last moments. Calls wait while the copy is made, not
//! while it is written. Faults, limits, settings and counts of calls are not kept.

mod file;
pub(crate) mod forms;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::watch;

use crate::{Options, SandboxError, Shared, ShopSize, faults::Side, lock};
use file::Failure;

/// How long a change waits at most to be written, as long as writing is quick.
const EVERY: Duration = Duration::from_millis(500);
/// A large shop takes longer to write; then so many times as long is spent on other things.
const REST: u32 = 2;
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(10);

/// How often a side was changed.
///
/// Whoever changes something counts while he still holds the lock on what he changes: then a copy made
/// after the count was read has the change in it.
#[derive(Default)]
pub(crate) struct Changes(AtomicU64);

impl Changes {
    /// Counts one.
    pub(crate) fn note(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// Changes so far.
    pub(crate) fn count(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// The folder with the files of one shop and seed.
pub(crate) struct Memory {
    folder: PathBuf,
    /// Shop and seed: another shop has files of its own.
    name: String,
    /// The count of changes that each side's file has in it.
    written: Mutex<BTreeMap<Side, u64>>,
}

impl Memory {
    /// Opens the folder that the options name, if they do; makes it if need be.
    pub(crate) fn open(options: &Options) -> Result<Option<Self>, SandboxError> {
        let Some(folder) = &options.state else {
            return Ok(None);
        };
        fs::create_dir_all(folder).map_err(|source| SandboxError::State {
            path: folder.clone(),
            source,
        })?;
        let shop = match options.shop {
            ShopSize::Small => "small",
            ShopSize::Large => "large",
            ShopSize::Orders1000 => "orders-1000",
        };
        Ok(Some(Self {
            folder: folder.clone(),
            name: format!("{shop}-{}", options.seed),
            written: Mutex::default(),
        }))
    }

    /// What a side was when it was last written; nothing at the first start or when the file is damaged.
    pub(crate) fn recall<T: DeserializeOwned>(&self, side: Side) -> Result<Option<T>, SandboxError> {
        let path = self.path(side);
        match file::read(&path) {
            Ok(kept) => {
                lock(&self.written).insert(side, 0);
                Ok(Some(kept))
            }
            Err(Failure::File(error)) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(Failure::File(source)) => Err(SandboxError::State { path, source }),
            Err(Failure::Content(damage)) => {
                let aside = set_aside(&path).map_err(|source| SandboxError::State {
                    path: path.clone(),
                    source,
                })?;
                tracing::error!(
                    file = %path.display(), moved_to = %aside.display(), %damage,
                    "a stand-in's data cannot be read; it starts afresh, the file was set aside"
                );
                Ok(None)
            }
        }
    }

    /// Writes all sides, as far as they have changed.
    pub(crate) fn save(&self, shared: &Shared) -> io::Result<()> {
        let hub = shared.hub.get().map_or(Ok(()), |hub| {
            self.save_side(Side::Hubspot, &hub.changes, || hub.kept())
        });
        let shop = shared.shop.get().map_or(Ok(()), |shop| {
            self.save_side(Side::Lightspeed, &shop.changes, || shop.kept())
        });
        let stripe = shared.stripe.get().map_or(Ok(()), |stripe| {
            self.save_side(Side::Stripe, &stripe.changes, || stripe.kept())
        });
        hub.and(shop).and(stripe)
    }

    fn save_side<T: Serialize>(
        &self,
        side: Side,
        changes: &Changes,
        kept: impl FnOnce() -> T,
    ) -> io::Result<()> {
        let mut written = lock(&self.written);
        let count = changes.count();
        if written.get(&side) == Some(&count) {
            return Ok(());
        }
        file::write(&self.path(side), &kept())?;
        written.insert(side, count);
        Ok(())
    }

    fn path(&self, side: Side) -> PathBuf {
        let side = match side {
            Side::Hubspot => "hubspot",
            Side::Lightspeed => "lightspeed",
            Side::Stripe => "stripe",
        };
        self.folder.join(format!("{side}-{}.state", self.name))
    }
}

/// Renames a file that cannot be read, so that the next one does not take its place.
fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let now = jiff::Timestamp::now().as_millisecond();
    let aside = path.with_extension(format!("damaged-{now}"));
    fs::rename(path, &aside)?;
    Ok(aside)
}

/// Writes what has changed, again and again, until told to stop or until the stand-ins are dropped.
pub(crate) async fn keep(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    loop {
        let begun = Instant::now();
        let pause = if save(&shared).await {
            EVERY.max(begun.elapsed() * REST)
        } else {
            AFTER_FAILURE
        };
        tokio::select! {
            _ = stopped.changed() => break,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Writes what has changed; whether that went well.
pub(crate) async fn save(shared: &Arc<Shared>) -> bool {
    let again = shared.clone();
    let saved = tokio::task::spawn_blocking(move || match &again.memory {
        Some(memory) => memory
            .save(&again)
            .map_err(|error| (memory.folder.clone(), error)),
        None => Ok(()),
    })
    .await;
    match saved {
        Ok(Ok(())) => true,
        Ok(Err((folder, error))) => {
            tracing::error!(
                folder = %folder.display(), %error,
                "the stand-ins' data could not be written; a restart would lose what has changed"
            );
            false
        }
        // The runtime is ending.
        Err(_) => false,
    }
}
