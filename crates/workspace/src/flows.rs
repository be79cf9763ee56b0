//! Flows made by a person's choices instead of by a file, through the same code.

use std::collections::BTreeMap;

use domain::TenantId;
use store::connections;

use crate::{
    Applied, ApplyError, FlowEntry, Ground, WorkspaceFile,
    checked::{self, FileMistake},
    file::ConnectionEntry,
    keep,
};

/// Whether flows that are made begin to work at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotBegun<'a> {
    /// What their pause says.
    pub because: &'a str,
}

/// Makes these flows, or changes those of their names, between the tenant's connections; others stay as they are. Entries
/// that are not active are paused with `not_begun`'s words. All of them or nothing.
///
/// # Errors
/// Every mistake in their settings and rules; a name that belongs to a flow of another kind.
pub async fn keep_flows(
    ground: &Ground,
    tenant: TenantId,
    flows: BTreeMap<String, FlowEntry>,
    not_begun: NotBegun<'_>,
) -> Result<Applied, ApplyError> {
    let mut tx = ground.parts.store.begin(tenant).await?;
    let kept = connections::list(&mut tx).await?;
    let file = WorkspaceFile {
        connections: kept
            .iter()
            .map(|connection| {
                let entry = ConnectionEntry {
                    connector: connection.connector,
                    create_properties: connection.may_prepare,
                    credential: domain::Map::new(),
                };
                (connection.name.clone(), entry)
            })
            .collect(),
        flows,
        ..WorkspaceFile::default()
    };
    let mut mistakes: Vec<FileMistake> = Vec::new();
    let mut ends = BTreeMap::new();
    for (name, entry) in &file.flows {
        match checked::ends(&file, name, entry) {
            Ok(both) => {
                let checked = checked::check(&ground.parts.registry, name, entry, &both, None);
                mistakes.extend(checked.err().unwrap_or_default());
                ends.insert(name.clone(), both);
            }
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if !mistakes.is_empty() {
        return Err(ApplyError::Mistakes(mistakes));
    }
    let mut applied = Applied::default();
    let id_of = |name: &str| kept.iter().find(|connection| connection.name == name);
    for (name, entry) in &file.flows {
        if let (Some(ends), Some(from), Some(to)) = (ends.get(name), id_of(&entry.from), id_of(&entry.to)) {
            let between = (from.id, to.id);
            keep::keep_flow(
                &mut tx,
                name,
                entry,
                ends,
                between,
                not_begun.because,
                &mut applied,
            )
            .await?;
        }
    }
    tx.commit().await?;
    Ok(applied)
}
