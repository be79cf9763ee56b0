//! The mapping editor: drafts, previews, dry runs, publishing, history, and who may do what.

use domain::{Role, TenantId, flow::Flow};
use sqlx::PgPool;
use store::{drafts, revisions, users};

use crate::{
    stand_ins::StandIns,
    world::{PASSWORD, World},
};

/// A value of a hidden field, as the page has it.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let rest = &page[page.find(&mark).unwrap_or_else(|| panic!("no {name}")) + mark.len()..];
    rest[..rest.find('"').unwrap()].to_owned()
}

/// Reads records and fields, for which this page waits.
async fn warm(world: &World, flow: &Flow, cookie: &str) {
    world
        .get(&format!("/flows/{}/mapping/dry-run", flow.id), cookie)
        .await
        .is(200);
}

/// The form as a browser would send it with one expression changed: only that rule is on it.
async fn types(world: &World, flow: &Flow, cookie: &str, rule: &str, from: &str) -> crate::world::Answer {
    let page = world
        .get(&format!("/flows/{}/mapping/draft", flow.id), cookie)
        .await
        .is(200)
        .text;
    let (base, revision) = (hidden(&page, "base"), hidden(&page, "base_revision"));
    saves(world, flow, cookie, (&base, &revision), rule, from).await
}

async fn saves(
    world: &World,
    flow: &Flow,
    cookie: &str,
    (base, revision): (&str, &str),
    rule: &str,
    from: &str,
) -> crate::world::Answer {
    let (from_name, create, update) = (
        format!("from:{rule}"),
        format!("create:{rule}"),
        format!("update:{rule}"),
    );
    world
        .post(
            &format!("/flows/{}/mapping/draft", flow.id),
            cookie,
            &[
                ("base", base),
                ("base_revision", revision),
                ("rule", rule),
                (&from_name, from),
                (&create, "on"),
                (&update, "on"),
            ],
        )
        .await
}

async fn publishes(world: &World, flow: &Flow, cookie: &str, more: &[(&str, &str)]) -> crate::world::Answer {
    let page = world
        .get(&format!("/flows/{}/mapping/dry-run", flow.id), cookie)
        .await
        .is(200)
        .text;
    let seen = hidden(&page, "seen");
    let form: Vec<(&str, &str)> = [("seen", seen.as_str()), ("note", "shorter names")]
        .into_iter()
        .chain(more.iter().copied())
        .collect();
    world
        .post(&format!("/flows/{}/revisions", flow.id), cookie, &form)
        .await
}

async fn count(world: &World, tenant: TenantId, flow: &Flow) -> usize {
    let mut tx = world.store.begin(tenant).await.unwrap();
    let all = revisions::list(&mut tx, flow.id).await.unwrap();
    tx.commit().await.unwrap();
    all.len()
}

