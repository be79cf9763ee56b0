use engine::ports::{Act, Write};
use serde_json::json;

use crate::world::{World, create, update};

fn company_customer(i: usize, company: usize) -> Write {
    create(
        &format!("customer:{i}"),
        json!({"contact": {"email": format!("P{i}@firm{company}.example"), "firstname": "Ayşe", "lastname": format!("Nr {i}")},
            "company": {"name": format!("Firm {company}"), "zip": "2011 AB", "kopru_vat_number": format!("NL00{company}")}}),
    )
}

#[tokio::test]
async fn a_hundred_customers_of_thirty_companies_cost_a_handful_of_calls() {
    let world = World::prepared().await;
    let batch: Vec<Write> = (0..100).map(|i| company_customer(i, i % 30)).collect();
    let written = world.portal.write(&"customers".into(), batch.clone()).await;
    assert!(written.iter().all(|one| one.result.is_ok()), "{:?}", written[0]);
    assert!(world.calls().await <= 4, "{}", world.summary().await);
    assert_eq!(
        (world.objects("contacts").await, world.objects("companies").await),
        (100, 30)
    );
    let remote = &written[31].result.as_ref().unwrap().remote;
    let contact = world
        .look(&format!(
            "/crm/v3/objects/contacts/{}?properties=email,associatedcompanyid",
            remote.id
        ))
        .await;
    assert_eq!(contact["properties"]["email"], json!("p31@firm1.example"));
    assert_eq!(
        contact["properties"]["associatedcompanyid"],
        json!(remote.parts["company"])
    );
    let again = world.portal.write(&"customers".into(), batch).await;
    for (first, second) in written.iter().zip(&again) {
        assert_eq!(
            first.result.as_ref().unwrap().remote,
            second.result.as_ref().unwrap().remote
        );
        assert!(!second.result.as_ref().unwrap().created);
    }
    assert_eq!(
        (world.objects("contacts").await, world.objects("companies").await),
        (100, 30)
    );
}

#[tokio::test]
async fn a_contact_with_that_address_is_updated_instead_of_doubled() {
    let world = World::prepared().await;
    let there = world
        .by_hand(
            "/crm/v3/objects/contacts",
            json!({"properties": {"email": "ayse@defne.example", "phone": "1"}}),
        )
        .await;
    let write = create(
        "customer:1",
        json!({"contact": {"email": "Ayse@Defne.example", "firstname": "Ayşe"}}),
    );
    let new = create("customer:2", json!({"contact": {"email": "new@defne.example"}}));
    let written = world.portal.write(&"customers".into(), vec![write, new]).await;
    let delivered = written[0].result.as_ref().unwrap();
    assert_eq!(
        (delivered.remote.id.as_str(), delivered.created),
        (there["id"].as_str().unwrap(), false)
    );
    assert!(written[1].result.as_ref().unwrap().created);
    let contact = world
        .look(&format!(
            "/crm/v3/objects/contacts/{}?properties=firstname,phone",
            delivered.remote.id
        ))
        .await;
    assert_eq!(
        (
            &contact["properties"]["firstname"],
            &contact["properties"]["phone"]
        ),
        (&json!("Ayşe"), &json!("1"))
    );
}

#[tokio::test]
async fn two_customers_of_one_batch_with_the_same_address_become_one_contact() {
    let world = World::prepared().await;
    let customer = |i| {
        create(
            &format!("customer:{i}"),
            json!({"contact": {"email": "shared@b.example", "firstname": format!("{i}")}}),
        )
    };
    let written = world
        .portal
        .write(&"customers".into(), vec![customer(1), customer(2)])
        .await;
    let ids: Vec<_> = written
        .iter()
        .map(|one| one.result.as_ref().unwrap().remote.id.clone())
        .collect();
    assert_eq!(ids[0], ids[1]);
    assert_eq!(world.objects("contacts").await, 1);
}

#[tokio::test]
async fn a_company_of_the_same_name_is_adopted_and_then_known_by_our_key() {
    let world = World::prepared().await;
    let there = world
        .by_hand(
            "/crm/v3/objects/companies",
            json!({"properties": {"name": "FIRM 1"}}),
        )
        .await;
    world.set(json!({"clock_offset_ms": 20_000})).await;
    let written = world
        .portal
        .write(&"customers".into(), vec![company_customer(1, 1)])
        .await;
    let company = &written[0].result.as_ref().unwrap().remote.parts["company"];
    assert_eq!(company, there["id"].as_str().unwrap());
    let company = world
        .look(&format!(
            "/crm/v3/objects/companies/{company}?properties=kopru_key,kopru_vat_number"
        ))
        .await;
    assert_eq!(
        company["properties"]["kopru_key"],
        json!("lightspeed_ecom:240117:company:vat:nl001")
    );
    assert_eq!(world.objects("companies").await, 1);
}

#[tokio::test]
async fn an_updated_customer_gets_a_company_that_it_did_not_have() {
    let world = World::prepared().await;
    let first = world
        .portal
        .write(
            &"customers".into(),
            vec![create(
                "customer:1",
                json!({"contact": {"email": "a@b.example", "phone": "1"}}),
            )],
        )
        .await;
    let id = first[0].result.as_ref().unwrap().remote.id.clone();
    let change =
        json!({"contact": {"email": "a@b.example", "phone": null}, "company": {"name": "Defne", "zip": "1"}});
    let second = world
        .portal
        .write(&"customers".into(), vec![update("customer:1", &id, change)])
        .await;
    let delivered = second[0].result.as_ref().unwrap();
    assert!(!delivered.created);
    let contact = world
        .look(&format!(
            "/crm/v3/objects/contacts/{id}?properties=phone,associatedcompanyid"
        ))
        .await;
    assert_eq!(
        contact["properties"]["phone"],
        json!(null),
        "what was cleared in the source is cleared here"
    );
    assert_eq!(
        contact["properties"]["associatedcompanyid"],
        json!(delivered.remote.parts["company"])
    );
    assert_eq!(delivered.known.get("company_name").to_string(), "Defne");
    assert_eq!(delivered.known.get("email").to_string(), "a@b.example");
}

