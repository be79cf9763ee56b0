use domain::{AlertKind, Value, flow::FlowState};
use sqlx::PgPool;
use store::{
    StoreError, alerts, connections, drafts,
    flows::{self, NewFlow},
    inbox::Priority,
    lookups::{self, LookupTable},
    revisions, usage,
};

use crate::world::{World, after, content, noon, store};

#[sqlx::test(migrations = "../../migrations")]
async fn publishing_numbers_revisions_and_ends_the_draft(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let mut draft = content();
    draft.settings = serde_json::json!({"pipeline": "b2b"});
    drafts::keep(&mut tx, world.flow.id, &draft, noon())
        .await
        .unwrap();
    assert_eq!(
        drafts::find(&mut tx, world.flow.id).await.unwrap(),
        Some(draft.clone())
    );
    let id = revisions::publish(&mut tx, world.flow.id, &draft).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert!(drafts::find(&mut tx, world.flow.id).await.unwrap().is_none());
    assert_eq!(
        flows::find(&mut tx, world.flow.id)
            .await
            .unwrap()
            .unwrap()
            .revision,
        id
    );
    let all = revisions::list(&mut tx, world.flow.id).await.unwrap();
    assert_eq!(
        all.iter().map(|revision| revision.number).collect::<Vec<_>>(),
        [2, 1]
    );
    assert_eq!(
        revisions::find(&mut tx, id).await.unwrap().unwrap().content,
        draft
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn names_are_unique_and_used_connections_stay(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let again = NewFlow {
        name: "Orders".to_owned(),
        kind: world.flow.kind,
        source: world.flow.source.clone(),
        destination: world.flow.destination.clone(),
    };
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let taken = flows::add(&mut tx, &again, &content()).await.unwrap_err();
    assert_eq!(
        taken.to_string(),
        "this name of a flow is taken already; choose another"
    );
    drop(tx);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let used = connections::remove(&mut tx, world.flow.source.connection).await;
    assert!(matches!(used, Err(StoreError::InUse { .. })));
    drop(tx);
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    flows::pause(&mut tx, world.flow.id, "holiday").await.unwrap();
    let paused = flows::by_name(&mut tx, "Orders").await.unwrap().unwrap();
    assert_eq!(
        paused.state,
        FlowState::Paused {
            reason: "holiday".to_owned()
        }
    );
    flows::remove(&mut tx, world.flow.id).await.unwrap();
    connections::remove(&mut tx, world.flow.source.connection)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    assert!(flows::list(&mut tx).await.unwrap().is_empty());
    assert_eq!(connections::list(&mut tx).await.unwrap().len(), 1);
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_flows_own_look_up_table_lies_on_top_of_the_shared_one(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let mut table = LookupTable {
        flow: None,
        name: "stages".to_owned(),
        default: Some(Value::text("closedwon")),
        rows: vec![(vec!["NL".to_owned(), "0.21".to_owned()], Value::text("high"))],
    };
    lookups::keep(&mut tx, &table).await.unwrap();
    assert_eq!(
        lookups::of_flow(&mut tx, world.flow.id).await.unwrap(),
        [table.clone()]
    );
    table.flow = Some(world.flow.id);
    table.default = None;
    table.rows = vec![(vec!["paid".to_owned()], Value::from(3))];
    lookups::keep(&mut tx, &table).await.unwrap();
    lookups::keep(&mut tx, &table).await.unwrap();
    assert_eq!(lookups::of_flow(&mut tx, world.flow.id).await.unwrap(), [table]);
    assert_eq!(lookups::list(&mut tx).await.unwrap().len(), 2);
    lookups::remove(&mut tx, Some(world.flow.id), "stages")
        .await
        .unwrap();
    assert_eq!(
        lookups::of_flow(&mut tx, world.flow.id).await.unwrap()[0].flow,
        None
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn an_alert_is_raised_once_a_cause(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    let mut tx = world.store.begin(world.tenant).await.unwrap();
    let alert = alerts::NewAlert::new(
        AlertKind::RecordsFailed,
        format!("flow:{}:mapping_failed", world.flow.id),
        "A rule could not be evaluated",
        "Mend the rule",
    )
    .of_flow(world.flow.id);
    assert!(alerts::raise(&mut tx, &alert, noon()).await.unwrap().is_some());
    assert!(alerts::raise(&mut tx, &alert, after(1)).await.unwrap().is_none());
    let open = alerts::list(&mut tx, true, None, 10).await.unwrap();
    assert_eq!((open.len(), open[0].seen, open[0].last_at), (1, 2, after(1)));
    assert!(alerts::resolve(&mut tx, &alert.cause, after(2)).await.unwrap());
    assert!(!alerts::resolve(&mut tx, &alert.cause, after(2)).await.unwrap());
    assert!(alerts::raise(&mut tx, &alert, after(3)).await.unwrap().is_some());
    assert_eq!(alerts::list(&mut tx, false, None, 10).await.unwrap().len(), 2);
}

#[sqlx::test(migrations = "../../migrations")]
async fn the_operator_sees_who_waits_how_long(pool: PgPool) {
    let world = World::new(&store(&pool), "Ours").await;
    world.put(&["1", "2"], Priority::Live, noon()).await;
    let mut tx = world.store.system().await.unwrap();
    let seen = usage::by_tenant(&mut tx, after(90)).await.unwrap();
    assert_eq!((seen.len(), seen[0].waiting, seen[0].lag_seconds), (1, 2, 90.0));
}
