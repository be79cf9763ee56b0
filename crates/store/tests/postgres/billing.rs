//! Trials, subscriptions and the hold on flows of those who don't pay.

use domain::{
    Every, Plan, Standing,
    plan::{Subscription, SubscriptionState, TRIAL},
};
use jiff::SignedDuration;
use sqlx::PgPool;
use store::{
    Store,
    inbox::{self, Priority},
    subscriptions::{self, Kept},
    trials, work,
};

use crate::world::{World, after, claim, noon, store};

async fn standing(store: &Store, tenant: domain::TenantId, at: jiff::Timestamp) -> Standing {
    let mut tx = store.begin(tenant).await.unwrap();
    let standing = trials::standing(&mut tx, at).await.unwrap();
    tx.commit().await.unwrap();
    standing
}

async fn starts_trial(store: &Store, tenant: domain::TenantId) -> bool {
    let mut tx = store.begin(tenant).await.unwrap();
    let began = trials::start(&mut tx, noon()).await.unwrap();
    tx.commit().await.unwrap();
    began
}

fn told(state: SubscriptionState) -> Kept {
    Kept {
        id: "sub_1".to_owned(),
        item: "si_1".to_owned(),
        subscription: Subscription {
            plan: Plan::Grow,
            every: Every::Year,
            state,
            period_ends_at: noon() + SignedDuration::from_hours(24),
            cancels_at: None,
        },
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_trial_begins_once_and_never_for_the_operators_own_tenant(pool: PgPool) {
    let store = store(&pool);
    let tenant = crate::world::tenant(&store, "Bloemen").await;
    assert_eq!(standing(&store, tenant, noon()).await, Standing::NotStarted);
    assert!(starts_trial(&store, tenant).await);
    assert!(!starts_trial(&store, tenant).await);
    let ends_at = noon() + TRIAL;
    assert_eq!(
        standing(&store, tenant, after(60)).await,
        Standing::Trial { ends_at }
    );
    assert_eq!(
        standing(&store, tenant, ends_at).await,
        Standing::Ended {
            at: ends_at,
            plan: None
        }
    );
    let own = crate::world::tenant(&store, "Operator").await;
    let mut tx = store.system().await.unwrap();
    trials::set_unlimited(&mut tx, own).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!starts_trial(&store, own).await);
    assert_eq!(standing(&store, own, ends_at).await, Standing::Unlimited);
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_answer_to_an_earlier_question_changes_nothing(pool: PgPool) {
    let store = store(&pool);
    let tenant = crate::world::tenant(&store, "Bloemen").await;
    let mut tx = store.system().await.unwrap();
    let late = told(SubscriptionState::PastDue {
        since: noon(),
        refusal: "Your card was declined.".to_owned(),
    });
    assert!(
        subscriptions::keep(&mut tx, tenant, &late, after(10))
            .await
            .unwrap()
    );
    let active = told(SubscriptionState::Active);
    assert!(
        !subscriptions::keep(&mut tx, tenant, &active, after(5))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert_eq!(
        standing(&store, tenant, after(20)).await,
        Standing::Active(late.subscription)
    );
    let mut tx = store.system().await.unwrap();
    let ended = told(SubscriptionState::Ended { at: after(30) });
    assert!(
        subscriptions::keep(&mut tx, tenant, &ended, after(31))
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    assert!(standing(&store, tenant, after(40)).await.holds_flows());
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_event_is_new_once(pool: PgPool) {
    let store = store(&pool);
    let mut tx = store.system().await.unwrap();
    for wanted in [true, false] {
        let new = subscriptions::note_event(&mut tx, "evt_1", "invoice.paid", noon()).await;
        assert_eq!(new.unwrap(), wanted);
    }
    subscriptions::forget_events(&mut tx, after(1)).await.unwrap();
    assert!(!subscriptions::knows_event(&mut tx, "evt_1").await.unwrap());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_held_flow_keeps_its_keys_and_goes_on_when_let(pool: PgPool) {
    let world = World::new(&store(&pool), "Bloemen").await;
    world.put(&["4711", "4712"], Priority::Live, noon()).await;
    let hold = |held: bool| {
        let world = &world;
        async move {
            let mut tx = world.store.system().await.unwrap();
            let changed = trials::hold_flows(&mut tx, world.tenant, held).await.unwrap();
            tx.commit().await.unwrap();
            changed
        }
    };
    assert_eq!((hold(true).await, hold(true).await), (1, 0));
    assert_eq!(claim(&world.store, after(60), None).await, None);
    let mut tx = world.store.system().await.unwrap();
    assert_eq!(work::next_due(&mut tx, noon(), None).await.unwrap(), None);
    tx.commit().await.unwrap();
    // Webhooks are still taken in.
    assert_eq!(world.put(&["4713"], Priority::Live, after(70)).await, 1);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let waiting = inbox::backlog(&mut tx, world.flow.id).await.unwrap().waiting;
    assert_eq!(waiting, 3);
    tx.commit().await.unwrap();
    // A flow that is made meanwhile is held, too.
    let other = world.reverse().await;
    assert_eq!(hold(false).await, 2);
    let lease = claim(&world.store, after(80), None).await.unwrap();
    assert_ne!(lease.flow, other.id);
    // Held while it is worked on: the worker hands it back after its batch.
    hold(true).await;
    let mut tx = world.store.system().await.unwrap();
    assert!(work::others_wait(&mut tx, after(81), &lease).await.unwrap());
}