async fn colleague(world: &World, tenant: TenantId, email: &str, role: Role) -> String {
    let hash = auth::password::hash(&PASSWORD.to_owned().into()).unwrap();
    let mut tx = world.store.system().await.unwrap();
    let user = users::add(&mut tx, email, "Elif", Some(&hash)).await.unwrap();
    users::join(&mut tx, tenant, user, role).await.unwrap();
    tx.commit().await.unwrap();
    world.signs_in(email, PASSWORD).await.cookie()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_rule_is_changed_tried_on_real_records_published_and_taken_back(pool: PgPool) {
    let (stand_ins, world) = StandIns::with(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = stand_ins.orders(&world, tenant).await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();

    warm(&world, &flow, &cookie).await;
    let all = world.get("/mapping", &cookie).await.is(200).text;
    assert!(
        all.contains(&format!("/flows/{}/mapping", flow.id)) && all.contains("/look-ups/stages"),
        "{all}"
    );
    let page = world
        .get(&format!("/flows/{}/mapping", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(
        page.contains("order.customer.email") && page.contains("id=\"rule-dealname\""),
        "{page}"
    );
    assert!(page.contains("filled in"), "fill rates of real records are shown");

    types(&world, &flow, &cookie, "dealname", "'Shop order ' ~ order.number")
        .await
        .is(303);
    let draft = world
        .get(&format!("/flows/{}/mapping/draft", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(
        draft.contains("Shop order ORD") && draft.contains("Yours"),
        "the result on a real record"
    );

    let dry = world
        .get(
            &format!("/flows/{}/mapping/dry-run?show=changed", flow.id),
            &cookie,
        )
        .await
        .is(200)
        .text;
    assert!(
        dry.contains("<code>dealname</code>") && dry.contains("<ins>Shop order ORD"),
        "{dry}"
    );

    let done = publishes(&world, &flow, &cookie, &[]).await.is(303);
    assert_eq!(done.header("location"), format!("/flows/{}/mapping", flow.id));
    assert_eq!(count(&world, tenant, &flow).await, 2);
    let live = world
        .get(&format!("/flows/{}/mapping", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(
        live.contains("Revision 2 is live.") && live.contains("&#39;Shop order &#39; ~ order.number"),
        "{live}"
    );

    let history = world
        .get(&format!("/flows/{}/revisions?from=1&to=2", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(
        history.contains("shorter names") && history.contains("<del>order.number</del>"),
        "{history}"
    );
    let one = world
        .get(&format!("/flows/{}/revisions/1", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(
        one.contains("Go back to revision 1") && one.contains("stay as they are"),
        "{one}"
    );
    world
        .post(&format!("/flows/{}/revisions/1/roll-back", flow.id), &cookie, &[])
        .await
        .is(303);
    assert_eq!(count(&world, tenant, &flow).await, 3);
    // A second click finds it live already.
    world
        .post(&format!("/flows/{}/revisions/1/roll-back", flow.id), &cookie, &[])
        .await
        .is(303);
    assert_eq!(count(&world, tenant, &flow).await, 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn publishing_asks_when_a_record_would_newly_fail_and_bisecting_finds_the_revision(pool: PgPool) {
    let (stand_ins, world) = StandIns::with(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = stand_ins.orders(&world, tenant).await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    types(&world, &flow, &cookie, "dealname", "order.number ~ (1 / 0)").await;
    let asked = publishes(&world, &flow, &cookie, &[]).await.is(422).text;
    assert!(
        asked.contains("would fail") && asked.contains("name=\"anyway\""),
        "{asked}"
    );
    assert!(asked.contains("shorter names"), "the note is still there");
    assert_eq!(count(&world, tenant, &flow).await, 1);
    publishes(&world, &flow, &cookie, &[("anyway", "1")])
        .await
        .is(303);
    assert_eq!(count(&world, tenant, &flow).await, 2);

    // The record that newly fails stands first, with a link that opens it in the editor.
    let mark = "/mapping/draft?record=";
    let rest = &asked[asked.find(mark).unwrap() + mark.len()..];
    let key = &rest[..rest.find('"').unwrap()];
    let found = world
        .get(&format!("/flows/{}/revisions?record={key}", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(found.contains("Revision 2 is the first that fails."), "{found}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_broken_expression_comes_back_with_its_mistake_and_nothing_is_published(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "<script>alert(1)</script>").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let hostile = "order.costumer.email ~ '</textarea><script>alert(2)</script>'";
    let back = types(&world, &flow, &cookie, "dealname", hostile)
        .await
        .is(422)
        .text;
    assert!(back.contains("did you mean &#34;order.customer&#34;?"), "{back}");
    assert!(
        back.contains("order.costumer.email ~ "),
        "what was typed is still there"
    );
    assert!(!back.contains("<script>alert"), "{back}");
    // It is kept as a draft all the same, and can't be published.
    let refused = publishes(&world, &flow, &cookie, &[("anyway", "1")])
        .await
        .is(422)
        .text;
    assert!(refused.contains("Nothing was published."), "{refused}");
    assert_eq!(count(&world, tenant, &flow).await, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_preview_tells_result_mistakes_and_what_the_destination_would_refuse(pool: PgPool) {
    let (stand_ins, world) = StandIns::with(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = stand_ins.orders(&world, tenant).await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    warm(&world, &flow, &cookie).await;
    let page = world
        .get(&format!("/flows/{}/mapping/draft", flow.id), &cookie)
        .await
        .is(200)
        .text;
    let revision = hidden(&page, "base_revision");
    let asks = async |rule: &str, from: &str| -> serde_json::Value {
        let (name, create, update) = (
            format!("from:{rule}"),
            format!("create:{rule}"),
            format!("update:{rule}"),
        );
        let form = [
            ("base_revision", revision.as_str()),
            ("rule", rule),
            (name.as_str(), from),
            (create.as_str(), "on"),
            (update.as_str(), "on"),
        ];
        let answer = world
            .post(
                &format!("/flows/{}/mapping/draft/preview", flow.id),
                &cookie,
                &form,
            )
            .await
            .is(200);
        let preview: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        preview["rules"][rule].clone()
    };
    let name = asks("dealname", "'<b>' ~ order.number | lower").await;
    assert!(name["value"].as_str().unwrap().starts_with("<b>ord"), "{name}");
    assert_eq!(name["reads"][0][0], "order.number");
    let wrong = asks("dealname", "'ğ' ~ order.numbr").await;
    assert_eq!(
        (&wrong["wrong"][0]["start"], &wrong["wrong"][0]["suggestion"]),
        (&6.into(), &"order.number".into()),
        "{wrong}"
    );
    let refused = asks("amount", "raw.number").await;
    assert_eq!(refused["tone"], "err", "{refused}");
    let words = world
        .get(&format!("/flows/{}/mapping/draft/words", flow.id), &cookie)
        .await
        .is(200);
    let words: serde_json::Value = serde_json::from_str(&words.text).unwrap();
    assert!(
        words["functions"].as_array().unwrap().len() > 20 && words["lookups"].to_string().contains("stages")
    );
    // Nothing was kept.
    let mut tx = world.store.begin(tenant).await.unwrap();
    assert!(drafts::find(&mut tx, flow.id).await.unwrap().is_none());
    tx.commit().await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_rule_is_added_reset_and_removed_without_scripts(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order 1").await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let draft = format!("/flows/{}/mapping/draft", flow.id);
    let added = [
        ("do", "add"),
        ("new_to", "description"),
        ("new_from", "order.remark | default('-')"),
    ];
    let answer = world.post(&draft, &cookie, &added).await;
    let page = world.get(&draft, &cookie).await.is(200).text;
    assert!(page.contains("id=\"rule-description\""), "{} {page}", answer.text);
    world.post(&draft, &cookie, &[("do", "remove:dealname")]).await;
    let page = world.get(&draft, &cookie).await.is(200).text;
    assert!(page.contains("One default rule is switched off") && page.contains("value=\"reset:dealname\""));
    world.post(&draft, &cookie, &[("do", "reset:dealname")]).await;
    world.post(&draft, &cookie, &[("do", "reset:description")]).await;
    let page = world.get(&draft, &cookie).await.is(200).text;
    assert!(
        page.contains("id=\"rule-dealname\"") && !page.contains("id=\"rule-description\""),
        "{page}"
    );
    let nameless = world
        .post(&draft, &cookie, &[("do", "add"), ("new_from", "order.number")])
        .await
        .is(422)
        .text;
    assert!(nameless.contains("Name the destination field") && nameless.contains("value=\"order.number\""));
}

#[sqlx::test(migrations = "../migrations")]
async fn who_publishes_twice_or_on_top_of_another_loses_nothing(pool: PgPool) {
    let (stand_ins, world) = StandIns::with(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = stand_ins.orders(&world, tenant).await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    // This window was opened before revision 2 is published in another one.
    let old = world
        .get(&format!("/flows/{}/mapping/draft", flow.id), &cookie)
        .await
        .is(200)
        .text;
    types(&world, &flow, &cookie, "dealname", "'A ' ~ order.number")
        .await
        .is(303);
    let page = world
        .get(&format!("/flows/{}/mapping/dry-run", flow.id), &cookie)
        .await
        .is(200)
        .text;
    let seen = hidden(&page, "seen");
    let form = [("seen", seen.as_str()), ("note", "")];
    let address = format!("/flows/{}/revisions", flow.id);
    world.post(&address, &cookie, &form).await.is(303);
    world.post(&address, &cookie, &form).await.is(303);
    assert_eq!(
        count(&world, tenant, &flow).await,
        2,
        "the second click publishes nothing"
    );

    let stale = saves(
        &world,
        &flow,
        &cookie,
        (&hidden(&old, "base"), &hidden(&old, "base_revision")),
        "kopru_coupon",
        "order.discount.coupon | upper",
    )
    .await
    .is(422)
    .text;
    assert!(stale.contains("Revision 2 was published meanwhile."), "{stale}");
    assert!(
        stale.contains("&#39;A &#39; ~ order.number"),
        "what was published meanwhile is still there"
    );
    assert!(stale.contains("order.discount.coupon | upper"));
}

#[sqlx::test(migrations = "../migrations")]
async fn two_members_at_one_draft_keep_what_both_typed(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order 1").await;
    let ayse = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let elif = colleague(&world, tenant, "elif@example.com", Role::Editor).await;
    let draft = format!("/flows/{}/mapping/draft", flow.id);
    types(&world, &flow, &elif, "dealname", "'Elif ' ~ order.number")
        .await
        .is(303);
    let held = world.get(&draft, &ayse).await.is(200).text;
    assert!(
        held.contains("Elif edits this draft since") && !held.contains("id=\"rules\""),
        "{held}"
    );
    world
        .post(&format!("{draft}/take-over"), &ayse, &[])
        .await
        .is(303);
    let mine = world.get(&draft, &ayse).await.is(200).text;
    assert!(
        mine.contains("&#39;Elif &#39; ~ order.number") && mine.contains("id=\"rules\""),
        "{mine}"
    );
    // Elif saves from the window that is still open: it is set aside, and hers to take up.
    let back = saves(&world, &flow, &elif, ("x", ""), "dealname", "'Elif again'")
        .await
        .is(422)
        .text;
    assert!(
        back.contains("has this draft now") && back.contains("Your draft"),
        "{back}"
    );
    let user = hidden_aside(&back);
    world
        .post(&format!("{draft}/asides/{user}"), &elif, &[])
        .await
        .is(303);
    let hers = world.get(&draft, &elif).await.is(200).text;
    assert!(
        hers.contains("&#39;Elif again&#39;") && hers.contains("Draft of ayse@example.com"),
        "{hers}"
    );
}

fn hidden_aside(page: &str) -> String {
    let mark = "/mapping/draft/asides/";
    let rest = &page[page.find(mark).unwrap() + mark.len()..];
    rest[..rest.find('"').unwrap()].to_owned()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_new_field_is_made_in_hubspot_with_consent_only(pool: PgPool) {
    let (stand_ins, world) = StandIns::with(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = stand_ins.orders(&world, tenant).await;
    let cookie = world.signs_in("ayse@example.com", PASSWORD).await.cookie();
    let address = format!("/flows/{}/mapping/fields", flow.id);
    world.get(&format!("{address}/new"), &cookie).await.is(200);
    let form = [("label", "Gift wrap €"), ("name", ""), ("kind", "number")];
    let refused = world.post(&address, &cookie, &form).await.is(422).text;
    assert!(
        refused.contains("Say that it may be made") && refused.contains("value=\"Gift wrap €\""),
        "{refused}"
    );
    let agreed = [
        ("label", "Gift wrap €"),
        ("name", ""),
        ("kind", "number"),
        ("agreed", "1"),
    ];
    world.post(&address, &cookie, &agreed).await.is(303);
    let page = world
        .get(&format!("/flows/{}/mapping/draft?tab=unmapped", flow.id), &cookie)
        .await
        .is(200)
        .text;
    assert!(page.contains("<code>gift_wrap</code>"), "{page}");
    let again = world.post(&address, &cookie, &agreed).await.is(422).text;
    assert!(again.contains("did not make the field"), "{again}");
}

#[sqlx::test(migrations = "../migrations")]
async fn outsiders_find_nothing_and_viewers_change_nothing(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let flow = world.has_sent(tenant, "Order 1").await;
    world.tenant("Other", "bob@example.com").await;
    let outsider = world.signs_in("bob@example.com", PASSWORD).await.cookie();
    let viewer = colleague(&world, tenant, "vera@example.com", Role::Viewer).await;
    let base = format!("/flows/{}", flow.id);
    for path in [
        "mapping",
        "mapping/draft",
        "mapping/draft/words",
        "mapping/dry-run",
        "mapping/fields/new",
        "revisions",
        "revisions/1",
    ] {
        world.get(&format!("{base}/{path}"), &outsider).await.is(404);
    }
    let user = uuid::Uuid::now_v7().to_string();
    let posts = [
        "mapping/draft".to_owned(),
        "mapping/draft/preview".to_owned(),
        "mapping/draft/take-over".to_owned(),
        "mapping/draft/discard".to_owned(),
        format!("mapping/draft/asides/{user}"),
        "mapping/fields".to_owned(),
        "revisions".to_owned(),
        "revisions/1/roll-back".to_owned(),
    ];
    for path in &posts {
        world
            .post(&format!("{base}/{path}"), &outsider, &[])
            .await
            .is(404);
        world.post(&format!("{base}/{path}"), &viewer, &[]).await.is(403);
    }
    let page = world.get(&format!("{base}/mapping"), &viewer).await.is(200).text;
    assert!(
        !page.contains("/mapping/draft\""),
        "a viewer is offered nothing to change"
    );
    world.get(&format!("{base}/mapping/draft"), &viewer).await.is(403);
    world.get(&format!("{base}/revisions/99"), &viewer).await.is(404);
}
