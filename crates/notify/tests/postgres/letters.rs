//! Letters by a real mail server: sent with their transaction, again until they are taken, and kept by nobody.

use std::time::Duration;

use domain::{Language, Severity};
use jiff::SignedDuration;
use notify::{Letter, LetterKind, mail};
use sqlx::PgPool;
use store::letters;

use crate::{
    receivers::mail_server,
    world::{World, until},
};

fn invitation() -> Letter {
    Letter {
        to: "piet@example.com".to_owned(),
        language: Language::Tr,
        kind: LetterKind::Invitation {
            by: "Ayşe Yılmaz".to_owned(),
            tenant: "Bloemen & Zn".to_owned(),
            link: "https://kopru.example/invitations/4815162342".to_owned(),
        },
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_letter_leaves_with_its_transaction_and_is_gone_once_it_is_sent(pool: PgPool) {
    let (server, mailbox) = mail_server("250 ok").await;
    let world = World::by_mail(&pool, &server).await;
    world.relay();
    let mut tx = world.store.system().await.unwrap();
    mail(&mut tx, &invitation()).await.unwrap();
    drop(tx);
    let mut tx = world.store.system().await.unwrap();
    mail(&mut tx, &invitation()).await.unwrap();
    tx.commit().await.unwrap();
    until("the letter arrives", || !mailbox.letters().is_empty()).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let letters = mailbox.letters();
    assert_eq!(letters.len(), 1, "what was not kept is not sent");
    for words in [
        "From: Kopru <no-reply@kopru.example>",
        "To: piet@example.com",
        "Auto-Submitted: auto-generated",
        "multipart/alternative",
    ] {
        assert!(letters[0].contains(words), "{words}: {}", letters[0]);
    }
    let (left, sent): (i64, i64) = sqlx::query_as(
        "select count(*) filter (where sealed is not null), count(*) filter (where sent_at is not null) from letter",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!((left, sent), (0, 1), "nothing of what it says is kept");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_waiting_letter_lies_sealed(pool: PgPool) {
    let world = World::new(&pool).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    mail(&mut tx, &invitation()).await.unwrap();
    tx.commit().await.unwrap();
    let row: String = sqlx::query_scalar("select l::text || encode(l.sealed, 'escape') from letter l")
        .fetch_one(&pool)
        .await
        .unwrap();
    for secret in ["piet@example.com", "4815162342", "Bloemen"] {
        assert!(!row.contains(secret), "{row}");
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn letters_survive_an_exchange_of_the_master_key(pool: PgPool) {
    let world = World::new(&pool).await;
    let mut tx = world.store.system().await.unwrap();
    mail(&mut tx, &invitation()).await.unwrap();
    tx.commit().await.unwrap();
    let new = auth::MasterKey::generate();
    store::tenants::rotate_master(&world.store, &new).await.unwrap();
    let store = store::Store::new(pool.clone(), new);
    let mut tx = store.system().await.unwrap();
    let (now, again) = (world.now(), world.now() + SignedDuration::from_mins(1));
    let taken = letters::take(&mut tx, now + SignedDuration::from_secs(5), again)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(taken.written.unwrap().to, "piet@example.com");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_process_that_dies_between_sending_and_marking_sends_twice_at_most(pool: PgPool) {
    let (server, mailbox) = mail_server("250 ok").await;
    let world = World::by_mail(&pool, &server).await;
    let mut tx = world.store.system().await.unwrap();
    mail(&mut tx, &invitation()).await.unwrap();
    tx.commit().await.unwrap();
    // One takes it, perhaps sends it, and is gone before it could say so.
    world.later(SignedDuration::from_secs(1)).await;
    let mut tx = world.store.system().await.unwrap();
    let taken = letters::take(&mut tx, world.now(), world.now() + SignedDuration::from_secs(90))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert!(taken.is_some());
    world.relay();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert!(mailbox.letters().is_empty(), "it is another's for a while");
    world.later(SignedDuration::from_secs(91)).await;
    until("it is never lost", || !mailbox.letters().is_empty()).await;
    world.later(SignedDuration::from_hours(1)).await;
    tokio::time::sleep(Duration::from_millis(400)).await;
    let letters = mailbox.letters();
    assert_eq!(letters.len(), 1);
    let id = taken.unwrap().id;
    assert!(
        letters[0].contains(&format!("Message-ID: <{id}@kopru.example>")),
        "{}",
        letters[0]
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mail_server_in_trouble_is_asked_again(pool: PgPool) {
    let (server, mailbox) = mail_server("451 4.3.0 try again later").await;
    let world = World::by_mail(&pool, &server).await;
    world.relay();
    let mut tx = world.store.system().await.unwrap();
    mail(&mut tx, &invitation()).await.unwrap();
    tx.commit().await.unwrap();
    let mut last = (0_i16, None);
    for _ in 0..200 {
        last = sqlx::query_as("select attempts, last_error from letter")
            .fetch_one(&pool)
            .await
            .unwrap();
        if last.1.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    let (attempts, error): (i16, Option<String>) = last;
    assert!(attempts >= 1 && error.unwrap().contains("try again later"));
    assert!(mailbox.letters().is_empty());
    let open: i64 = sqlx::query_scalar("select count(*) from letter where sealed is not null")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(open, 1, "it is kept");
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_mailbox_that_does_not_exist_is_given_up_and_told_of(pool: PgPool) {
    let (server, _) = mail_server("550 5.1.1 no such user").await;
    let world = World::by_mail(&pool, &server).await;
    world.relay();
    world.raises("stream:1", Severity::Severe).await.unwrap();
    let mut told = 0_i64;
    for _ in 0..400 {
        told = sqlx::query_scalar(
            "select count(*) from alert where kind = 'channel_failed' and remote_words like '%no such user%'",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        if told > 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(told, 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_test_letter_answers_in_the_mail_servers_words(pool: PgPool) {
    let (server, mailbox) = mail_server("250 ok").await;
    let answer = tested(&pool, &server).await;
    assert!(answer.well && answer.words.contains("queued as 1"), "{answer:?}");
    assert_eq!(mailbox.letters().len(), 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_test_letter_that_is_refused_says_why(pool: PgPool) {
    let (server, _) = mail_server("550 5.1.1 no such user").await;
    let answer = tested(&pool, &server).await;
    assert!(
        !answer.well && answer.words.contains("no such user"),
        "{answer:?}"
    );
}

async fn tested(pool: &PgPool, server: &str) -> notify::Answer {
    let world = World::by_mail(pool, server).await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let reader = store::notices::readers(&mut tx).await.unwrap().remove(0);
    tx.commit().await.unwrap();
    world.office.test_letter(&reader).await
}
