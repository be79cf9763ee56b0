//! Articles and their stock, from HubSpot into the shop and back.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result, ensure};
use reqwest::Method;
use serde_json::{Value, json};
use tests::{World, WorldOptions, decimal, files};

/// The shop's variants by SKU.
async fn variants(world: &World) -> Result<BTreeMap<String, Value>> {
    let all = world.remote.lightspeed_all("variants").await?;
    Ok(all
        .into_iter()
        .filter_map(|variant| Some((variant["sku"].as_str()?.to_owned(), variant)))
        .collect())
}

fn product_id(variant: &Value) -> String {
    variant["product"]["resource"]["id"].to_string()
}

async fn product(world: &World, id: &str) -> Result<Value> {
    let answer = world
        .remote
        .lightspeed(Method::GET, &format!("products/{id}.json"), None)
        .await?;
    Ok(answer["product"].clone())
}

async fn change_product(world: &World, id: &str, to: Value) -> Result<()> {
    world
        .remote
        .lightspeed(
            Method::PUT,
            &format!("products/{id}.json"),
            Some(json!({ "product": to })),
        )
        .await?;
    Ok(())
}

/// HubSpot's products by SKU.
async fn articles(world: &World) -> Result<BTreeMap<String, Value>> {
    let properties = [
        "name",
        "hs_sku",
        "price",
        "kopru_stock",
        "kopru_size",
        "kopru_categories",
        "kopru_family",
        "kopru_key",
    ];
    let all = world.remote.hubspot_objects("products", &properties, "").await?;
    Ok(all
        .into_iter()
        .filter_map(|article| Some((article["properties"]["hs_sku"].as_str()?.to_owned(), article)))
        .collect())
}

#[tokio::test]
async fn a_simple_article_is_created_with_category_and_image_and_its_long_text_is_never_overwritten()
-> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_shop("products", "")).await?;
    let id = world
        .remote
        .hubspot_create(
            "products",
            json!({"name": "Lamp Lale", "hs_sku": "LAMP-1", "price": "49.95", "description": "A lamp.",
                "hs_rich_text_description": "<p>All about the lamp.</p>", "hs_images": "https://cdn.example/lamp.jpg",
                "kopru_categories": "Lighting > Tables;New", "kopru_stock": "7", "kopru_ean": "8712345678906"}),
        )
        .await?;
    let ran = world.run(&tenant, "products").await?;
    assert_eq!((ran.exit, ran.created, ran.failed), (0, 1, 0), "{ran:?}");
    let variant = variants(&world).await?.remove("LAMP-1").context("the variant")?;
    assert_eq!(
        (
            decimal(&variant["priceIncl"]),
            &variant["stockLevel"],
            &variant["ean"]
        ),
        ("49.95".parse()?, &json!(7), &json!("8712345678906"))
    );
    let of = product_id(&variant);
    let made = product(&world, &of).await?;
    assert_eq!(
        (&made["title"], &made["description"], &made["content"]),
        (
            &json!("Lamp Lale"),
            &json!("A lamp."),
            &json!("<p>All about the lamp.</p>")
        )
    );
    let images = world
        .remote
        .lightspeed_all(&format!("products/{of}/images"))
        .await?;
    assert_eq!(images.len(), 1);
    let categories = world.remote.lightspeed_all("categories").await?;
    for title in ["Lighting", "Tables", "New"] {
        ensure!(
            categories
                .iter()
                .any(|category| category["title"] == json!(title)),
            "no category {title}"
        );
    }

    // Enriched in the shop, then changed in HubSpot.
    change_product(
        &world,
        &of,
        json!({"content": "<p>Written with love in the shop.</p>"}),
    )
    .await?;
    world.remote.hubspot_update("products", &id, json!({"price": "44.50", "name": "Lamp Lale II", "hs_rich_text_description": "<p>Something else.</p>"})).await?;
    let ran = world.run(&tenant, "products").await?;
    assert_eq!((ran.exit, ran.updated, ran.failed), (0, 1, 0), "{ran:?}");
    let now = product(&world, &of).await?;
    assert_eq!(
        (&now["title"], &now["content"]),
        (
            &json!("Lamp Lale II"),
            &json!("<p>Written with love in the shop.</p>")
        )
    );
    let variant = variants(&world).await?.remove("LAMP-1").context("the variant")?;
    assert_eq!(decimal(&variant["priceIncl"]), "44.50".parse()?);
    assert_eq!(
        world
            .remote
            .lightspeed_all(&format!("products/{of}/images"))
            .await?
            .len(),
        1,
        "the same image is not sent again"
    );
    let ran = world.run(&tenant, "products").await?;
    assert_eq!((ran.exit, ran.created, ran.updated), (0, 0, 0), "{ran:?}");
    world.end().await
}

