//! Setting up an authenticator app: a picture to scan, proven by one code before it counts.

use askama::Template;
use auth::TotpSecret;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use qrcode::{QrCode, render::svg};
use serde::Deserialize;
use store::{StoreError, second_factors};
use tower_sessions::Session;

use super::{
    note,
    second_factor::{HERE, codes, may_remove},
};
use crate::{
    App, entry,
    error::{PageError, came_back, page},
    form::Mistakes,
    member::Member,
    shell::{Room, Shell, Toast},
    words,
};

#[derive(Template)]
#[template(path = "account/app.html")]
struct AppPage {
    shell: Shell,
    /// The picture, as SVG of our own making.
    picture: String,
    /// The same to be typed, in groups of four.
    key: String,
    mistakes: Mistakes,
}

/// The picture that apps scan: dark on light in either theme, as scanners want it.
fn picture(address: &str) -> Result<String, PageError> {
    let code = QrCode::new(address)
        .map_err(|error| PageError::Internal(format!("a QR code can't be drawn: {error}")))?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(200, 200)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    // Inside a page there is no XML declaration.
    Ok(drawn
        .split_once("?>")
        .map_or(drawn.clone(), |(_, svg)| svg.to_owned()))
}

fn grouped(key: &str) -> String {
    key.as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group))
        .collect::<Vec<_>>()
        .join(" ")
}

async fn load(
    app: &App,
    session: &Session,
    member: Member,
    secret: &TotpSecret,
    mistakes: Mistakes,
) -> Result<AppPage, PageError> {
    let address = secret.address(&member.email).map_err(StoreError::from)?;
    let mut tx = member.begin(app).await?;
    let shell = Shell::load(&mut tx, session, member, Room::Account).await?;
    tx.commit().await?;
    Ok(AppPage {
        shell,
        picture: picture(&address)?,
        key: grouped(secret.reveal()),
        mistakes,
    })
}

/// The secret that is being set up; none if an app is proven already.
async fn secret(app: &App, member: &Member) -> Result<Option<TotpSecret>, PageError> {
    let mut tx = app.store().system().await?;
    let secret = match second_factors::begin_app(&mut tx, member.user).await {
        Ok(secret) => Some(secret),
        Err(StoreError::Taken { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    tx.commit().await?;
    Ok(secret)
}

/// The picture and the field for the code.
pub(crate) async fn new(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Response, PageError> {
    entry::fresh(&session, app.now(), "/account/second-factor/app").await?;
    match secret(&app, &member).await? {
        Some(secret) => page(&load(&app, &session, member, &secret, Mistakes::default()).await?),
        None => Ok(Redirect::to(HERE).into_response()),
    }
}

/// The code that proves it.
#[derive(Deserialize)]
pub(crate) struct Typed {
    #[serde(default)]
    code: String,
}

/// Takes the code: from now on the app counts. With the first factor come recovery codes.
pub(crate) async fn create(
    member: Member,
    State(app): State<App>,
    session: Session,
    Form(typed): Form<Typed>,
) -> Result<Response, PageError> {
    entry::fresh(&session, app.now(), "/account/second-factor/app").await?;
    let Some(secret) = secret(&app, &member).await? else {
        return Ok(Redirect::to(HERE).into_response());
    };
    let guessed = format!("setting up an app of {}", member.user);
    let words = if let Err(wait) = app.guesses().try_for(&guessed, app.now()) {
        words::wait(&member.t, wait)
    } else {
        let mut tx = app.store().system().await?;
        let had = second_factors::of(&mut tx, member.user).await?;
        let right = second_factors::prove_app(&mut tx, member.user, &typed.code, app.now()).await?;
        tx.commit().await?;
        if right {
            app.guesses().forgive(&guessed);
            note(&app, &member, "account.app_added").await?;
            if had.recovery_codes == 0 {
                return codes(&app, &session, member).await;
            }
            Toast::new(member.t.t("second-factor-app-added"))
                .keep(&session)
                .await?;
            return Ok(Redirect::to(HERE).into_response());
        }
        member.t.t("second-factor-code-wrong")
    };
    let mut mistakes = Mistakes::default();
    mistakes.add("code", words);
    came_back(&load(&app, &session, member, &secret, mistakes).await?)
}

/// Removes the app.
pub(crate) async fn destroy(
    member: Member,
    State(app): State<App>,
    session: Session,
) -> Result<Redirect, PageError> {
    entry::fresh(&session, app.now(), HERE).await?;
    if let Some(refused) = may_remove(&app, &session, &member).await? {
        return Ok(refused);
    }
    let mut tx = app.store().system().await?;
    second_factors::remove_app(&mut tx, member.user).await?;
    tx.commit().await?;
    note(&app, &member, "account.app_removed").await?;
    Toast::new(member.t.t("second-factor-app-removed"))
        .keep(&session)
        .await?;
    Ok(Redirect::to(HERE))
}