#[tokio::test]
async fn one_bad_customer_never_sinks_its_batch() {
    let world = World::prepared().await;
    let mut batch: Vec<Write> = (0..10).map(|i| company_customer(i, i)).collect();
    batch[3].document.put("contact.email", "no address".into());
    batch[6].document.put("company.lifecyclestage", "gold".into());
    let written = world.portal.write(&"customers".into(), batch).await;
    for (i, one) in written.iter().enumerate() {
        assert_eq!(one.result.is_ok(), ![3, 6].contains(&i), "{i}: {one:?}");
    }
    assert!(
        written[6]
            .result
            .as_ref()
            .unwrap_err()
            .message
            .contains("Its company could not be written")
    );
}

#[tokio::test]
async fn customers_are_found_by_address_with_their_company() {
    let world = World::prepared().await;
    let written = world
        .portal
        .write(&"customers".into(), vec![company_customer(1, 1)])
        .await;
    world.reset().await;
    let keys = ["P1@Firm1.example", "nobody@b.example", ""].map(str::to_owned);
    let found = world.portal.find(&"customers".into(), &keys).await.unwrap();
    assert_eq!(
        found[0].as_ref(),
        Some(&written[0].result.as_ref().unwrap().remote)
    );
    assert_eq!(&found[1..], &[None, None]);
    assert_eq!(world.calls().await, 1);
}

#[tokio::test]
async fn taking_back_a_customer_takes_the_company_that_is_named_with_it() {
    let world = World::prepared().await;
    let written = world
        .portal
        .write(&"customers".into(), vec![company_customer(1, 1)])
        .await;
    let remote = written[0].result.as_ref().unwrap().remote.clone();
    assert!(matches!(company_customer(1, 1).act, Act::Create));
    world
        .portal
        .take_back(&"customers".into(), &[remote])
        .await
        .unwrap();
    assert_eq!(
        (world.objects("contacts").await, world.objects("companies").await),
        (0, 0)
    );
}

#[tokio::test]
async fn a_lost_answer_leaves_no_customer_double() {
    for endpoint in ["companies/batch/create", "contacts/batch/create"] {
        let world = World::prepared().await;
        world.fault(endpoint, "504_after", 1).await;
        let batch = || (0..5).map(|i| company_customer(i, i % 2)).collect();
        let first = world.portal.write(&"customers".into(), batch()).await;
        assert!(
            first
                .iter()
                .all(|one| one.result.as_ref().is_err_and(|failure| !failure.is_permanent())),
            "{first:?}"
        );
        let second = world.portal.write(&"customers".into(), batch()).await;
        assert!(second.iter().all(|one| one.result.is_ok()), "{second:?}");
        assert_eq!(
            (world.objects("contacts").await, world.objects("companies").await),
            (5, 2),
            "{endpoint}"
        );
        assert_eq!(
            world.summary().await["associations"]["hubspot"]["contact_to_company"],
            json!(5)
        );
    }
}

#[tokio::test]
async fn who_moves_to_another_company_is_read_with_that_one_and_a_company_chosen_by_hand_stays() {
    let world = World::prepared().await;
    let stream = "customers".into();
    let document =
        |email: &str, company: &str| json!({"contact": {"email": email}, "company": {"name": company}});
    let primary = async |id: &str| {
        let path = format!("/crm/v3/objects/contacts/{id}?properties=associatedcompanyid");
        world.look(&path).await["properties"]["associatedcompanyid"].clone()
    };
    let made = create("customer:1", document("a@defne.example", "Defne"));
    let made = world.portal.write(&stream, vec![made]).await;
    let remote = made[0].result.as_ref().unwrap().remote.clone();
    let renamed = engine::ports::Write {
        act: engine::ports::Act::Update {
            remote: remote.clone(),
        },
        ..create("customer:1", document("a@defne.example", "Defne BV"))
    };
    let renamed = world.portal.write(&stream, vec![renamed]).await;
    let company = renamed[0].result.as_ref().unwrap().remote.parts["company"].clone();
    assert_ne!(company, remote.parts["company"]);
    assert_eq!(primary(&remote.id).await, json!(company));

    let by_hand = world
        .by_hand(
            "/crm/v3/objects/companies",
            json!({"properties": {"name": "Headquarters"}}),
        )
        .await;
    let contact = world
        .by_hand(
            "/crm/v3/objects/contacts",
            json!({"properties": {"email": "b@defne.example"}, "associations": [{"to": {"id": by_hand["id"]},
                "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 1}]}]}),
        )
        .await;
    let id = contact["id"].as_str().unwrap();
    let found = world
        .portal
        .find(&stream, &["b@defne.example".to_owned()])
        .await
        .unwrap();
    let known = engine::ports::Write {
        act: engine::ports::Act::Update {
            remote: found[0].clone().unwrap(),
        },
        ..create("customer:2", document("b@defne.example", "Branch"))
    };
    let known = world.portal.write(&stream, vec![known]).await;
    assert!(known[0].result.is_ok(), "{known:?}");
    assert_eq!(primary(id).await, by_hand["id"]);
}
