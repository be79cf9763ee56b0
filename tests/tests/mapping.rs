//! The workspace file: one field changed, mistakes named, export and back, exit codes.

use anyhow::{Result, ensure};
use serde_json::json;
use tests::{Books, World, WorldOptions, files};

/// Everything that a file can change, as one text.
async fn set_up(world: &World) -> Result<String> {
    let mut database = world.database.connect().await?;
    let mut all = String::new();
    for table in [
        "connection",
        "flow",
        "revision",
        "lookup_table",
        "lookup_row",
        "cursor",
        "draft",
    ] {
        let query =
            format!("select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t");
        let rows: String = sqlx::query_scalar(sqlx::AssertSqlSafe(query))
            .fetch_one(&mut database)
            .await?;
        all.push_str(&rows);
    }
    Ok(all)
}

/// Applies a file that is wrong: exit code 2, every one of these words is said, and nothing is changed.
async fn is_refused(world: &World, tenant: &str, file: &str, words: &[&str]) -> Result<()> {
    let before = set_up(world).await?;
    let path = world.file(file)?;
    let (exit, out, said) = world
        .kopru_ending(&["apply", &path.to_string_lossy(), "--tenant", tenant])
        .await?;
    ensure!(
        exit == 2,
        "exit code {exit} for\n{file}\nprinted {out:?}, said:\n{said}"
    );
    for word in words {
        ensure!(
            said.contains(word),
            "{word:?} is not in what was said of\n{file}\n{said}"
        );
    }
    ensure!(
        set_up(world).await? == before,
        "something was applied although it said:\n{said}"
    );
    Ok(())
}

#[tokio::test]
async fn a_change_of_ones_own_lies_on_top_of_the_shipped_mapping() -> Result<()> {
    let overlay = r#"
[flows.orders.mapping.changed.dealname]
from = "order.number ~ ' for ' ~ order.customer.name"
[[flows.orders.mapping.added]]
rule = { to = "description", from = "order.lines | length ~ ' lines'" }
"#;
    let settings = "settings = { filter = \"order.total_incl > 60\" }";
    let file = files::to_hubspot("orders", &format!("{settings}\n{overlay}"));
    let (world, tenant) = World::with(WorldOptions::default(), &file).await?;
    let ran = world.run(&tenant, "orders").await?;
    assert!(ran.exit == 0 && ran.created > 0, "{ran:?}");
    let deals = world
        .remote
        .hubspot_objects(
            "deals",
            &["dealname", "description", "dealstage", "kopru_key"],
            "",
        )
        .await?;
    for deal in &deals {
        let properties = &deal["properties"];
        assert!(
            properties["dealname"]
                .as_str()
                .is_some_and(|name| name.contains(" for ")),
            "{properties}"
        );
        assert!(
            properties["description"]
                .as_str()
                .is_some_and(|text| text.ends_with(" lines")),
            "{properties}"
        );
        assert_eq!(
            properties["dealstage"],
            json!("closedwon"),
            "what was not changed is as shipped"
        );
    }
    let books = Books::open(&world.remote).await?;
    assert_eq!(books.deals.len(), usize::try_from(ran.created)?);
    world.end().await
}

#[tokio::test]
async fn every_mistake_is_named_with_its_place_and_nothing_is_applied() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    let orders = |more: &str| files::to_hubspot("orders", more);
    let changed = |from: &str| {
        orders(&format!(
            "[flows.orders.mapping.changed.dealname]\nfrom = \"{from}\""
        ))
    };
    for (file, words) in [
        (
            changed("order.numbr"),
            &["flows.orders.mapping", "dealname", "numbr", "number"][..],
        ),
        (
            changed("order.number | uper"),
            &["flows.orders.mapping", "dealname", "uper", "upper"],
        ),
        (changed("order.number ~"), &["flows.orders.mapping", "dealname"]),
        (changed("order.lines * 2"), &["flows.orders.mapping", "dealname"]),
        (
            orders("[[flows.orders.mapping.added]]\nrule = { to = \"dealnam\", from = \"order.number\" }"),
            &["flows.orders.mapping", "dealnam", "dealname"],
        ),
        (
            orders("[flows.orders.mapping.changed.no_such_rule]\nfrom = \"order.number\""),
            &["flows.orders.mapping", "no_such_rule"],
        ),
        (
            orders("settings = { payment_status = [\"paid\"] }"),
            &["flows.orders.settings", "payment_status", "payment_statuses"],
        ),
        (
            orders("settings = { payment_statuses = \"paid\" }"),
            &["flows.orders.settings", "payment_statuses"],
        ),
        (
            orders("settings = { prices = \"gross\" }"),
            &["flows.orders.settings", "prices", "incl", "excl"],
        ),
        (
            orders("settings = { filter = \"order.total_inc > 5\" }"),
            &["flows.orders.settings", "total_inc"],
        ),
        (orders("colour = \"red\""), &["colour"]),
        (
            orders("").replace("from = \"shop\"", "from = \"shopp\""),
            &["flows.orders.from", "shopp", "shop"],
        ),
        (
            orders("").replace("kind = \"orders\"", "kind = \"oders\""),
            &["oders", "orders"],
        ),
        (
            orders("")
                .replace("from = \"shop\"", "from = \"hubspot\"")
                .replace("to = \"hubspot\"", "to = \"shop\""),
            &["flows.orders.kind"],
        ),
        (
            orders("").replace("connector = \"hubspot\"", "connector = \"hubspott\""),
            &["hubspott"],
        ),
        (
            orders("").replace("${LIGHTSPEED_KEY}", "${NO_SUCH_NAME}"),
            &["connections.shop.credential", "NO_SUCH_NAME"],
        ),
        (
            orders("").replace("${HUBSPOT_TOKEN}", "pat-eu1-wrong"),
            &["hubspot"],
        ),
        (orders("").replace("${LIGHTSPEED_SECRET}", "wrong"), &["shop"]),
        (
            orders("").replace("token =", "tokn ="),
            &["connections.hubspot.credential", "tokn"],
        ),
        (orders("").replace("kind = \"orders\"", "kind = "), &["line"]),
    ] {
        is_refused(&world, &tenant, &file, words).await?;
    }
    world.end().await
}

