//! The file's connections: signed in anew with the credential that it gives, or as they are kept.

use std::{collections::BTreeMap, sync::Arc};

use domain::{Map, Value};
use store::connections::Connection;

use crate::{
    ApplyError,
    apply::Ground,
    checked::FileMistake,
    file::{ConnectionEntry, WorkspaceFile},
    secrets::fill_in,
    signed_in::{SignedIn, Unshared},
};

/// A connection of the file: signed in anew, or as it is kept.
pub(crate) enum Side {
    Fresh {
        signed_in: SignedIn,
        kept: Option<Connection>,
    },
    Kept {
        connection: Connection,
        opened: Arc<dyn connectors::Opened>,
    },
}

impl Side {
    pub(crate) fn opened(&self) -> &dyn connectors::Opened {
        match self {
            Self::Fresh { signed_in, .. } => signed_in.opened.as_ref(),
            Self::Kept { opened, .. } => opened.as_ref(),
        }
    }
}

/// Signs in to every connection of the file that gives a credential.
pub(crate) async fn sign_in_all(
    ground: &Ground,
    file: &WorkspaceFile,
    kept: &[Connection],
    secret_of: &impl Fn(&str) -> Option<String>,
) -> Result<BTreeMap<String, Side>, ApplyError> {
    let mut sides = BTreeMap::new();
    for (name, entry) in &file.connections {
        let kept = kept.iter().find(|connection| connection.name == *name).cloned();
        sides.insert(name.clone(), sign_in(ground, name, entry, kept, secret_of).await?);
    }
    Ok(sides)
}

async fn sign_in(
    ground: &Ground,
    name: &str,
    entry: &ConnectionEntry,
    kept: Option<Connection>,
    secret_of: &impl Fn(&str) -> Option<String>,
) -> Result<Side, ApplyError> {
    let mistake = |part: &str, what: String| {
        ApplyError::Mistakes(vec![FileMistake::new(format!("connections.{name}{part}"), what)])
    };
    if let Some(kept) = kept.as_ref().filter(|kept| kept.connector != entry.connector) {
        let what = format!(
            "it is a {} connection; choose another name for this one",
            kept.connector.title()
        );
        return Err(mistake(".connector", what));
    }
    if entry.credential.is_empty() {
        let connection = kept.ok_or_else(|| {
            mistake(
                "",
                "it is new and has no credential; add `credential = { … }`".to_owned(),
            )
        })?;
        let opened = ground.parts.opening.open(&connection);
        return Ok(Side::Kept { connection, opened });
    }
    let fields = filled(&entry.credential, secret_of).map_err(|what| mistake(".credential", what))?;
    let remote = |failure| ApplyError::Remote {
        connection: name.to_owned(),
        failure,
    };
    let credential = ground
        .parts
        .registry
        .get(entry.connector)
        .credential(&Value::Map(fields))
        .map_err(|failure| mistake(".credential", failure.message))?;
    let clock = Arc::clone(&ground.parts.clock);
    let signed_in = SignedIn::with(
        &ground.parts.registry,
        entry.connector,
        credential,
        Arc::new(Unshared),
        clock,
    )
    .await
    .map_err(remote)?;
    if let Some(kept) = kept
        .as_ref()
        .filter(|kept| kept.account.id != signed_in.account.id)
    {
        let what = format!(
            "the credential opens \"{}\" ({}), but this connection is \"{}\" ({}); its pairings would be wrong. Choose \
             another name for it",
            signed_in.account.name, signed_in.account.id, kept.account.name, kept.account.id
        );
        return Err(mistake(".credential", what));
    }
    Ok(Side::Fresh { signed_in, kept })
}

fn filled(fields: &Map, secret_of: &impl Fn(&str) -> Option<String>) -> Result<Map, String> {
    fields
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Value::Text(text) => Value::Text(fill_in(text, secret_of)?),
                other => other.clone(),
            };
            Ok((name.clone(), value))
        })
        .collect()
}
