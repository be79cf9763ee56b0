use auth::AuthError;
use domain::{Failure, FailureReason, FlowId};

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Postgres can't be reached, or no connection got free in time.
    #[error("the database can't be reached: {0}. Check KOPRU_DATABASE_URL and whether Postgres runs")]
    Unreachable(#[source] sqlx::Error),
    /// Someone else holds what we need for longer than we wait. Trying again makes sense.
    #[error("the database is busy with another change of the same rows: {0}")]
    Busy(#[source] sqlx::Error),
    /// The worker was too late: its lease ran out, and another may hold the flow now. Nothing was written.
    #[error("the lease on flow {flow} is no longer ours; nothing was written")]
    LeaseLost {
        /// Which flow.
        flow: FlowId,
    },
    /// A name, an e-mail, a key that must be unique is taken.
    #[error("{what} is taken already; choose another")]
    Taken {
        /// What ("the name of a flow").
        what: &'static str,
    },
    /// It can't be removed, since others use it.
    #[error("{what} is still in use: {by}")]
    InUse {
        /// What.
        what: &'static str,
        /// Who uses it.
        by: &'static str,
    },
    /// A value that the tables refuse.
    #[error("{what} is not allowed: {rule}")]
    Refused {
        /// What.
        what: &'static str,
        /// What would be.
        rule: &'static str,
    },
    /// Something that a change names is not there (any more), or belongs to another tenant.
    #[error("there is no {what} {id}")]
    Missing {
        /// What kind of thing.
        what: &'static str,
        /// Its id or name.
        id: String,
    },
    /// A row holds what this release can't read.
    #[error("table {table}, column {column}, row {id} can't be read: {why}")]
    BadRow {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// The row's id.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// A key or a sealed value can't be used.
    #[error(transparent)]
    Sealing(#[from] AuthError),
    /// The migrations could not be run.
    #[error("the database's tables can't be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// Anything else that the database says: a mistake of ours.
    #[error("the database refused a statement: {0}")]
    Statement(#[source] sqlx::Error),
}

impl StoreError {
    /// Whether a database that is just starting, or being started again, would say this: worth a moment's patience.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(sqlx::Error::Database(told)) => {
                // cannot_connect_now, crash_shutdown, admin_shutdown, too_many_connections
                told.code()
                    .is_some_and(|code| matches!(&*code, "57P03" | "57P02" | "57P01" | "53300"))
            }
            Self::Unreachable(sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) => true,
            _ => false,
        }
    }

    pub(crate) fn missing(what: &'static str, id: &impl ToString) -> Self {
        Self::Missing {
            what,
            id: id.to_string(),
        }
    }
}

/// Constraints decide, not a select beforehand; here a constraint's name becomes what it means.
fn meaning(constraint: &str) -> Option<StoreError> {
    let taken = |what| Some(StoreError::Taken { what });
    match constraint {
        "flow_name" => taken("this name of a flow"),
        "connection_name" => taken("this name of a connection"),
        "app_user_email" => taken("this e-mail address"),
        "member_pkey" => taken("this member's place"),
        "api_token_pkey" => taken("this API token's id"),
        "invitation_email" => taken("this address's invitation"),
        "channel_name" => taken("this name of a channel"),
        "lookup_table_name" => taken("this name of a look-up table"),
        "revision_number" => taken("this revision number (someone published at the same moment)"),
        "flow_source" | "flow_destination" => Some(StoreError::InUse {
            what: "the connection",
            by: "a flow reads from it or writes to it, or it does not exist",
        }),
        "tenant_retention_days" => Some(StoreError::Refused {
            what: "the number of days that the log is kept",
            rule: "1 to 30 days",
        }),
        _ => None,
    }
}

/// Values that no column can hold, whoever sent them.
fn unfit(code: &str) -> Option<StoreError> {
    let (what, rule) = match code {
        // character_not_in_repertoire, untranslatable_character
        "22021" | "22P05" => ("a text with the character U+0000", "texts without it"),
        // datetime_field_overflow
        "22008" => ("a moment so far away", "moments within some thousands of years"),
        // program_limit_exceeded
        "54000" => ("a name or key so long", "up to some 2,000 bytes"),
        _ => return None,
    };
    Some(StoreError::Refused { what, rule })
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::Database(told) = &error {
            let code = told.code();
            let code = code.as_deref().unwrap_or_default();
            // integrity_constraint_violation; an index names itself in other errors, too.
            let broken = told.constraint().filter(|_| code.starts_with("23"));
            if let Some(meaning) = broken.and_then(meaning) {
                return meaning;
            }
            if let Some(refused) = unfit(code) {
                return refused;
            }
            return match Some(code) {
                // lock_not_available, deadlock_detected, serialization_failure
                Some("55P03" | "40P01" | "40001") => Self::Busy(error),
                // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections
                Some("57P01" | "57P02" | "57P03" | "53300") => Self::Unreachable(error),
                _ => Self::Statement(error),
            };
        }
        match error {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
            | sqlx::Error::BeginFailed => Self::Unreachable(error),
            other => Self::Statement(other),
        }
    }
}

/// Inside a flow's run a store's trouble is one failure among others: it passes, or it is ours to mend.
impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let words = error.to_string();
        match error {
            StoreError::Unreachable(_) | StoreError::Busy(_) | StoreError::LeaseLost { .. } => {
                Self::transient(FailureReason::Internal, "Our own database is busy or restarting.")
                    .saying(words)
            }
            _ => Self::permanent(FailureReason::Internal, "Our own database refused this.").saying(words),
        }
    }
}