#[tokio::test]
async fn an_exported_file_applied_again_changes_nothing_and_holds_no_secret() -> Result<()> {
    let demo = files::DEMO;
    let more = r#"
[[flows.orders.mapping.added]]
rule = { to = "description", from = "'Ärger \"mit\" Anführungszeichen'" }
"#;
    let (world, tenant) = World::with(WorldOptions::default(), &format!("{demo}{more}")).await?;
    let exported = world.kopru(&["export", "--tenant", &tenant]).await?;
    for secret in ["private_app_token", "client_secret"] {
        let credentials = world.remote.credentials().await?;
        let secret = credentials["hubspot"][secret]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(!exported.contains(&secret));
    }
    let before = set_up(&world).await?;
    let applied: serde_json::Value = serde_json::from_str(&world.apply(&tenant, &exported).await?)?;
    assert_eq!(
        (&applied["created"], &applied["changed"], &applied["paused"]),
        (&json!([]), &json!([]), &json!([])),
        "{applied}"
    );
    assert_eq!(
        applied["unchanged"].as_array().map(Vec::len),
        Some(files::flows_in(demo)),
        "{applied}"
    );
    assert_eq!(set_up(&world).await?, before);
    assert_eq!(world.kopru(&["export", "--tenant", &tenant]).await?, exported);
    world.end().await
}

#[tokio::test]
async fn exit_codes_tell_wrong_use_from_what_can_not_be_reached() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_hubspot("orders", "")).await?;
    let nobody = "postgres://kopru@127.0.0.1:1/kopru";
    let run = ["run", "orders", "--tenant", &tenant, "--wait"];
    let expect = async |arguments: &[&str], other: &[(&str, &str)], code: i32, words: &[&str]| {
        let (exit, out, said) = world.kopru_with(arguments, other).await?;
        ensure!(
            exit == code,
            "{arguments:?} {other:?}: exit code {exit} instead of {code}, printed {out:?}, said:\n{said}"
        );
        for word in words {
            ensure!(
                said.contains(word),
                "{arguments:?} {other:?}: {word:?} is not in what was said:\n{said}"
            );
        }
        Ok(())
    };
    expect(&run, &[("KOPRU_DATABASE_URL", nobody)], 3, &["database"]).await?;
    expect(
        &["export", "--tenant", &tenant],
        &[("KOPRU_DATABASE_URL", nobody)],
        3,
        &["database"],
    )
    .await?;
    let file = world.file(&files::to_hubspot("orders", ""))?;
    let apply = ["apply", &*file.to_string_lossy(), "--tenant", &tenant];
    expect(
        &apply,
        &[("KOPRU_HUBSPOT_API_URL", "http://127.0.0.1:1")],
        3,
        &["hubspot"],
    )
    .await?;
    expect(
        &apply,
        &[("KOPRU_LISTEN", "everywhere")],
        2,
        &["KOPRU_LISTEN", "everywhere"],
    )
    .await?;
    expect(
        &["run", "order", "--tenant", &tenant],
        &[],
        2,
        &["order", "orders"],
    )
    .await?;
    expect(
        &[
            "run",
            "orders",
            "--tenant",
            "01a20c4c-e21f-7211-ac34-000000000000",
        ],
        &[],
        2,
        &["there is no tenant"],
    )
    .await?;
    expect(&["run", "orders", "--tenant", "mine"], &[], 2, &["mine"]).await?;
    expect(
        &["run", "orders", "--tenant", &tenant, "--since", "yesterday"],
        &[],
        2,
        &["yesterday"],
    )
    .await?;
    expect(
        &["apply", "/no/such/file.toml", "--tenant", &tenant],
        &[],
        2,
        &["/no/such/file.toml"],
    )
    .await?;
    expect(
        &["tenant", "create", "Nobody", "--owner", "nobody"],
        &[],
        2,
        &["nobody"],
    )
    .await?;
    expect(&["dance"], &[], 2, &["dance"]).await?;
    expect(&["sandbox", "--shop", "huge"], &[], 2, &["huge", "small"]).await?;
    expect(&["--help"], &[], 0, &[]).await?;
    world.end().await
}
