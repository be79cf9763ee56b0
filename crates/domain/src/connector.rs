//! Names by which connectors and their collections are known.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Which connector: our code for one kind of system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConnectorId {
    /// HubSpot CRM.
    Hubspot,
    /// Lightspeed eCom (C-Series), formerly SEOshop.
    LightspeedEcom,
}

impl ConnectorId {
    /// All connectors.
    pub const ALL: [Self; 2] = [Self::Hubspot, Self::LightspeedEcom];

    /// The word in the database, the API, the URL and the log.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hubspot => "hubspot",
            Self::LightspeedEcom => "lightspeed_ecom",
        }
    }

    /// What people call it; the series is named, since "Lightspeed" is several systems.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Hubspot => "HubSpot",
            Self::LightspeedEcom => "Lightspeed eCom (C-Series)",
        }
    }
}

impl fmt::Display for ConnectorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ConnectorId {
    type Err = UnknownConnector;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|connector| connector.as_str() == text)
            .ok_or_else(|| UnknownConnector(text.to_owned()))
    }
}

/// There is no such connector.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no connector \"{0}\"; the connectors are hubspot and lightspeed_ecom")]
pub struct UnknownConnector(String);

/// One collection that a connector can read or write ("orders", "deals").
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct StreamName(String);

impl StreamName {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for StreamName {
    fn from(name: &str) -> Self {
        Self(name.to_owned())
    }
}
impl From<String> for StreamName {
    fn from(name: String) -> Self {
        Self(name)
    }
}
impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A record's key in its source: the remote's own id, as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordKey(String);

impl RecordKey {
    /// The key as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for RecordKey {
    fn from(key: &str) -> Self {
        Self(key.to_owned())
    }
}
impl From<String> for RecordKey {
    fn from(key: String) -> Self {
        Self(key)
    }
}
impl fmt::Display for RecordKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place in a source stream; only the connector can read it. It belongs to a connection and a stream,
/// never to a flow's revision, so publishing a change never loses a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);
