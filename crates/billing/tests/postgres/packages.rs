//! Packages: bought once, delivered to the desk at once, met about, let in for.

use billing::Seen;
use domain::{OrderId, Package, Role};
use jiff::SignedDuration;
use sqlx::PgPool;
use store::{checkouts::What, packages, users};

use crate::world::World;

const SET_UP: What = What::Package(Package::SetUp);

async fn buys(world: &World) -> OrderId {
    let checkout = world.begins(SET_UP).await;
    let Seen::Open { url } = world.till.look(world.tenant, checkout).await.unwrap() else {
        panic!("the payment page is not open");
    };
    world.presses(&url, "pay", "4242").await.unwrap();
    match world.till.look(world.tenant, checkout).await.unwrap() {
        Seen::Paid { order: Some(order) } => order,
        other => panic!("{other:?}"),
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_package_is_one_order_however_often_its_payment_is_told(pool: PgPool) {
    let world = World::new(&pool).await;
    world.expert("elif@kopru.example").await;
    let order = buys(&world).await;
    for event in world.events().await {
        world.hears(&event).await;
    }
    let mut tx = world.store.system().await.unwrap();
    let all = packages::all(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(all.iter().map(|order| order.id).collect::<Vec<_>>(), [order]);
    assert_eq!(
        (all[0].cents, all[0].buyer.as_str()),
        (49_000, "ayse@example.com")
    );
    assert_eq!(world.letters(&pool).await, ["package-bought", "order-arrived"]);
    // A second one is another order.
    assert_ne!(buys(&world).await, order);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_meeting_is_given_once_an_expert(pool: PgPool) {
    let world = World::new(&pool).await;
    let elif = world.expert("elif@kopru.example").await;
    let (first, second) = (buys(&world).await, buys(&world).await);
    let at = world.now() + SignedDuration::from_hours(48);
    let book = async |order| {
        let mut tx = world.store.system().await.unwrap();
        let booked = packages::book(&mut tx, order, at).await.unwrap();
        tx.commit().await.unwrap();
        booked
    };
    assert!(book(first).await);
    assert!(!book(second).await, "two meetings at once");
    let mut tx = world.store.system().await.unwrap();
    let order = packages::any(&mut tx, first).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!((order.expert, order.expert_name.as_str()), (Some(elif), "Elif"));
    let file = billing::meetings::calendar(&order, "Kopru, Elif", world.now()).unwrap();
    assert!(file.contains(&format!("UID:{first}@kopru\r\n")) && file.contains("SUMMARY:Kopru\\, Elif\r\n"));
    world.expert("jan@kopru.example").await;
    assert!(book(second).await);
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_expert_is_let_in_until_the_day_is_over_and_no_longer(pool: PgPool) {
    let world = World::new(&pool).await;
    let elif = world.expert("elif@kopru.example").await;
    let order = buys(&world).await;
    let places = async || {
        let mut tx = world.store.system().await.unwrap();
        let places = users::places(&mut tx, elif).await.unwrap();
        tx.commit().await.unwrap();
        places
    };
    let mut tx = world.store.system().await.unwrap();
    packages::take(&mut tx, order, elif).await.unwrap();
    tx.commit().await.unwrap();
    billing::watch_once(&world.till).await.unwrap();
    assert_eq!(places().await, []);
    let consents = async |days: Option<i64>| {
        let until = days.map(|days| {
            let day = world.now() + SignedDuration::from_hours(24 * days);
            day.to_zoned(jiff::tz::TimeZone::get("Europe/Amsterdam").unwrap())
                .date()
        });
        let mut tx = world.store.begin(world.tenant).await.unwrap();
        packages::set_consent(&mut tx, order, until, world.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        billing::watch_once(&world.till).await.unwrap();
    };
    consents(Some(2)).await;
    assert_eq!(places().await, [(world.tenant, Role::Expert)]);
    world.days_pass(2).await;
    assert_eq!(places().await.len(), 1);
    world.days_pass(1).await;
    assert_eq!(places().await, []);
    consents(Some(5)).await;
    assert_eq!(places().await.len(), 1);
    consents(None).await;
    assert_eq!(places().await, []);
    // Places that were given otherwise are nobody's to take.
    let mut tx = world.store.system().await.unwrap();
    users::join(&mut tx, world.tenant, elif, Role::Expert)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    billing::watch_once(&world.till).await.unwrap();
    assert_eq!(places().await.len(), 1);
}