#[tokio::test]
async fn a_family_is_one_product_with_variants_by_size_and_colour() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_shop("products", "")).await?;
    let before = world.remote.lightspeed_all("products").await?.len();
    for (size, colour) in [("S", "Red"), ("M", "Red"), ("S", "Blue")] {
        let properties = json!({"name": format!("Shirt {size} {colour}"), "hs_sku": format!("SHIRT-{size}-{colour}"), "price": "19.95",
            "kopru_family": "SHIRT", "kopru_family_title": "Shirt", "kopru_size": size, "kopru_color": colour});
        world.remote.hubspot_create("products", properties).await?;
    }
    let ran = world.run(&tenant, "products").await?;
    assert_eq!((ran.exit, ran.created, ran.failed), (0, 3, 0), "{ran:?}");
    assert_eq!(
        world.remote.lightspeed_all("products").await?.len(),
        before + 1,
        "one product"
    );
    let variants = variants(&world).await?;
    let ours: Vec<_> = variants
        .iter()
        .filter(|(sku, _)| sku.starts_with("SHIRT-"))
        .collect();
    assert_eq!(ours.len(), 3);
    let of = product_id(ours[0].1);
    ensure!(
        ours.iter().all(|(_, variant)| product_id(variant) == of),
        "{ours:?}"
    );
    assert_eq!(product(&world, &of).await?["title"], json!("Shirt"));
    for (sku, variant) in ours {
        let (_, size) = sku.split_once('-').context("the SKU")?;
        for word in size.split('-') {
            ensure!(
                variant["title"]
                    .as_str()
                    .is_some_and(|title| title.contains(word)),
                "{sku} is called {}",
                variant["title"]
            );
        }
    }
    world.end().await
}

#[tokio::test]
async fn a_field_whose_update_is_switched_off_is_sent_once_and_a_filter_keeps_articles_out() -> Result<()> {
    let more = "settings = { filter = \"product.sku | starts_with('WEB-')\" }\n[flows.products.mapping.changed.\"product.title\"]\non_update = false";
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_shop("products", more)).await?;
    let id = world
        .remote
        .hubspot_create(
            "products",
            json!({"name": "First name", "hs_sku": "WEB-1", "price": "10"}),
        )
        .await?;
    world
        .remote
        .hubspot_create(
            "products",
            json!({"name": "Not for the web", "hs_sku": "DESK-1", "price": "10"}),
        )
        .await?;
    let ran = world.run(&tenant, "products").await?;
    assert_eq!((ran.exit, ran.created, ran.skipped), (0, 1, 1), "{ran:?}");
    world
        .remote
        .hubspot_update("products", &id, json!({"name": "Second name", "price": "12"}))
        .await?;
    let ran = world.run(&tenant, "products").await?;
    assert_eq!((ran.exit, ran.updated), (0, 1), "{ran:?}");
    let all = variants(&world).await?;
    assert!(!all.contains_key("DESK-1"));
    let variant = all.get("WEB-1").context("the variant")?;
    assert_eq!(decimal(&variant["priceIncl"]), "12".parse()?);
    assert_eq!(
        product(&world, &product_id(variant)).await?["title"],
        json!("First name")
    );
    world.end().await
}

