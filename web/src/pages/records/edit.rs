//! Sending one record in another way: with the document that was kept, by the revision of then, or edited by hand.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Permission, RecordId, Schema, Value};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};
use store::{
    audit, flows,
    records::{self, Exchange, Record},
    resends::{self, Resend, Way},
};
use tower_sessions::Session;
use uuid::Uuid;

use super::{
    differences::changed_fields,
    replays::{answer, answered},
    row::label,
    show::pretty,
};
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell},
};

/// Edits of one field after which a rule is offered.
const OFTEN: i64 = 3;
/// In which time they are counted.
const LATELY: SignedDuration = SignedDuration::from_hours(30 * 24);

#[derive(Template)]
#[template(path = "records/edit.html")]
struct EditPage {
    shell: Shell,
    t: Locale,
    id: String,
    label: String,
    mistakes: Mistakes,
    text: String,
    rows: usize,
    ask: String,
    /// Fields that were changed by hand often, with the address of their rule.
    often: Vec<(String, String)>,
}

struct Found {
    record: Record,
    exchange: Exchange,
}

async fn find(member: &Member, app: &App, id: &str) -> Result<Found, PageError> {
    let id: RecordId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(app).await?;
    let (record, exchange) = records::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    tx.commit().await?;
    // Without what was made then there is nothing to edit; the record's page says so and offers to read it anew.
    let exchange = exchange
        .filter(|exchange| exchange.mapped.is_object())
        .ok_or(PageError::NotFound)?;
    Ok(Found { record, exchange })
}

/// The document that was made then, to be edited for this once.
pub(crate) async fn show(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let found = find(&member, &app, &id).await?;
    let text = pretty(&found.exchange.mapped);
    let form = form(member, &session, &app, &found.record, text, Mistakes::default()).await?;
    page(&form)
}

async fn form(
    member: Member,
    session: &Session,
    app: &App,
    record: &Record,
    text: String,
    mistakes: Mistakes,
) -> Result<EditPage, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let often = resends::often_edited(&mut tx, record.flow, app.now() - LATELY, OFTEN).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Records).await?;
    tx.commit().await?;
    Ok(EditPage {
        id: record.id.to_string(),
        label: label(&t, &record.words.label, record.key.as_str()),
        rows: text.lines().count().clamp(12, 40),
        often: often
            .into_iter()
            .map(|(field, edits)| {
                let rule: String = url::form_urlencoded::byte_serialize(field.as_bytes()).collect();
                let words = t.count_with("edit-often", edits, &[("field", field)]);
                (words, format!("/flows/{}/mapping?field={rule}", record.flow))
            })
            .collect(),
        ask: Uuid::now_v7().to_string(),
        shell,
        t,
        text,
        mistakes,
    })
}

/// What was typed.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    document: String,
    #[serde(default)]
    ask: String,
}

/// Sends the edited document once, marked as edited by whom.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let t = member.t.clone();
    let found = find(&member, &app, &id).await?;
    let mut mistakes = Mistakes::default();
    let edited = match check(&t, &app, &member, &found, &typed.document).await? {
        Ok(edited) => edited,
        Err(words) => {
            mistakes.add("document", words);
            let form = form(member, &session, &app, &found.record, typed.document, mistakes).await?;
            return came_back(&form);
        }
    };
    let (document, json) = edited;
    let fields = changed_fields(&found.exchange.mapped, &json);
    let way = match fields.is_empty() {
        true => Way::Kept(document),
        false => Way::Edited(document),
    };
    send(&member, &app, &found.record, way, &fields, &typed.ask).await
}

