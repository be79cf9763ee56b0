//! An alert in a reader's words: title (cause and effect), why, what to do, and where.

use domain::{AlertKind, ConnectionId, FailureReason, FlowId, Language};
use fluent_templates::fluent_bundle::FluentValue;
use store::alerts::Alert;

use crate::words::{Values, Words};

/// An alert in a reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// What happened and its effect ("HubSpot no longer lets us in: 38 records wait").
    pub title: String,
    /// Why, and that nothing is lost.
    pub why: String,
    /// What to do.
    pub cure: String,
    /// What the button says; leads to [`Cure::path`].
    pub button: String,
    /// What mends it.
    pub means: Cure,
}

/// What mends an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cure {
    /// Signing in to this connection again.
    Reconnect(ConnectionId),
    /// Looking at this connection.
    Connection(ConnectionId),
    /// Changing a rule of this flow.
    Mapping(FlowId),
    /// Changing a setting of this flow.
    Settings(FlowId),
    /// Mending records of this flow that failed for this reason.
    Records(FlowId, FailureReason),
    /// Looking at this flow's runs.
    Runs(FlowId),
    /// Looking at this flow.
    Flow(FlowId),
    /// Mending a channel.
    Channels,
    /// Nothing: it ends by itself.
    Wait,
}

impl Cure {
    /// Where it is done; none where there is nothing to do.
    #[must_use]
    pub fn path(self) -> Option<String> {
        Some(match self {
            Self::Reconnect(connection) => format!("/connections/{connection}/reconnect"),
            Self::Connection(connection) => format!("/connections/{connection}"),
            Self::Mapping(flow) => format!("/flows/{flow}/mapping"),
            Self::Settings(flow) => format!("/flows/{flow}/settings"),
            Self::Records(flow, reason) => failures(flow, reason),
            Self::Runs(flow) => format!("/flows/{flow}/runs"),
            Self::Flow(flow) => format!("/flows/{flow}"),
            Self::Channels => "/alerts/channels".to_owned(),
            Self::Wait => return None,
        })
    }

    fn key(self) -> &'static str {
        match self {
            Self::Reconnect(_) => "cure-button-reconnect",
            Self::Connection(_) => "cure-button-connection",
            Self::Mapping(_) => "cure-button-mapping",
            Self::Settings(_) => "cure-button-settings",
            Self::Records(..) => "cure-button-records",
            Self::Runs(_) => "cure-button-runs",
            Self::Flow(_) => "cure-button-flow",
            Self::Channels => "cure-button-channels",
            Self::Wait => "cure-button-wait",
        }
    }

    /// What mends this alert.
    #[must_use]
    pub fn of(alert: &Alert) -> Self {
        let (flow, connection) = (alert.alert.flow, alert.alert.connection);
        let at_connection = |cure: fn(ConnectionId) -> Self| connection.map_or(Self::Wait, cure);
        let at_flow = |cure: fn(FlowId) -> Self| flow.map_or(Self::Wait, cure);
        match alert.alert.kind {
            AlertKind::SignIn | AlertKind::Lacking => at_connection(Self::Reconnect),
            AlertKind::RecordsFailed => flow
                .zip(alert.alert.reason)
                .map_or(Self::Wait, |(flow, reason)| of_reason(flow, reason)),
            AlertKind::RemoteDown | AlertKind::Limit => Self::Wait,
            AlertKind::StreamUnread => at_connection(Self::Connection),
            AlertKind::FlowStopped => at_flow(Self::Settings),
            AlertKind::RunFailed => at_flow(Self::Runs),
            AlertKind::ChannelFailed => Self::Channels,
            AlertKind::Absence => at_flow(Self::Flow),
            AlertKind::Drift => flow.map_or_else(|| at_connection(Self::Connection), Self::Mapping),
        }
    }
}

fn of_reason(flow: FlowId, reason: FailureReason) -> Cure {
    match reason {
        FailureReason::MappingFailed | FailureReason::DoesNotAddUp | FailureReason::Flapping => {
            Cure::Mapping(flow)
        }
        FailureReason::BadSetting => Cure::Settings(flow),
        _ => Cure::Records(flow, reason),
    }
}

/// Where the records of this flow are that failed for this reason.
#[must_use]
pub fn failures(flow: FlowId, reason: FailureReason) -> String {
    format!("/records?flow={flow}&outcome=failed&reason={}", reason.as_str())
}

