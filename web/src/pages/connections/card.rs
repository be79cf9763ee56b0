//! One system's card: what is connected, or how to sign in. The wizard, a reconnect and a colleague's link show it.

use domain::ConnectorId;
use store::connections::{Connection, Status};

use crate::{App, locale::Locale, pages::start::within};

use super::{
    sign_in::{Typed, Ways, account, system},
    told::Told,
};

/// One system: signed in to, or how to.
pub(crate) struct Card {
    pub(crate) connector: &'static str,
    pub(crate) system: &'static str,
    pub(crate) title: &'static str,
    pub(crate) is_hubspot: bool,
    pub(crate) ways: Ways,
    /// The permissions by the system's own names.
    pub(crate) scopes: Vec<&'static str>,
    /// What is connected; none yet.
    pub(crate) found: Option<Found>,
    pub(crate) told: Option<Told>,
    /// What was typed before, except for secrets.
    pub(crate) key: String,
    pub(crate) language: String,
    pub(crate) cluster: String,
    /// Where its forms post to, without a slash at the end.
    pub(crate) action: String,
    /// The link for a colleague that was made just now.
    pub(crate) link: String,
    /// Whether the browser is to install our app from the store now.
    pub(crate) is_installing: bool,
    /// Whether a colleague may be asked from here.
    pub(crate) may_ask: bool,
    /// Whether another account than before may be confirmed.
    pub(crate) confirms_other: bool,
}

pub(crate) struct Found {
    /// "Connected to Demo Shop BV (290142)".
    pub(crate) name: String,
    /// "12,480 products, 3,912 orders"; empty if that could not be counted.
    pub(crate) counts: String,
    /// Why it could not be counted.
    pub(crate) uncounted: Option<Told>,
    pub(crate) is_signed_in: bool,
}

impl Card {
    pub(crate) fn new(app: &App, connector: ConnectorId, action: &str) -> Self {
        Self {
            connector: connector.as_str(),
            system: system(connector),
            title: connector.title(),
            is_hubspot: connector == ConnectorId::Hubspot,
            ways: Ways::of(app, connector),
            scopes: app.parts().registry.get(connector).scopes(),
            found: None,
            told: None,
            key: String::new(),
            language: "nl".to_owned(),
            cluster: String::new(),
            action: action.to_owned(),
            link: String::new(),
            is_installing: false,
            may_ask: true,
            confirms_other: false,
        }
    }

    /// With what was typed, and why it did not open anything.
    pub(crate) fn typed(mut self, typed: &Typed, told: Told) -> Self {
        self.key.clone_from(&typed.key);
        self.language.clone_from(&typed.language);
        self.cluster.clone_from(&typed.cluster);
        self.told = Some(told);
        self
    }
}

/// What a connection opens, with counts as they are now, or why there are none.
pub(crate) async fn found(app: &App, t: &Locale, connection: &Connection) -> Found {
    let opened = app.parts().opening.open(connection);
    let (first, second, words) = match connection.connector {
        ConnectorId::LightspeedEcom => ("products", "orders", ["start-n-products", "start-n-orders"]),
        ConnectorId::Hubspot => ("customers", "deals", ["start-n-contacts", "start-n-deals"]),
    };
    let is_signed_in = connection.status == Status::Connected;
    let (mut counts, mut uncounted) = (String::new(), None);
    if is_signed_in {
        let (one, other) = (first.into(), second.into());
        match within(async { tokio::try_join!(opened.count(&one, None), opened.count(&other, None)) }).await {
            Ok((one, other)) => counts = format!("{}, {}", t.count(words[0], one), t.count(words[1], other)),
            Err(failure) => uncounted = Some(Told::asked(t, connection.connector, &failure)),
        }
    }
    Found {
        name: account(&connection.account),
        counts,
        uncounted,
        is_signed_in,
    }
}
