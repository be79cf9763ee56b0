//! What a member may do in a tenant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A member's place in a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything; the last owner can't leave.
    Owner,
    /// Everything but deleting the tenant and naming owners.
    Admin,
    /// Connections, flows, mappings and replays.
    Editor,
    /// Looks at everything, changes nothing.
    Viewer,
    /// Looks at the state, buys and pays.
    Billing,
    /// One of our experts, invited for a time: as an editor, and each act is marked.
    Expert,
}

/// A kind of act for which a member is asked for their role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Look at flows, records, alerts.
    See,
    /// Change connections, flows, mappings, look-ups; replay.
    Edit,
    /// Invite and remove members, set retention, tokens and channels, erase a person.
    Manage,
    /// Choose a plan, buy packages, see invoices.
    Pay,
    /// Delete the tenant, name owners.
    Own,
}

impl Role {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Owner,
        Self::Admin,
        Self::Editor,
        Self::Viewer,
        Self::Billing,
        Self::Expert,
    ];

    /// The word in the database and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Editor => "editor",
            Self::Viewer => "viewer",
            Self::Billing => "billing",
            Self::Expert => "expert",
        }
    }

    /// Whether a member of this role may do this.
    #[must_use]
    pub const fn may(self, permission: Permission) -> bool {
        match permission {
            Permission::See => true,
            Permission::Edit => matches!(self, Self::Owner | Self::Admin | Self::Editor | Self::Expert),
            Permission::Manage => matches!(self, Self::Owner | Self::Admin),
            Permission::Pay => matches!(self, Self::Owner | Self::Admin | Self::Billing),
            Permission::Own => matches!(self, Self::Owner),
        }
    }
}

/// A word that is no role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownRole;

impl fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the roles are owner, admin, editor, viewer, billing and expert")
    }
}

impl std::error::Error for UnknownRole {}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == word)
            .ok_or(UnknownRole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_owners_own_and_everyone_sees() {
        for role in Role::ALL {
            assert!(role.may(Permission::See));
            assert_eq!(role.may(Permission::Own), role == Role::Owner);
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        assert!(!Role::Viewer.may(Permission::Edit) && !Role::Billing.may(Permission::Edit));
        assert!(!Role::Editor.may(Permission::Pay) && Role::Billing.may(Permission::Pay));
    }
}
