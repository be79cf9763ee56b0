//! Members, roles, invitations.

use domain::{Role, TenantId, UserId};
use sqlx::PgPool;
use store::users;

use crate::{
    post::link,
    world::{PASSWORD, World},
};

const NEW: &str = "vier paarse ezels op de brug";

async fn inside(world: &World, email: &str) -> String {
    world.signs_in(email, PASSWORD).await.is(303).cookie()
}

async fn joins(world: &World, tenant: TenantId, email: &str, role: Role) -> UserId {
    let hash = auth::password::hash(&PASSWORD.to_owned().into()).unwrap();
    let mut tx = world.store.system().await.unwrap();
    let user = users::add(&mut tx, email, "", Some(&hash)).await.unwrap();
    users::join(&mut tx, tenant, user, role).await.unwrap();
    tx.commit().await.unwrap();
    user
}

async fn user(world: &World, email: &str) -> UserId {
    let mut tx = world.store.system().await.unwrap();
    users::by_email(&mut tx, email).await.unwrap().unwrap().id
}

fn invited<'a>(email: &'a str, role: &'a str, days: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("email", email),
        ("role", role),
        ("language", "en"),
        ("days", days),
    ]
}

#[sqlx::test(migrations = "../migrations")]
async fn someone_new_takes_up_an_invitation_once(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    let owner = inside(&world, "ayse@example.com").await;
    world
        .post(
            "/team/invitations",
            &owner,
            &invited("jan@example.com", "editor", ""),
        )
        .await
        .is(303);
    let path = link(&world.letter().await, "/invitations/");
    let page = world.get(&path, "").await.is(200).text;
    for words in [
        "Work with Bloemen",
        "ayse@example.com invites you",
        "Editor",
        "jan@example.com",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    let weak = world.post(&path, "", &[("password", "kort")]).await.is(422);
    assert!(weak.text.contains("at least 10 characters"));
    let joined = world
        .post(&path, "", &[("name", "Jan"), ("password", NEW)])
        .await
        .is(303);
    assert_eq!(joined.header("location"), "/overview");
    let team = world.get("/team", &joined.cookie()).await.is(200).text;
    assert!(
        team.contains("Jan") && !team.contains("/team/invitations\""),
        "{team}"
    );
    assert_eq!(world.get(&path, "").await.status, 410);
    assert_eq!(world.post(&path, "", &[("password", NEW)]).await.status, 410);
    assert_eq!(world.get("/invitations/guessed", "").await.status, 410);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_invitation_is_for_the_one_who_was_invited(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    world.tenant("Brood", "eve@example.com").await;
    let owner = inside(&world, "ayse@example.com").await;
    world
        .post(
            "/team/invitations",
            &owner,
            &invited("piet@example.com", "viewer", "7"),
        )
        .await
        .is(303);
    let path = link(&world.letter().await, "/invitations/");
    let signed_out = world.post(&path, "", &[("password", NEW)]).await.is(303);
    assert!(
        signed_out.header("location").starts_with("/sign-in?next="),
        "no password is set by a link"
    );
    let eve = inside(&world, "eve@example.com").await;
    let refused = world.post(&path, &eve, &[]).await.is(422);
    assert!(
        refused.text.contains("but piet@example.com is invited"),
        "{}",
        refused.text
    );
    let piet = inside(&world, "piet@example.com").await;
    world.post(&path, &piet, &[]).await.is(303);
    let page = world.get("/overview", &piet).await.is(200).text;
    assert!(page.contains("You are a member of Bloemen now"), "{page}");
    sqlx::query("update member set until = now() - interval '1 second' where until is not null")
        .execute(&pool)
        .await
        .unwrap();
    let page = world.get("/overview", &piet).await.is(200).text;
    assert!(!page.contains("Bloemen"), "the week is over: {page}");
}

#[sqlx::test(migrations = "../migrations")]
async fn an_invitation_is_sent_again_taken_back_and_not_made_twice(pool: PgPool) {
    let world = World::new(&pool).await;
    world.tenant("Bloemen", "ayse@example.com").await;
    world.tenant("Kaas", "piet@example.com").await;
    let owner = inside(&world, "ayse@example.com").await;
    let form = invited("jan@example.com", "editor", "");
    world.post("/team/invitations", &owner, &form).await.is(303);
    let first = link(&world.letter().await, "/invitations/");
    let twice = world.post("/team/invitations", &owner, &form).await.is(422);
    assert!(twice.text.contains("invited already") && twice.text.contains("value=\"jan@example.com\""));
    let own = world
        .post(
            "/team/invitations",
            &owner,
            &invited("AYSE@example.com", "viewer", ""),
        )
        .await
        .is(422);
    assert!(own.text.contains("is a member"));
    let id: uuid::Uuid = sqlx::query_scalar("select invitation_id from invitation")
        .fetch_one(&pool)
        .await
        .unwrap();
    let (resend, revoke) = (
        format!("/team/invitations/{id}/letters"),
        format!("/team/invitations/{id}/revoke"),
    );
    let outsider = inside(&world, "piet@example.com").await;
    world.post(&resend, &outsider, &[]).await.is(404);
    world.post(&revoke, &outsider, &[]).await.is(404);
    world.post(&resend, &owner, &[]).await.is(303);
    assert!(
        world.letters(0).await.is_empty(),
        "within the minute nothing is sent"
    );
    sqlx::query("update invitation set letter_at = letter_at - interval '2 minutes'")
        .execute(&pool)
        .await
        .unwrap();
    world.post(&resend, &owner, &[]).await.is(303);
    let second = link(&world.letter().await, "/invitations/");
    assert_eq!(world.get(&first, "").await.status, 410);
    world.get(&second, "").await.is(200);
    world.post(&revoke, &owner, &[]).await.is(303);
    assert_eq!(world.get(&second, "").await.status, 410);
    world.post(&revoke, &owner, &[]).await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn an_experts_access_ends_and_only_owners_name_owners(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    joins(&world, tenant, "admin@example.com", Role::Admin).await;
    let admin = inside(&world, "admin@example.com").await;
    let lasting = world
        .post(
            "/team/invitations",
            &admin,
            &invited("ex@example.com", "expert", ""),
        )
        .await
        .is(422);
    assert!(lasting.text.contains("access ends"), "{}", lasting.text);
    world
        .post(
            "/team/invitations",
            &admin,
            &invited("ex@example.com", "owner", ""),
        )
        .await
        .is(422);
    world
        .post(
            "/team/invitations",
            &admin,
            &invited("ex@example.com", "expert", "14"),
        )
        .await
        .is(303);
    let owner = user(&world, "ayse@example.com").await;
    world
        .post(
            &format!("/team/members/{owner}/role"),
            &admin,
            &[("role", "viewer")],
        )
        .await
        .is(403);
    world
        .post(&format!("/team/members/{owner}/remove"), &admin, &[])
        .await
        .is(403);
    let me = user(&world, "admin@example.com").await;
    world
        .post(&format!("/team/members/{me}/role"), &admin, &[("role", "owner")])
        .await
        .is(403);
}

#[sqlx::test(migrations = "../migrations")]
async fn the_last_owner_stays_and_a_removed_member_is_out_at_once(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    let jan = joins(&world, tenant, "jan@example.com", Role::Editor).await;
    let ayse = user(&world, "ayse@example.com").await;
    let (owner, editor) = (
        inside(&world, "ayse@example.com").await,
        inside(&world, "jan@example.com").await,
    );
    let leave = format!("/team/members/{ayse}/remove");
    world.get(&leave, &owner).await.is(200);
    world.post(&leave, &owner, &[]).await.is(303);
    let page = world.get("/team", &owner).await.is(200).text;
    assert!(page.contains("A company needs an owner"), "{page}");
    world
        .post(
            &format!("/team/members/{ayse}/role"),
            &owner,
            &[("role", "viewer")],
        )
        .await
        .is(303);
    assert!(
        world
            .get("/team", &owner)
            .await
            .is(200)
            .text
            .contains("A company needs an owner")
    );
    world
        .post(&format!("/team/members/{ayse}/remove"), &editor, &[])
        .await
        .is(403);
    world
        .post(
            "/team/invitations",
            &editor,
            &invited("x@example.com", "viewer", ""),
        )
        .await
        .is(403);
    world
        .post(&format!("/team/members/{jan}/role"), &owner, &[("role", "owner")])
        .await
        .is(303);
    world.post(&leave, &owner, &[]).await.is(303);
    world.get("/overview", &owner).await.is(303);
    let jan_page = world.get("/team", &editor).await.is(200).text;
    assert!(!jan_page.contains("ayse@example.com"), "{jan_page}");
    let acts: Vec<String> = sqlx::query_scalar("select act from audit_entry order by entry_id")
        .fetch_all(&pool)
        .await
        .unwrap();
    assert_eq!(acts, ["member.role_changed", "member.left"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn connections_of_one_who_left_are_named(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    world.has_sent(tenant, "Order").await;
    let jan = joins(&world, tenant, "jan@example.com", Role::Editor).await;
    sqlx::query("update connection set authorised_by = $1 where name = 'shop'")
        .bind(jan.uuid())
        .execute(&pool)
        .await
        .unwrap();
    let owner = inside(&world, "ayse@example.com").await;
    let path = format!("/team/members/{jan}/remove");
    let page = world.get(&path, &owner).await.is(200).text;
    assert!(page.contains("One connection was authorised by this person") && page.contains(">shop<"));
    world.post(&path, &owner, &[]).await.is(303);
    let page = world.get("/team", &owner).await.is(200).text;
    assert!(
        page.contains("One connection rests on someone who left"),
        "{page}"
    );
    world.post(&path, &owner, &[]).await.is(404);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_required_second_factor_opens_only_its_own_page_until_it_is_there(pool: PgPool) {
    let world = World::new(&pool).await;
    let tenant = world.tenant("Bloemen", "ayse@example.com").await;
    joins(&world, tenant, "jan@example.com", Role::Editor).await;
    let owner = inside(&world, "ayse@example.com").await;
    let refused = world
        .post("/team/second-factor", &owner, &[("required", "yes")])
        .await
        .is(422);
    assert!(
        refused.text.contains("your own second factor first"),
        "{}",
        refused.text
    );
    let ayse = user(&world, "ayse@example.com").await;
    let mut tx = world.store.system().await.unwrap();
    let secret = store::second_factors::begin_app(&mut tx, ayse).await.unwrap();
    let now = jiff::Timestamp::now();
    assert!(
        store::second_factors::prove_app(&mut tx, ayse, &secret.code(now).unwrap(), now)
            .await
            .unwrap()
    );
    tx.commit().await.unwrap();
    world
        .post("/team/second-factor", &owner, &[("required", "yes")])
        .await
        .is(303);
    world.get("/team", &owner).await.is(200);
    let jan = inside(&world, "jan@example.com").await;
    for path in ["/overview", "/team", "/settings"] {
        let led = world.get(path, &jan).await.is(303);
        assert_eq!(led.header("location"), "/account/second-factor", "{path}");
    }
    let page = world.get("/account/second-factor", &jan).await.is(200).text;
    assert!(page.contains("Bloemen asks each member"), "{page}");
    world
        .post("/account/second-factor/app/remove", &owner, &[])
        .await
        .is(303);
    let kept = world.get("/account/second-factor", &owner).await.is(200).text;
    assert!(kept.contains("so the last one stays"), "{kept}");
    world.get("/team", &owner).await.is(200);
}
