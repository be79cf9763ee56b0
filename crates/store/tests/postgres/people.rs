use std::collections::HashMap;

use auth::ApiToken;
use domain::Role;
use sqlx::PgPool;
use store::{StoreError, StoreSessions, api_tokens, idempotency, users};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
};

use crate::world::{after, noon, store, tenant};

#[sqlx::test(migrations = "../../migrations")]
async fn capitals_make_no_second_person(pool: PgPool) {
    let store = store(&pool);
    let tenant = tenant(&store, "Ours").await;
    let mut tx = store.system().await.unwrap();
    let user = users::add(&mut tx, "Ayse@Example.com", "Ayşe", Some("hash"))
        .await
        .unwrap();
    users::join(&mut tx, tenant, user, Role::Owner).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.system().await.unwrap();
    let found = users::by_email(&mut tx, " ayse@example.COM")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.id, user);
    assert!(!format!("{found:?}").contains("hash\""), "{found:?}");
    assert_eq!(
        users::places(&mut tx, user).await.unwrap(),
        [(tenant, Role::Owner)]
    );
    let twice = users::add(&mut tx, "AYSE@example.com", "", None).await;
    assert!(matches!(twice, Err(StoreError::Taken { .. })));
    drop(tx);
    let mut tx = store.begin(tenant).await.unwrap();
    assert_eq!(
        users::members(&mut tx).await.unwrap()[0].email,
        "Ayse@Example.com"
    );
    drop(tx);
    let other = crate::world::tenant(&store, "Other").await;
    let mut tx = store.begin(other).await.unwrap();
    assert!(users::members(&mut tx).await.unwrap().is_empty());
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_token_works_until_it_is_revoked_and_lies_nowhere(pool: PgPool) {
    let store = store(&pool);
    let tenant = tenant(&store, "Ours").await;
    let mut tx = store.begin(tenant).await.unwrap();
    let (id, token) = api_tokens::create(&mut tx, "till").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.system().await.unwrap();
    assert_eq!(
        api_tokens::owner(&mut tx, &token, noon()).await.unwrap(),
        Some((tenant, id))
    );
    assert!(
        api_tokens::owner(&mut tx, &ApiToken::generate(), noon())
            .await
            .unwrap()
            .is_none()
    );
    tx.commit().await.unwrap();
    let stored: String = sqlx::query_scalar("select t::text from api_token t")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert!(!stored.contains(token.reveal()));
    let mut tx = store.begin(tenant).await.unwrap();
    assert_eq!(
        api_tokens::list(&mut tx).await.unwrap()[0].last_used_at,
        Some(noon())
    );
    api_tokens::revoke(&mut tx, id, after(1)).await.unwrap();
    assert!(api_tokens::revoke(&mut tx, id, after(1)).await.is_err());
    tx.commit().await.unwrap();
    let mut tx = store.system().await.unwrap();
    assert!(
        api_tokens::owner(&mut tx, &token, after(2))
            .await
            .unwrap()
            .is_none()
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_session_is_known_until_it_ends_and_its_id_lies_nowhere(pool: PgPool) {
    let sessions = StoreSessions::new(store(&pool));
    let mut record = Record {
        id: Id::default(),
        data: HashMap::from([("user".to_owned(), serde_json::json!("u"))]),
        expiry_date: OffsetDateTime::now_utc() + time::Duration::hours(1),
    };
    sessions.create(&mut record).await.unwrap();
    let loaded = sessions.load(&record.id).await.unwrap().unwrap();
    assert_eq!(loaded.data, record.data);
    assert!(sessions.load(&Id(7)).await.unwrap().is_none());
    let stored: Vec<u8> = sqlx::query_scalar("select session_hash from session")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_ne!(stored, record.id.0.to_be_bytes());
    sessions.delete(&record.id).await.unwrap();
    assert!(sessions.load(&record.id).await.unwrap().is_none());
    record.expiry_date = OffsetDateTime::now_utc() - time::Duration::hours(1);
    sessions.create(&mut record).await.unwrap();
    assert!(sessions.load(&record.id).await.unwrap().is_none());
    assert_eq!(sessions.sweep(jiff::Timestamp::now()).await.unwrap(), 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_repeated_request_gets_the_first_answer_and_another_one_is_refused(pool: PgPool) {
    let store = store(&pool);
    let tenant = tenant(&store, "Ours").await;
    let mut tx = store.begin(tenant).await.unwrap();
    assert_eq!(
        idempotency::begin(&mut tx, "k", &[1; 32], noon()).await.unwrap(),
        idempotency::Seen::New
    );
    idempotency::finish(&mut tx, "k", 201, b"{}").await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin(tenant).await.unwrap();
    assert_eq!(
        idempotency::begin(&mut tx, "k", &[1; 32], noon()).await.unwrap(),
        idempotency::Seen::Answered {
            status: 201,
            body: b"{}".to_vec()
        }
    );
    assert_eq!(
        idempotency::begin(&mut tx, "k", &[2; 32], noon()).await.unwrap(),
        idempotency::Seen::OtherRequest
    );
    drop(tx);
    let mut tx = store.system().await.unwrap();
    assert_eq!(idempotency::sweep(&mut tx, after(1)).await.unwrap(), 1);
}
