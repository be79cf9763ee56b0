use sqlx::{Acquire as _, AssertSqlSafe, PgPool, Postgres, Row, Transaction};
use store::{connections, flows, inbox::Priority, records};

use crate::world::{World, created, noon, store};

/// Every table with a tenant's rows, as the catalogue has it: a new one is checked without being named here.
async fn tenant_tables(pool: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relkind in ('r', 'p') and not c.relispartition and a.attname = 'tenant_id' and not a.attisdropped
            and c.relnamespace = 'public'::regnamespace
         order by 1",
    )
    .fetch_all(pool)
    .await
    .unwrap()
}

#[sqlx::test(migrations = "../../migrations")]
async fn every_table_of_tenants_is_guarded_and_begins_its_key_with_the_tenant(pool: PgPool) {
    let tables = tenant_tables(&pool).await;
    assert!(tables.len() > 20, "{tables:?}");
    for table in &tables {
        let row = sqlx::query(
            "select relrowsecurity and relforcerowsecurity as guarded,
                (select count(*) from pg_policy where polrelid = c.oid) as policies,
                (select attnotnull from pg_attribute where attrelid = c.oid and attname = 'tenant_id') as owned,
                (select a.attname::text from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
                    where i.indrelid = c.oid and i.indisprimary) as first_key
             from pg_class c where oid = $1::regclass",
        )
        .bind(table)
        .fetch_one(&pool)
        .await
        .unwrap();
        assert!(row.get::<bool, _>("guarded"), "{table} is not guarded");
        assert_eq!(row.get::<i64, _>("policies"), 2, "{table}");
        // A queue that one relay empties for all, tenants or not, is no table of a tenant's own.
        if row.get::<bool, _>("owned") {
            assert_eq!(row.get::<String, _>("first_key"), "tenant_id", "{table}");
        }
    }
}

/// How many rows a statement reaches. One that the role may not even ask for reaches none.
async fn reached(raw: &mut Transaction<'_, Postgres>, statement: String) -> u64 {
    let mut tried = raw.begin().await.unwrap();
    match sqlx::query(AssertSqlSafe(statement)).execute(&mut *tried).await {
        Ok(done) => done.rows_affected(),
        Err(error) => {
            let code = error
                .as_database_error()
                .and_then(|error| error.code().map(|code| code.to_string()));
            assert_eq!(code.as_deref(), Some("42501"), "{error}");
            tried.rollback().await.unwrap();
            0
        }
    }
}

#[sqlx::test(migrations = "../../migrations")]
async fn another_tenant_sees_nothing_not_even_by_raw_sql(pool: PgPool) {
    let store = store(&pool);
    let ours = World::new(&store, "Ours").await;
    ours.put(&["1", "2"], Priority::Live, noon()).await;
    ours.work(noon(), created).await;
    ours.put(&["3"], Priority::Live, noon()).await;
    let theirs = World::new(&store, "Theirs").await;

    for table in tenant_tables(&pool).await {
        let mut raw = pool.begin().await.unwrap();
        let guard = format!(
            "set local role kopru_tenant; set local kopru.tenant = '{}'",
            theirs.tenant
        );
        sqlx::raw_sql(AssertSqlSafe(guard))
            .execute(&mut *raw)
            .await
            .unwrap();
        let select = format!("select from {table} where tenant_id = '{}'", ours.tenant);
        assert_eq!(reached(&mut raw, select).await, 0, "{table}");
        let delete = format!("delete from {table} where tenant_id = '{}'", ours.tenant);
        assert_eq!(reached(&mut raw, delete).await, 0, "{table}");
    }

    let mut tx = store.begin(theirs.tenant).await.unwrap();
    assert!(flows::find(&mut tx, ours.flow.id).await.unwrap().is_none());
    assert!(
        connections::find(&mut tx, ours.flow.source.connection)
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        records::list(&mut tx, &records::Filter::default(), 50)
            .await
            .unwrap()
            .is_empty()
    );
    let refused = store::inbox::put(&mut tx, ours.flow.id, &["9".into()], Priority::Live, None, noon()).await;
    // The row would be the other tenant's own, for a flow that it does not have: no worker ever looks there.
    assert!(refused.is_ok());
    drop(tx);
    let mut tx = store.begin(ours.tenant).await.unwrap();
    assert_eq!(
        store::inbox::backlog(&mut tx, ours.flow.id)
            .await
            .unwrap()
            .waiting,
        1
    );
}

#[sqlx::test(migrations = "../../migrations")]
async fn without_a_tenant_nothing_is_seen_and_partitions_have_no_back_door(pool: PgPool) {
    let store = store(&pool);
    let world = World::new(&store, "Ours").await;
    world.put(&["1"], Priority::Live, noon()).await;
    world.work(noon(), created).await;
    let mut raw = pool.begin().await.unwrap();
    sqlx::raw_sql("set local role kopru_tenant")
        .execute(&mut *raw)
        .await
        .unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from journal_entry")
        .fetch_one(&mut *raw)
        .await
        .unwrap();
    assert_eq!(seen, 0);
    let partition: String = sqlx::query_scalar(
        "select inhrelid::regclass::text from pg_inherits where inhparent = 'journal_entry'::regclass limit 1",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    let direct = sqlx::query(AssertSqlSafe(format!("select * from {partition}")))
        .execute(&mut *raw)
        .await;
    assert!(direct.unwrap_err().to_string().contains("permission denied"));
}

#[sqlx::test(migrations = "../../migrations")]
async fn a_revision_can_not_be_changed(pool: PgPool) {
    let store = store(&pool);
    let world = World::new(&store, "Ours").await;
    for role in ["kopru_tenant", "kopru_system"] {
        let mut raw = pool.begin().await.unwrap();
        let guard = format!(
            "set local role {role}; set local kopru.tenant = '{}'",
            world.tenant
        );
        sqlx::raw_sql(AssertSqlSafe(guard))
            .execute(&mut *raw)
            .await
            .unwrap();
        let refused = sqlx::query("update revision set note = 'other'")
            .execute(&mut *raw)
            .await;
        assert!(
            refused.unwrap_err().to_string().contains("permission denied"),
            "{role}"
        );
    }
}
