use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use auth::MasterKey;
use domain::{
    ConnectorId, Failure, FailureClass, FailureReason,
    rate::{Budget, Window},
};
use engine::ports::{Budgets, Clock, Credential, Refresher, Renewed, Vault};
use jiff::{SignedDuration, Timestamp};
use sqlx::PgPool;
use store::{
    Store, StoreBudgets, StoreVault,
    connections::{self, Status},
    inbox::Priority,
    tenants,
};

use crate::world::{World, after, claim, noon, secret, store};

struct Remote {
    asked: AtomicU32,
    answer: Result<&'static str, Failure>,
}

impl Remote {
    fn answering(answer: Result<&'static str, Failure>) -> Arc<Self> {
        Arc::new(Self {
            asked: AtomicU32::new(0),
            answer,
        })
    }
}

#[async_trait]
impl Refresher for Remote {
    async fn refresh(&self, _: &Credential) -> Result<Renewed, Failure> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.answer.clone().map(secret)
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_renewals_at_once_ask_the_remote_once(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let connection = world.flow.destination.connection;
    let remote = Remote::answering(Ok("renewed"));
    let tasks = (0..2).map(|_| {
        let (vault, remote) = (StoreVault::new(world.store.clone()), Arc::clone(&remote));
        tokio::spawn(async move {
            let seen = vault.load(connection).await.unwrap();
            assert_eq!(seen.secret, "pat-eu1");
            vault
                .renew(connection, seen.version, remote.as_ref())
                .await
                .unwrap()
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        let credential = task.await.unwrap();
        assert_eq!((credential.version, credential.secret.as_str()), (2, "renewed"));
    }
    assert_eq!(remote.asked.load(Ordering::SeqCst), 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_renewal_that_fails_leaves_the_old_credential(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let vault = StoreVault::new(world.store.clone());
    let connection = world.flow.destination.connection;
    let down = Remote::answering(Err(Failure::transient(FailureReason::Unreachable, "down")));
    assert!(vault.renew(connection, 1, down.as_ref()).await.is_err());
    assert_eq!(vault.load(connection).await.unwrap().version, 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_refused_credential_stops_the_flow_until_someone_signs_in(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let vault = StoreVault::new(world.store.clone());
    let connection = world.flow.destination.connection;
    world.put(&["1"], Priority::Live, noon()).await;
    vault.revoked(connection, 0, "an older version").await.unwrap();
    let lease = claim(&world.store, noon(), None).await.unwrap();
    crate::world::release(&world.store, &lease).await;
    vault.revoked(connection, 1, "invalid_grant").await.unwrap();
    assert!(claim(&world.store, after(1), None).await.is_none());
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let found = connections::find(&mut tx, connection).await.unwrap().unwrap();
    assert_eq!(
        found.status,
        Status::NeedsSignIn {
            words: "invalid_grant".to_owned()
        }
    );
    connections::sign_in(&mut tx, connection, &secret("fresh"), None)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(vault.load(connection).await.unwrap().secret, "fresh");
    assert!(
        claim(&world.store, after(1), None).await.is_some(),
        "the key was kept"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_sealed_credential_moved_to_another_row_does_not_open(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let stored: Vec<Vec<u8>> = sqlx::query_scalar("select credential from connection")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert!(
        stored
            .iter()
            .all(|bytes| !bytes.windows(3).any(|part| part == b"pat"))
    );
    sqlx::query(
        "update connection set credential = (select credential from connection where connector = 'hubspot')",
    )
    .execute(&pool)
    .await
    .unwrap();
    let vault = StoreVault::new(world.store.clone());
    assert!(vault.load(world.flow.destination.connection).await.is_ok());
    let failure = vault.load(world.flow.source.connection).await.unwrap_err();
    assert_eq!(failure.class, FailureClass::Permanent);
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_master_key_is_exchanged_without_touching_what_tenants_sealed(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let new = MasterKey::generate();
    assert_eq!(tenants::rotate_master(&world.store, &new).await.unwrap(), 1);
    assert_eq!(tenants::rotate_master(&world.store, &new).await.unwrap(), 0);
    let connection = world.flow.destination.connection;
    let with_new = StoreVault::new(Store::new(pool.clone(), new));
    assert_eq!(with_new.load(connection).await.unwrap().secret, "pat-eu1");
    let with_other = StoreVault::new(store(&pool));
    assert!(with_other.load(connection).await.is_err());
}

#[sqlx::test(migrations = "../../migrations")]
async fn hooks_find_their_connections(pool: PgPool) {
    let store = store(&pool);
    let world = World::new(&store, "Ours").await;
    World::new(&store, "Same portal").await;
    let mut tx = store.system().await.unwrap();
    let found = connections::of_account(&mut tx, ConnectorId::Hubspot, "146101")
        .await
        .unwrap();
    assert_eq!(found.len(), 2);
    assert!(
        connections::of_account(&mut tx, ConnectorId::LightspeedEcom, "146101")
            .await
            .unwrap()
            .is_empty()
    );
    let first = connections::find(&mut tx, world.flow.source.connection)
        .await
        .unwrap()
        .unwrap();
    let by_token = connections::of_hook_token(&mut tx, &first.hook_token)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(by_token, first);
    assert!(
        connections::of_hook_token(&mut tx, "guessed")
            .await
            .unwrap()
            .is_none()
    );
}

struct Stopped(Timestamp);

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        self.0
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn two_takers_share_one_budget(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let connection = world.flow.destination.connection;
    let declared = Budget::new(vec![Window::sliding(100, SignedDuration::from_secs(10))]);
    let takers = (0..4).map(|_| {
        let budgets = StoreBudgets::new(world.store.clone(), Arc::new(Stopped(noon())));
        let declared = declared.clone();
        tokio::spawn(async move {
            let mut granted = 0;
            for _ in 0..10 {
                granted += budgets
                    .take(connection, "calls", &declared, 7)
                    .await
                    .unwrap()
                    .granted;
            }
            granted
        })
    });
    let mut granted = 0;
    for task in takers.collect::<Vec<_>>() {
        granted += task.await.unwrap();
    }
    assert_eq!(granted, 100);
    let budgets = StoreBudgets::new(world.store.clone(), Arc::new(Stopped(after(60))));
    budgets.block(connection, "calls", after(90)).await.unwrap();
    let refused = budgets.take(connection, "calls", &declared, 1).await.unwrap();
    assert_eq!((refused.granted, refused.next_at), (0, Some(after(90))));
    assert_eq!(
        budgets
            .take(connection, "search", &declared, 1)
            .await
            .unwrap()
            .granted,
        1
    );
}
