//! Which permissions a key has, and which it lacks.

use domain::{Failure, FailureReason};

use super::api::Api;

/// Checks that the key has these permissions (group, "read" or "write").
///
/// # Errors
/// `PermissionMissing`, naming all that are missing.
pub(super) async fn check(api: &Api, needed: &[(&str, &str)]) -> Result<(), Failure> {
    let granted = api.get("account/permissions", &[]).await?;
    let missing: Vec<String> = needed
        .iter()
        .filter(|(group, act)| granted.get(group).get(act).as_bool() != Some(true))
        .map(|(group, act)| format!("{group} ({act})"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::permanent(
        FailureReason::PermissionMissing,
        format!(
            "Lightspeed's key lacks permissions: {}. Switch them on in the back office under Settings, Developers, at this key",
            missing.join(", ")
        ),
    ))
}
