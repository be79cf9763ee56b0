//! Views of the activity log that a member saved by name.

use domain::UserId;

use crate::{StoreError, Tx, transaction::Inside};

/// A saved view: its name, and the filters as they stand in the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What the member calls it.
    pub name: String,
    /// The filters, as a query string without its question mark.
    pub query: String,
}

/// A member's views, by name.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut Tx, user: UserId) -> Result<Vec<View>, StoreError> {
    let tenant = tx.id();
    Ok(sqlx::query_as!(
        View,
        "select name, query from record_view where tenant_id = $1 and user_id = $2 order by name limit 50",
        tenant,
        user.uuid(),
    )
    .fetch_all(tx.conn())
    .await?)
}

/// Keeps a view; one of the same name is replaced.
///
/// # Errors
/// When the database refuses.
pub async fn save(tx: &mut Tx, user: UserId, view: &View) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "
        insert into record_view (tenant_id, user_id, name, query) values ($1, $2, $3, $4)
        on conflict (tenant_id, user_id, name) do update set query = excluded.query
        ",
        tenant,
        user.uuid(),
        view.name,
        view.query,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Forgets a view; one that is gone already is no error.
///
/// # Errors
/// When the database refuses.
pub async fn remove(tx: &mut Tx, user: UserId, name: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "delete from record_view where tenant_id = $1 and user_id = $2 and name = $3",
        tenant,
        user.uuid(),
        name,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
