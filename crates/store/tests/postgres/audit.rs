use domain::{Role, UserId};
use serde_json::json;
use sqlx::PgPool;
use store::{audit, users};

use crate::world::{store, tenant};

#[sqlx::test(migrations = "../../migrations")]
async fn an_act_names_who_did_it_and_nobody_rewrites_it(pool: PgPool) {
    let store = store(&pool);
    let (ours, other) = (tenant(&store, "Ours").await, tenant(&store, "Other").await);
    let mut tx = store.system().await.unwrap();
    let user = users::add(&mut tx, "ayse@example.com", "Ayşe", None)
        .await
        .unwrap();
    users::join(&mut tx, ours, user, Role::Editor).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin(ours).await.unwrap();
    for act in ["flow.paused", "flow.resumed", "flow.renamed"] {
        audit::note(&mut tx, user, act, &json!({ "name": "orders" }))
            .await
            .unwrap();
    }
    audit::note(&mut tx, UserId::new(), "flow.added", &json!({}))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = store.begin(ours).await.unwrap();
    let page = audit::list(&mut tx, Some("ayse@example.com"), None, 2)
        .await
        .unwrap();
    assert_eq!(
        page.iter().map(|entry| entry.act.as_str()).collect::<Vec<_>>(),
        ["flow.renamed", "flow.resumed"]
    );
    assert_eq!(page[0].role, Some(Role::Editor));
    let older = audit::list(&mut tx, None, Some(page[1].id), 9).await.unwrap();
    assert_eq!(older.len(), 1);
    assert_eq!(older[0].act, "flow.paused");
    drop(tx);
    let mut tx = store.begin(other).await.unwrap();
    assert!(audit::list(&mut tx, None, None, 9).await.unwrap().is_empty());
    drop(tx);
    let mut connection = pool.acquire().await.unwrap();
    sqlx::query("set role kopru_tenant")
        .execute(&mut *connection)
        .await
        .unwrap();
    for statement in ["delete from audit_entry", "update audit_entry set act = 'x'"] {
        let refused = sqlx::query(statement)
            .execute(&mut *connection)
            .await
            .unwrap_err();
        assert!(refused.to_string().contains("permission denied"), "{refused}");
    }
}
