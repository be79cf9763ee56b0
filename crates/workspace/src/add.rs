//! Adding one flow to what a tenant has, in the way that a workspace file does it.

use domain::TenantId;

use crate::{
    ApplyError, ExportError, FileMistake,
    apply::{Applied, Ground, apply},
    export::file_of,
    file::FlowEntry,
};

/// Why a flow was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// What the tenant has can't be read.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The flow is wrong, or a remote system refuses.
    #[error(transparent)]
    Apply(#[from] ApplyError),
}

/// Adds a flow: its rules are checked, properties of ours are made where that is allowed, webhooks are subscribed to, and all
/// else stays as it is.
///
/// # Errors
/// When the name is in use, the flow is wrong, a remote system refuses or the store can't be reached.
pub async fn add_flow(
    ground: &Ground,
    tenant: TenantId,
    name: &str,
    entry: FlowEntry,
) -> Result<Applied, AddError> {
    let mut file = file_of(&ground.parts.store, tenant).await?;
    if file.flows.contains_key(name) {
        let taken = FileMistake::new(format!("flows.{name}"), "a flow of this name is there already");
        return Err(ApplyError::Mistakes(vec![taken]).into());
    }
    file.flows.insert(name.to_owned(), entry);
    let text = toml::to_string_pretty(&file).map_err(ExportError::from)?;
    Ok(apply(ground, tenant, &text, |_| None).await?)
}
