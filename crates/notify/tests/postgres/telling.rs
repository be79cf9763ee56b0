//! Told at once, once a cause, with the cause and a link to the cure; and again when it is over.

use domain::{AlertKind, Role, Severity};
use jiff::SignedDuration;
use sqlx::PgPool;
use store::{alerts, notices::Preference};

use crate::world::World;

const DOWN: &str = "Changes in A remote system can't be read";

#[sqlx::test(migrations = "../../migrations")]
async fn an_alert_is_told_at_once_and_once_a_cause(pool: PgPool) {
    let world = World::new(&pool).await;
    world.relay();
    let begin = std::time::Instant::now();
    let id = world.raises("stream:1", Severity::Severe).await.unwrap();
    for _ in 0..5 {
        assert!(world.raises("stream:1", Severity::Severe).await.is_none());
    }
    assert_eq!(world.has_letters(1).await, [DOWN]);
    assert!(begin.elapsed().as_secs() < 5, "told after {:?}", begin.elapsed());
    let letters = world.office.kept().unwrap().list(1).await.unwrap();
    let written = &letters[0].written;
    assert_eq!(written.to, "ayse@example.com");
    for words in [
        "What happened: stream:1.",
        "403: no scope",
        "https://kopru.example/alerts/",
    ] {
        assert!(written.text.contains(words), "{words}: {}", written.text);
    }
    assert!(written.text.contains(&id.to_string()), "{}", written.text);
    assert!(
        written.html.contains("no scope &#60;crm.objects&#62;"),
        "{}",
        written.html
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn that_it_is_over_is_told_and_a_cause_that_comes_back_is_told_anew(pool: PgPool) {
    let world = World::new(&pool).await;
    world.relay();
    world.raises("stream:1", Severity::Severe).await.unwrap();
    world.has_letters(1).await;
    world.ends("stream:1").await;
    let subjects = world.has_letters(2).await;
    assert_eq!(subjects[1], format!("Over: {DOWN}"));
    world.raises("stream:1", Severity::Severe).await.unwrap();
    world.has_letters(3).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_comes_and_goes_is_one_alert_and_is_over_after_a_minute(pool: PgPool) {
    let world = World::new(&pool).await;
    world.relay();
    let down = || world.raises_kind(AlertKind::RemoteDown, "trouble:1", Severity::Warning);
    down().await.unwrap();
    world.has_letters(1).await;
    for _ in 0..3 {
        world.ends("trouble:1").await;
        world.later(SignedDuration::from_secs(20)).await;
        assert!(down().await.is_none(), "the same alert goes on");
    }
    world.has_letters(1).await;
    world.ends("trouble:1").await;
    world.later(SignedDuration::from_secs(61)).await;
    let subjects = world.has_letters(2).await;
    assert!(subjects[1].starts_with("Over: "), "{subjects:?}");
}

#[sqlx::test(migrations = "../../migrations")]
async fn what_was_over_before_anyone_was_told_is_not_told(pool: PgPool) {
    let world = World::new(&pool).await;
    world.raises("stream:1", Severity::Severe).await.unwrap();
    world.ends("stream:1").await;
    world.relay();
    world.raises("stream:2", Severity::Severe).await.unwrap();
    world.has_letters(1).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn those_who_can_not_act_are_told_only_if_they_wish(pool: PgPool) {
    let world = World::new(&pool).await;
    world.member("piet@example.com", Role::Editor).await;
    let viewer = world.member("eve@example.com", Role::Viewer).await;
    world.relay();
    world.raises("stream:1", Severity::Warning).await.unwrap();
    world.has_letters(2).await;
    let wanted = Preference {
        by_email: true,
        least: Severity::Severe,
        ..Preference::of(Role::Viewer)
    };
    world.wants(viewer, &wanted, None).await;
    world.raises("stream:2", Severity::Warning).await.unwrap();
    world.has_letters(4).await;
    world.raises("stream:3", Severity::Severe).await.unwrap();
    world.has_letters(7).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_last_owner_can_not_be_left_without_letters(pool: PgPool) {
    let world = World::new(&pool).await;
    let other = world.member("piet@example.com", Role::Owner).await;
    let off = Preference {
        by_email: false,
        ..Preference::of(Role::Owner)
    };
    world.wants(other, &off, None).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let refused = store::notices::keep(&mut tx, world.owner, &off, None, world.now()).await;
    assert!(
        matches!(refused, Err(store::StoreError::Refused { .. })),
        "{refused:?}"
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_muted_alert_is_silent_until_its_end_and_so_is_its_cause(pool: PgPool) {
    let world = World::new(&pool).await;
    let id = world.raises("stream:1", Severity::Severe).await.unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let end = world.now() + SignedDuration::from_hours(8);
    alerts::mute(&mut tx, id, end).await.unwrap();
    tx.commit().await.unwrap();
    world.relay();
    world.raises("stream:2", Severity::Severe).await.unwrap();
    world.has_letters(1).await;
    // Over and back: still muted.
    world.ends("stream:1").await;
    world.raises("stream:1", Severity::Severe).await.unwrap();
    world.has_letters(1).await;
    world.later(SignedDuration::from_hours(8)).await;
    world.has_letters(2).await;
}
