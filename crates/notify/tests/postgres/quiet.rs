//! Quiet hours and digests, with a clock that is moved.

use domain::{Role, Severity};
use notify::next_digest;
use sqlx::PgPool;
use store::notices::Preference;

use crate::world::World;

fn night() -> Preference {
    Preference {
        quiet: Some((22 * 60, 7 * 60)),
        ..Preference::of(Role::Owner)
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn quiet_hours_hold_back_all_but_the_severe(pool: PgPool) {
    let world = World::new(&pool).await;
    world.wants(world.owner, &night(), None).await;
    world.it_becomes(0, 23, 0).await;
    world.relay();
    world.raises("stream:1", Severity::Warning).await.unwrap();
    world.raises("stream:2", Severity::Warning).await.unwrap();
    world.raises("stream:3", Severity::Warning).await.unwrap();
    world.raises("stream:4", Severity::Severe).await.unwrap();
    world.has_letters(1).await;
    world.it_becomes(1, 3, 0).await;
    // One ends in the night: nobody hears of it at all.
    world.ends("stream:3").await;
    world.has_letters(1).await;
    world.it_becomes(1, 7, 0).await;
    let subjects = world.has_letters(2).await;
    assert_eq!(subjects[1], "2 alerts came in your quiet hours");
    world.it_becomes(1, 8, 0).await;
    world.has_letters(2).await;
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_single_alert_of_the_night_comes_as_itself(pool: PgPool) {
    let world = World::new(&pool).await;
    world.wants(world.owner, &night(), None).await;
    world.it_becomes(0, 23, 0).await;
    world.relay();
    world.raises("stream:1", Severity::Warning).await.unwrap();
    world.has_letters(0).await;
    world.it_becomes(1, 7, 1).await;
    let subjects = world.has_letters(1).await;
    assert_eq!(subjects, ["Changes in A remote system can't be read"]);
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_digest_comes_once_a_day_at_the_members_hour(pool: PgPool) {
    let world = World::new(&pool).await;
    let now = world.it_becomes(0, 6, 0).await;
    let wanted = Preference {
        least: Severity::Severe,
        digest_hour: Some(8),
        ..Preference::of(Role::Owner)
    };
    world
        .wants(world.owner, &wanted, Some(next_digest(now, "UTC", 8)))
        .await;
    world.relay();
    world.raises("stream:1", Severity::Notice).await.unwrap();
    world.has_letters(0).await;
    world.it_becomes(0, 8, 0).await;
    let subjects = world.has_letters(1).await;
    assert_eq!(subjects, ["Bloemen & Zn: 0 records, 1 alert open"]);
    world.it_becomes(0, 20, 0).await;
    world.has_letters(1).await;
    world.ends("stream:1").await;
    world.it_becomes(1, 8, 0).await;
    let subjects = world.has_letters(2).await;
    assert_eq!(subjects[1], "Bloemen & Zn: 0 records, nothing needs you");
}
