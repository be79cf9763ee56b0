//! What was changed before a failure first came up: "what changed on the day it began?"

use domain::{RevisionId, flow::Flow};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{StoreError, Tx, transaction::Inside};

/// A change that may have caused what failed after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A revision of the flow was published: its rules or its settings changed.
    Published {
        /// Which.
        revision: RevisionId,
        /// Its number, as people know it.
        number: u32,
        /// When.
        at: Timestamp,
    },
    /// A member changed something that the flow stands on: a look-up table, a connection.
    Acted {
        /// What was done, as the audit log has it.
        act: String,
        /// By whom: their e-mail address.
        by: String,
        /// When.
        at: Timestamp,
    },
}

impl Change {
    fn at(&self) -> Timestamp {
        match self {
            Self::Published { at, .. } | Self::Acted { at, .. } => *at,
        }
    }
}

/// The last change before a moment, within a week; the flow's first revision is no change.
///
/// # Errors
/// When the database refuses.
pub async fn change_before(
    tx: &mut Tx,
    flow: &Flow,
    moment: Timestamp,
) -> Result<Option<Change>, StoreError> {
    let tenant = tx.id();
    let published = sqlx::query!(
        "
        select revision_id, number, published_at from revision
        where tenant_id = $1 and flow_id = $2 and number > 1 and published_at <= $3
            and published_at > $3::timestamptz - interval '7 days'
        order by number desc limit 1
        ",
        tenant,
        flow.id.uuid(),
        moment.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?
    .map(|row| Change::Published {
        revision: row.revision_id.into(),
        number: row.number.unsigned_abs(),
        at: row.published_at.to_jiff(),
    });
    let acted = sqlx::query!(
        "
        select act, email, at from audit_entry
        where tenant_id = $1 and at <= $2 and at > $2::timestamptz - interval '7 days'
            and (act like 'lookup%' or act like 'look_up%' or act like 'connection.%')
        order by at desc limit 1
        ",
        tenant,
        moment.to_sqlx() as _,
    )
    .fetch_optional(tx.conn())
    .await?
    .map(|row| Change::Acted {
        act: row.act,
        by: row.email,
        at: row.at.to_jiff(),
    });
    Ok([published, acted].into_iter().flatten().max_by_key(Change::at))
}