/// An alert in these words.
#[must_use]
pub fn told(language: Language, alert: &Alert) -> Told {
    let words = Words(language);
    let kind = alert.alert.kind.as_str();
    let values = values(words, alert);
    let mut title = words.say(&format!("alert-{kind}"), &values);
    if alert.waiting > 0 {
        title = format!(
            "{title}: {}",
            words.say("alert-waiting", &count(words, alert.waiting))
        );
    }
    let reason = alert.alert.reason.map(FailureReason::as_str);
    let of_reason = |part: &str| reason.and_then(|reason| words.find(&format!("{part}-{reason}"), &values));
    let means = Cure::of(alert);
    Told {
        title,
        why: words
            .find(&format!("alert-{kind}-why"), &values)
            .unwrap_or_default(),
        cure: of_reason("cure")
            .or_else(|| words.find(&format!("alert-{kind}-cure"), &values))
            .unwrap_or_default(),
        button: words.say(means.key(), &values),
        means,
    }
}

/// Why records failed, in these words.
#[must_use]
pub fn reason(language: Language, reason: FailureReason) -> String {
    Words(language).say(&format!("reason-{}", reason.as_str()), &Values::new())
}

fn values(words: Words, alert: &Alert) -> Values<'static> {
    let name = |name: &Option<String>, without: &str| {
        let name = name.clone().unwrap_or_else(|| words.say(without, &Values::new()));
        FluentValue::from(name)
    };
    let mut values = count(words, alert.failed);
    values.push(("connection", name(&alert.names.connection, "alert-some-system")));
    values.push(("flow", name(&alert.names.flow, "alert-some-flow")));
    let reason = alert.alert.reason.map(|reason| self::reason(words.0, reason));
    values.push(("reason", FluentValue::from(reason.unwrap_or_default())));
    values
}

fn count(words: Words, count: u64) -> Values<'static> {
    vec![
        ("count", FluentValue::from(count)),
        ("n", FluentValue::from(words.number(count))),
    ]
}

#[cfg(test)]
mod tests {
    use domain::AlertId;
    use jiff::Timestamp;
    use store::alerts::{Names, NewAlert};

    use super::*;

    fn alert(kind: AlertKind, reason: Option<FailureReason>, failed: u64, waiting: u64) -> Alert {
        let mut new = NewAlert::new(kind, "cause", "What happened.", "What to do.")
            .of_flow(FlowId::new())
            .of_connection(ConnectionId::new());
        new.reason = reason;
        Alert {
            id: AlertId::new(),
            alert: new,
            names: Names {
                flow: Some("Orders".to_owned()),
                connection: Some("HubSpot".to_owned()),
                connector: None,
            },
            seen: 1,
            failed,
            waiting,
            raised_at: Timestamp::UNIX_EPOCH,
            last_at: Timestamp::UNIX_EPOCH,
            resolved_at: None,
            acknowledged: None,
            muted_until: None,
        }
    }

    #[test]
    fn a_title_tells_cause_and_effect() {
        let en =
            |kind, reason, failed, waiting| told(Language::En, &alert(kind, reason, failed, waiting)).title;
        assert_eq!(
            en(AlertKind::SignIn, None, 0, 38),
            "HubSpot no longer lets us in: 38 records wait"
        );
        assert_eq!(
            en(
                AlertKind::RecordsFailed,
                Some(FailureReason::BadSetting),
                1_204,
                0
            ),
            "1,204 records of \"Orders\" could not be sent: a setting names something that does not exist"
        );
        let tr = told(Language::Tr, &alert(AlertKind::SignIn, None, 0, 38));
        assert_eq!(
            tr.title,
            "HubSpot artık erişimimize izin vermiyor: 38 kayıt bekliyor"
        );
    }

    #[test]
    fn every_kind_and_reason_has_its_words_in_every_language() {
        for language in Language::ALL {
            let words = Words(language);
            for kind in AlertKind::ALL {
                let told = told(language, &alert(kind, None, 0, 0));
                for text in [&told.title, &told.why, &told.cure, &told.button] {
                    assert!(
                        !text.is_empty() && !text.contains("alert-") && !text.contains('{'),
                        "{kind} in {language}: {told:?}"
                    );
                }
            }
            for reason in ALL_REASONS {
                for part in ["reason", "cure"] {
                    let key = format!("{part}-{}", reason.as_str());
                    assert!(words.find(&key, &Values::new()).is_some(), "{key} in {language}");
                }
            }
        }
    }

    /// All reasons of the closed list.
    const ALL_REASONS: [FailureReason; 19] = [
        FailureReason::Unreachable,
        FailureReason::TimedOut,
        FailureReason::RemoteTrouble,
        FailureReason::UnreadableAnswer,
        FailureReason::LimitReached,
        FailureReason::SignInRefused,
        FailureReason::PermissionMissing,
        FailureReason::RejectedByDestination,
        FailureReason::NotInSource,
        FailureReason::GoneAtDestination,
        FailureReason::BadRecord,
        FailureReason::MappingFailed,
        FailureReason::DoesNotAddUp,
        FailureReason::ReferenceFailed,
        FailureReason::AwaitsOrder,
        FailureReason::Flapping,
        FailureReason::BadSetting,
        FailureReason::ForbiddenAddress,
        FailureReason::Internal,
    ];
}