#[tokio::test]
async fn an_article_that_the_shop_has_already_is_found_by_its_sku() -> Result<()> {
    let (world, tenant) = World::with(WorldOptions::default(), &files::to_shop("products", "")).await?;
    let before = variants(&world).await?;
    let (sku, variant) = before.iter().next().context("a variant")?;
    world
        .remote
        .hubspot_create(
            "products",
            json!({"name": "Known already", "hs_sku": sku.to_lowercase(), "price": "77.00"}),
        )
        .await?;
    let ran = world.run(&tenant, "products").await?;
    assert_eq!(
        (ran.exit, ran.created, ran.updated, ran.failed),
        (0, 0, 1, 0),
        "{ran:?}"
    );
    let after = world.remote.lightspeed_all("variants").await?;
    assert_eq!(after.len(), before.len(), "no twin was made");
    let now = after
        .iter()
        .find(|other| other["id"] == variant["id"])
        .context("the same variant")?;
    assert_eq!(decimal(&now["priceIncl"]), "77".parse()?);
    world.end().await
}

#[tokio::test]
async fn the_shops_articles_become_products_with_their_variants_and_stock_follows_both_ways() -> Result<()> {
    let stock = files::flow("stock", "stock", "shop", "hubspot", "");
    let back = files::flow("stock-back", "stock", "hubspot", "shop", "");
    let file = format!("{}\n{stock}\n{back}", files::to_hubspot("products", ""));
    let (world, tenant) = World::with(WorldOptions::default(), &file).await?;
    let ran = world.run(&tenant, "products").await?;
    assert_eq!((ran.exit, ran.failed), (0, 0), "{ran:?}");
    let (at_shop, at_hubspot) = (variants(&world).await?, articles(&world).await?);
    let with_sku: Vec<_> = at_shop.iter().filter(|(sku, _)| !sku.is_empty()).collect();
    ensure!(with_sku.len() > 20, "{} variants", with_sku.len());
    for (sku, variant) in &with_sku {
        let article = at_hubspot
            .get(*sku)
            .with_context(|| format!("no product for {sku}"))?;
        assert_eq!(
            decimal(&article["properties"]["kopru_stock"]),
            decimal(&variant["stockLevel"]),
            "{sku}"
        );
        assert_eq!(
            decimal(&article["properties"]["price"]).round_dp(2),
            decimal(&variant["priceIncl"]).round_dp(2),
            "{sku}"
        );
    }
    let sized = at_hubspot
        .values()
        .filter(|article| {
            article["properties"]["kopru_size"]
                .as_str()
                .is_some_and(|size| !size.is_empty())
        })
        .count();
    ensure!(sized > 0, "no product carries a size");

    // From the shop to HubSpot.
    let (sku, variant) = with_sku[0];
    let path = format!("variants/{}.json", variant["id"]);
    world
        .remote
        .lightspeed(Method::PUT, &path, Some(json!({"variant": {"stockLevel": 4321}})))
        .await?;
    let ran = world.run(&tenant, "stock").await?;
    assert_eq!((ran.exit, ran.failed, ran.created), (0, 0, 0), "{ran:?}");
    assert_eq!(
        decimal(&articles(&world).await?[sku]["properties"]["kopru_stock"]),
        4321.into()
    );

    // And back.
    let id = articles(&world).await?[sku]["id"]
        .as_str()
        .context("its id")?
        .to_owned();
    world
        .remote
        .hubspot_update("products", &id, json!({"kopru_stock": "55"}))
        .await?;
    let ran = world.run(&tenant, "stock-back").await?;
    assert_eq!((ran.exit, ran.failed), (0, 0), "{ran:?}");
    assert_eq!(variants(&world).await?[sku]["stockLevel"], json!(55));
    let ran = world.run(&tenant, "stock").await?;
    assert_eq!(
        (ran.exit, ran.updated, ran.failed),
        (0, 0, 0),
        "our own write is no news: {ran:?}"
    );
    world.end().await
}
