//! Where alerts go: the member's own letters, and the tenant's channels.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::Form;
use domain::{ChannelId, FlowId, Permission, Role};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;
use store::{
    StoreError, Tx, audit,
    channels::{self, Channel, Target},
    flows, notices,
};
use tower_sessions::Session;
use url::Url;

use super::{
    me::{self, Typed, clock},
    severities,
};
use crate::{
    App,
    error::{PageError, came_back, page},
    form::Mistakes,
    locale::Locale,
    member::Member,
    shell::{Room, Shell, Toast},
};

#[derive(Template)]
#[template(path = "alerts/channels.html")]
struct ChannelsPage {
    shell: Shell,
    t: Locale,
    mistakes: Mistakes,
    me: Typed,
    my_email: String,
    severities: Vec<(&'static str, String)>,
    hours: Vec<(String, String)>,
    flows: Vec<Choice>,
    others: Vec<Other>,
    channels: Vec<ChannelLine>,
    may_manage: bool,
}

/// A flow that can be ticked.
struct Choice {
    id: String,
    name: String,
    chosen: bool,
}

/// How another member is told.
struct Other {
    name: String,
    email: String,
    words: String,
}

struct ChannelLine {
    id: String,
    kind: String,
    name: String,
    host: String,
    words: String,
    tried: Option<TriedLine>,
}

struct TriedLine {
    well: bool,
    words: String,
    said: String,
}

/// The member's own choices and the tenant's channels.
pub(crate) async fn list(
    member: Member,
    session: Session,
    State(app): State<App>,
) -> Result<Response, PageError> {
    page(&load(member, &session, &app, None, Mistakes::default()).await?)
}

/// The page with a form that came back.
pub(super) async fn came_back_with(
    member: Member,
    session: &Session,
    app: &App,
    typed: Typed,
    mistakes: Mistakes,
) -> Result<Response, PageError> {
    came_back(&load(member, session, app, Some(typed), mistakes).await?)
}

async fn load(
    member: Member,
    session: &Session,
    app: &App,
    typed: Option<Typed>,
    mistakes: Mistakes,
) -> Result<ChannelsPage, PageError> {
    let t = member.t.clone();
    let mut tx = member.begin(app).await?;
    let readers = notices::readers(&mut tx).await?;
    let channels = channels::list(&mut tx).await?;
    let (mine, others): (Vec<_>, Vec<_>) = readers.into_iter().partition(|reader| reader.user == member.user);
    let kept = mine.first().map(|reader| Typed::of(&reader.preference));
    let me = typed.or(kept).unwrap_or_default();
    let flows = choices(&mut tx, &me::flows(&me.flows)).await?;
    let may_manage = member.role.may(Permission::Manage);
    let my_email = member.email.clone();
    let shell = Shell::load(&mut tx, session, member, Room::Alerts).await?;
    tx.commit().await?;
    Ok(ChannelsPage {
        me,
        my_email,
        severities: severities(&t),
        hours: hours(&t),
        others: others.iter().map(|reader| other(&t, reader)).collect(),
        channels: channels.into_iter().map(|channel| line(&t, channel)).collect(),
        flows,
        may_manage,
        mistakes,
        shell,
        t,
    })
}

async fn choices(tx: &mut Tx, chosen: &[FlowId]) -> Result<Vec<Choice>, PageError> {
    Ok(flows::list(tx)
        .await?
        .into_iter()
        .map(|flow| Choice {
            id: flow.id.to_string(),
            chosen: chosen.contains(&flow.id),
            name: flow.name,
        })
        .collect())
}

fn hours(t: &Locale) -> Vec<(String, String)> {
    let none = (String::new(), t.t("me-no-digest"));
    std::iter::once(none)
        .chain((0_u16..24).map(|hour| (hour.to_string(), clock(hour * 60))))
        .collect()
}

fn other(t: &Locale, reader: &notices::Reader) -> Other {
    let preference = &reader.preference;
    let mut words = vec![if preference.by_email {
        severities(t)
            .into_iter()
            .find(|(word, _)| *word == preference.least.as_str())
            .map_or_else(String::new, |(_, words)| words)
    } else {
        t.t("me-not-told")
    }];
    if let Some((from, to)) = preference.quiet {
        words.push(t.t2("me-quiet", ("from", clock(from)), ("to", clock(to))));
    }
    if let Some(hour) = preference.digest_hour {
        words.push(t.t1("me-digest-at", "at", clock(u16::from(hour) * 60)));
    }
    Other {
        name: reader.name.clone(),
        email: reader.email.clone(),
        words: words.join(" · "),
    }
}

fn line(t: &Locale, channel: Channel) -> ChannelLine {
    let mut words = severities(t)
        .into_iter()
        .find(|(word, _)| *word == channel.least.as_str())
        .map_or_else(String::new, |(_, words)| words);
    if !channel.flows.is_empty() {
        words = format!(
            "{words} · {}",
            t.count("channel-flows", channel.flows.len() as u64)
        );
    }
    ChannelLine {
        id: channel.id.to_string(),
        kind: kind_name(t, &channel.kind),
        name: channel.name,
        host: channel.host,
        words,
        tried: channel.tried.map(|tried| TriedLine {
            words: t.t1(
                if tried.well {
                    "channel-tried-well"
                } else {
                    "channel-tried-badly"
                },
                "at",
                t.moment(tried.at),
            ),
            well: tried.well,
            said: tried.words,
        }),
    }
}

fn kind_name(t: &Locale, kind: &str) -> String {
    t.t(if kind == "slack" {
        "channel-slack"
    } else {
        "channel-webhook"
    })
}

#[derive(Template)]
#[template(path = "alerts/channel.html")]
struct ChannelPage {
    shell: Shell,
    mistakes: Mistakes,
    /// Where the form is sent.
    action: String,
    title: String,
    typed: TypedChannel,
    is_new: bool,
    url_hint: String,
    /// What signs, for those who check it.
    secret: String,
    severities: Vec<(&'static str, String)>,
    flows: Vec<Choice>,
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct TypedChannel {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    least: String,
    #[serde(default)]
    flows: Vec<String>,
}

impl TypedChannel {
    fn is_slack(&self) -> bool {
        self.kind == "slack"
    }

    /// The channel as it would be kept, and its address if one was typed.
    fn read(
        &self,
        t: &Locale,
        app: &App,
        known: Option<&Channel>,
    ) -> Result<(Channel, Option<Url>), Mistakes> {
        let mut mistakes = Mistakes::default();
        let name: String = self.name.trim().chars().take(100).collect();
        if name.is_empty() {
            mistakes.add("name", t.t("channel-name-missing"));
        }
        let url = match (self.url.trim(), known) {
            ("", Some(_)) => None,
            (url, _) => match Url::parse(url) {
                Ok(url) if app.office().check(&url).is_ok() => Some(url),
                Ok(_) => {
                    mistakes.add("url", t.t("channel-url-forbidden"));
                    None
                }
                Err(_) => {
                    mistakes.add("url", t.t("channel-url-mistake"));
                    None
                }
            },
        };
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let host = url.as_ref().and_then(Url::host_str).map(str::to_owned);
        let channel = Channel {
            id: known.map_or_else(ChannelId::new, |known| known.id),
            kind: if self.is_slack() { "slack" } else { "webhook" }.to_owned(),
            name,
            host: host
                .or_else(|| known.map(|known| known.host.clone()))
                .unwrap_or_default(),
            least: self.least.parse().unwrap_or(domain::Severity::Warning),
            flows: me::flows(&self.flows),
            tried: None,
        };
        Ok((channel, url))
    }
}

/// Which kind is to be added.
#[derive(Deserialize)]
pub(crate) struct Wanted {
    #[serde(default)]
    kind: String,
}

/// An empty form.
pub(crate) async fn new(
    member: Member,
    session: Session,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let typed = TypedChannel {
        least: "warning".to_owned(),
        kind: if wanted.kind == "slack" {
            "slack"
        } else {
            "webhook"
        }
        .to_owned(),
        ..TypedChannel::default()
    };
    let mut tx = member.begin(&app).await?;
    let form = form(&mut tx, member, &session, typed, None, Mistakes::default()).await?;
    tx.commit().await?;
    page(&form)
}

async fn form(
    tx: &mut Tx,
    member: Member,
    session: &Session,
    typed: TypedChannel,
    known: Option<(&Channel, &Target)>,
    mistakes: Mistakes,
) -> Result<ChannelPage, PageError> {
    let t = member.t.clone();
    let flows = choices(tx, &me::flows(&typed.flows)).await?;
    let shell = Shell::load(tx, session, member, Room::Alerts).await?;
    let is_slack = typed.is_slack();
    let hint = t.t(if is_slack {
        "channel-url-slack-hint"
    } else {
        "channel-url-webhook-hint"
    });
    Ok(ChannelPage {
        action: known.map_or_else(
            || "/alerts/channels".to_owned(),
            |(channel, _)| format!("/alerts/channels/{}", channel.id),
        ),
        title: match known {
            Some((channel, _)) => channel.name.clone(),
            None => t.t(if is_slack {
                "channel-add-slack"
            } else {
                "channel-add-webhook"
            }),
        },
        url_hint: match known {
            Some((channel, _)) => format!("{} {hint}", t.t1("channel-url-keep", "host", &channel.host)),
            None => hint,
        },
        secret: known
            .map(|(_, target)| target.secret.expose_secret().to_owned())
            .unwrap_or_default(),
        is_new: known.is_none(),
        severities: severities(&t),
        flows,
        typed,
        mistakes,
        shell,
    })
}

/// Adds a channel.
pub(crate) async fn create(
    member: Member,
    session: Session,
    State(app): State<App>,
    Form(typed): Form<TypedChannel>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let (channel, url) = match typed.read(&t, &app, None) {
        Ok((channel, Some(url))) => (channel, url),
        Ok((_, None)) => return Err(PageError::NotFound),
        Err(mistakes) => {
            return came_back(&form(&mut tx, member, &session, typed, None, mistakes).await?);
        }
    };
    let target = Target {
        url: SecretString::from(url.to_string()),
        secret: if typed.is_slack() {
            SecretString::default()
        } else {
            notify::new_secret()
        },
    };
    match channels::add(&mut tx, &channel, &target).await {
        Ok(()) => {}
        Err(StoreError::Taken { .. }) => {
            drop(tx);
            let mut tx = member.begin(&app).await?;
            return came_back(&form(&mut tx, member, &session, typed, None, taken(&t)).await?);
        }
        Err(error) => return Err(error.into()),
    }
    let detail = json!({ "name": channel.name, "kind": channel.kind, "host": channel.host });
    audit::note(&mut tx, member.user, "channel.added", &detail).await?;
    tx.commit().await?;
    Toast::new(t.t1("channel-added", "name", &channel.name))
        .keep(&session)
        .await?;
    let path = if typed.is_slack() {
        format!("/alerts/channels#{}", channel.id)
    } else {
        // There the signing secret stands.
        format!("/alerts/channels/{}", channel.id)
    };
    Ok(Redirect::to(&path).into_response())
}

fn taken(t: &Locale) -> Mistakes {
    let mut mistakes = Mistakes::default();
    mistakes.add("name", t.t("channel-name-taken"));
    mistakes
}

async fn find(tx: &mut Tx, id: &str) -> Result<Channel, PageError> {
    let id: ChannelId = id.parse().map_err(|_| PageError::NotFound)?;
    channels::find(tx, id).await?.ok_or(PageError::NotFound)
}

/// A channel's form.
pub(crate) async fn edit(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let mut tx = member.begin(&app).await?;
    let channel = find(&mut tx, &id).await?;
    let target = channels::target(&mut tx, channel.id).await?;
    let typed = TypedChannel {
        kind: channel.kind.clone(),
        name: channel.name.clone(),
        url: String::new(),
        least: channel.least.to_string(),
        flows: channel.flows.iter().map(ToString::to_string).collect(),
    };
    let known = Some((&channel, &target));
    let form = form(&mut tx, member, &session, typed, known, Mistakes::default()).await?;
    tx.commit().await?;
    page(&form)
}

/// Changes a channel; without an address, it keeps the one it has.
pub(crate) async fn update(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<TypedChannel>,
) -> Result<Response, PageError> {
    member.may(Permission::Manage)?;
    let t = member.t.clone();
    let mut tx = member.begin(&app).await?;
    let known = find(&mut tx, &id).await?;
    let target = channels::target(&mut tx, known.id).await?;
    let typed = TypedChannel {
        kind: known.kind.clone(),
        ..typed
    };
    let (channel, url) = match typed.read(&t, &app, Some(&known)) {
        Ok(read) => read,
        Err(mistakes) => {
            let known = Some((&known, &target));
            return came_back(&form(&mut tx, member, &session, typed, known, mistakes).await?);
        }
    };
    let moved = url.map(|url| Target {
        url: SecretString::from(url.to_string()),
        secret: target.secret.clone(),
    });
    match channels::change(&mut tx, &channel, moved.as_ref()).await {
        Ok(()) => {}
        Err(StoreError::Taken { .. }) => {
            drop(tx);
            let mut tx = member.begin(&app).await?;
            let known = Some((&known, &target));
            return came_back(&form(&mut tx, member, &session, typed, known, taken(&t)).await?);
        }
        Err(error) => return Err(error.into()),
    }
    let detail = json!({ "name": channel.name, "host": channel.host });
    audit::note(&mut tx, member.user, "channel.changed", &detail).await?;
    tx.commit().await?;
    Toast::new(t.t1("channel-kept", "name", &channel.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to(&format!("/alerts/channels#{}", channel.id)).into_response())
}

/// Removes a channel and what is on its way there.
pub(crate) async fn remove(
    member: Member,
    session: Session,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Manage)?;
    let mut tx = member.begin(&app).await?;
    let channel = find(&mut tx, &id).await?;
    channels::remove(&mut tx, channel.id).await?;
    let detail = json!({ "name": channel.name, "host": channel.host });
    audit::note(&mut tx, member.user, "channel.removed", &detail).await?;
    tx.commit().await?;
    Toast::new(member.t.t1("channel-removed", "name", &channel.name))
        .keep(&session)
        .await?;
    Ok(Redirect::to("/alerts/channels"))
}

/// Sends a test; how it ended stands at the channel, in the other side's words.
pub(crate) async fn test(
    member: Member,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Redirect, PageError> {
    member.may(Permission::Manage)?;
    let mut tx = member.begin(&app).await?;
    let channel = find(&mut tx, &id).await?;
    let readers = notices::readers(&mut tx).await?;
    let reader = readers
        .iter()
        .find(|reader| reader.user == member.user)
        .or_else(|| readers.iter().find(|reader| reader.role == Role::Owner))
        .ok_or(PageError::NotFound)?;
    app.office().test_channel(tx, channel.id, reader).await?;
    Ok(Redirect::to(&format!("/alerts/channels#{}", channel.id)))
}
