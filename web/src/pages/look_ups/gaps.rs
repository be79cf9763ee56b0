//! A key that real records missed gets its row, and those records are sent again (X19).

use axum::{
    Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, Value};
use serde::Deserialize;
use store::{
    lookups::{self, LookupTable},
    runs,
};
use tower_sessions::Session;

use super::{Owner, find, keep};
use crate::{App, error::PageError, member::Member, pages::flows, shell::Toast};

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    /// The flow whose records missed the key.
    of: String,
    key: String,
    value: String,
    /// Whether those records are sent again.
    again: Option<String>,
}

/// Adds the row.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(name): Path<String>,
    Query(owner): Query<Owner>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let place = find(&mut tx, &name, &owner).await?;
    let flow = flows::find(&mut tx, &typed.of).await?;
    let back = Redirect::to(&place.address()).into_response();
    let typed_value = typed.value.trim();
    if typed_value.is_empty() {
        tx.commit().await?;
        Toast::new(t.t1("look-gap-needs-value", "key", &typed.key))
            .keep(&session)
            .await?;
        return Ok(back);
    }
    let gap = lookups::gaps(&mut tx, flow.id)
        .await?
        .into_iter()
        .find(|gap| gap.table == name && gap.key == typed.key);
    let Some(gap) = gap else {
        // A second click: the row is there.
        tx.commit().await?;
        return Ok(back);
    };
    // Several columns are kept as one text; where it does not fall apart into as many, the grid is the place.
    let width = place.width();
    let key: Vec<String> = if width == 1 {
        vec![gap.key.clone()]
    } else {
        gap.key.split(", ").map(str::to_owned).collect()
    };
    if key.len() != width {
        tx.commit().await?;
        Toast::new(t.t1("look-gap-by-hand", "key", &gap.key))
            .keep(&session)
            .await?;
        return Ok(back);
    }
    let mut rows = place.rows().to_vec();
    rows.retain(|(other, _)| *other != key);
    rows.push((key, Value::text(typed_value)));
    let table = LookupTable {
        flow: place.flow_id(),
        name: name.clone(),
        default: place.table.as_ref().and_then(|table| table.default.clone()),
        rows,
    };
    let version = keep(&mut tx, &member, &place, &table, app.now()).await?;
    let records = lookups::close_gap(&mut tx, flow.id, &name, &gap.key).await?;
    let mut words = t.t1("look-gap-added", "key", &gap.key);
    if typed.again.is_some() && !records.is_empty() {
        runs::request_keys(
            &mut tx,
            flow.id,
            runs::Trigger::Replay,
            &records,
            Some(member.user),
            app.now(),
        )
        .await?;
        words = format!("{words} {}", t.count("map-sent-again", records.len() as u64));
    }
    tx.commit().await?;
    Toast::new(words)
        .undone_at(place.below(&format!("versions/{version}")))
        .keep(&session)
        .await?;
    Ok(back)
}