/// The document, or what is wrong with it.
async fn check(
    t: &Locale,
    app: &App,
    member: &Member,
    found: &Found,
    text: &str,
) -> Result<Result<(Value, Json), String>, PageError> {
    let json: Json = match serde_json::from_str(text) {
        Ok(json) => json,
        Err(error) => {
            return Ok(Err(t.with(
                "edit-no-json",
                &[
                    ("line", error.line().to_string()),
                    ("column", error.column().to_string()),
                ],
            )));
        }
    };
    let Json::Object(fields) = &json else {
        return Ok(Err(t.t("edit-no-object")));
    };
    if fields.is_empty() {
        return Ok(Err(t.t("edit-no-object")));
    }
    let mut tx = member.begin(app).await?;
    let flow = flows::find(&mut tx, found.record.flow)
        .await?
        .ok_or(PageError::NotFound)?;
    let known = store::connections::find(&mut tx, flow.destination.connection).await?;
    tx.commit().await?;
    let schema: Option<Schema> = known.map(|connection| {
        app.parts()
            .registry
            .get(connection.connector)
            .known_schema(flow.kind)
    });
    if let Some(name) = schema.and_then(|schema| stray(&schema, fields.keys(), &found.exchange.mapped)) {
        return Ok(Err(t.t1("edit-no-field", "field", name)));
    }
    Ok(match Value::from_json(text.as_bytes()) {
        Ok(value) => Ok((value, json)),
        Err(error) => Err(error.to_string()),
    })
}

/// A field that neither the destination is known to have nor the document had: a slip of the pen.
fn stray<'a>(
    schema: &Schema,
    mut names: impl Iterator<Item = &'a String>,
    mapped: &Json,
) -> Option<&'a String> {
    names.find(|name| mapped.get(name.as_str()).is_none() && schema.field(name).is_none())
}

/// How a record is to be sent again.
#[derive(Deserialize)]
pub(crate) struct Chosen {
    #[serde(default)]
    way: String,
    #[serde(default)]
    ask: String,
}

/// Sends a record with what was kept, or by the revision of then.
pub(crate) async fn resend(
    member: Member,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, PageError> {
    member.may(Permission::Edit)?;
    let way = match chosen.way.as_str() {
        "kept" => {
            let found = find(&member, &app, &id).await?;
            let document = Value::from_json(found.exchange.mapped.to_string().as_bytes())
                .map_err(|error| PageError::Internal(error.to_string()))?;
            return send(
                &member,
                &app,
                &found.record,
                Way::Kept(document),
                &[],
                &chosen.ask,
            )
            .await;
        }
        "revision" => Way::Revision,
        _ => return Err(PageError::NotFound),
    };
    let id: RecordId = id.parse().map_err(|_| PageError::NotFound)?;
    let mut tx = member.begin(&app).await?;
    let (record, _) = records::find(&mut tx, id).await?.ok_or(PageError::NotFound)?;
    tx.commit().await?;
    send(&member, &app, &record, way(record.revision), &[], &chosen.ask).await
}

async fn send(
    member: &Member,
    app: &App,
    record: &Record,
    way: Way,
    fields: &[String],
    ask: &str,
) -> Result<Response, PageError> {
    let now = app.now();
    let mark: [u8; 32] = Sha256::digest(format!("{way:?}")).into();
    let mut tx = member.begin(app).await?;
    flows::find(&mut tx, record.flow)
        .await?
        .ok_or(PageError::NotFound)?;
    if let Some(address) = answered(&mut tx, ask, &mark, now).await? {
        tx.commit().await?;
        return Ok(Redirect::to(&address).into_response());
    }
    let act = match &way {
        Way::Edited(_) => "record.edited_and_sent",
        Way::Kept(_) => "record.sent_as_kept",
        Way::Revision(_) => "record.sent_by_revision",
    };
    let resend = Resend {
        way,
        asked_by: member.email.clone(),
    };
    let run = resends::ask(&mut tx, record.flow, &record.key, &resend, member.user, now).await?;
    if !fields.is_empty() {
        resends::note_edit(&mut tx, record.flow, fields, now).await?;
    }
    let detail = json!({ "record": record.id.to_string(), "fields": fields, "run": run.to_string() });
    audit::note(&mut tx, member.user, act, &detail).await?;
    let address = format!("/runs/{run}");
    answer(&mut tx, ask, &address).await?;
    tx.commit().await?;
    Ok(Redirect::to(&address).into_response())
}
