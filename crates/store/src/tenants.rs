//! Tenants: made with a key of their own, exported and erased as a whole.

use auth::{MasterKey, Sealed, TenantKey};
use domain::TenantId;
use jiff::Timestamp;
use serde_json::Value as Json;
use uuid::Uuid;

use crate::{Store, StoreError, SystemTx, Tx, keyring, transaction::Inside};

/// A customer organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// What it is called.
    pub name: String,
    /// Days that its journal is kept.
    pub retention_days: u8,
    /// Its time zone, by its IANA name.
    pub time_zone: String,
    /// Whether each member needs a second factor.
    pub requires_second_factor: bool,
    /// Since when.
    pub created_at: Timestamp,
}

struct TenantRow {
    tenant_id: uuid::Uuid,
    name: String,
    retention_days: i16,
    time_zone: String,
    requires_second_factor: bool,
    created_at: jiff_sqlx::Timestamp,
}

impl From<TenantRow> for Tenant {
    fn from(row: TenantRow) -> Self {
        Self {
            id: row.tenant_id.into(),
            name: row.name,
            // The table allows 1 to 30.
            retention_days: u8::try_from(row.retention_days).unwrap_or(7),
            time_zone: row.time_zone,
            requires_second_factor: row.requires_second_factor,
            created_at: row.created_at.to_jiff(),
        }
    }
}

/// Makes a tenant.
///
/// # Errors
/// When the database refuses.
pub async fn create(tx: &mut SystemTx, name: &str) -> Result<TenantId, StoreError> {
    let id = TenantId::new();
    let wrapped = tx.keys().master().wrap_tenant(id, &TenantKey::generate());
    sqlx::query!(
        "insert into tenant (tenant_id, name, vault_key) values ($1, $2, $3)",
        id.uuid(),
        name,
        wrapped.as_bytes(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query!("insert into tenant_share (tenant_id) values ($1)", id.uuid())
        .execute(tx.conn())
        .await?;
    Ok(id)
}

/// A tenant by id.
///
/// # Errors
/// When the database refuses.
pub async fn find(tx: &mut SystemTx, id: TenantId) -> Result<Option<Tenant>, StoreError> {
    let row = sqlx::query_as!(
        TenantRow,
        "
        select tenant_id, name, retention_days, time_zone, requires_second_factor, created_at from tenant
        where tenant_id = $1
        ",
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(row.map(Tenant::from))
}

/// All tenants, oldest first.
///
/// # Errors
/// When the database refuses.
pub async fn list(tx: &mut SystemTx) -> Result<Vec<Tenant>, StoreError> {
    let rows = sqlx::query_as!(
        TenantRow,
        "
        select tenant_id, name, retention_days, time_zone, requires_second_factor, created_at from tenant
        order by tenant_id
        ",
    )
    .fetch_all(tx.conn())
    .await?;
    Ok(rows.into_iter().map(Tenant::from).collect())
}

/// Sets a tenant's time zone, by its IANA name.
///
/// # Errors
/// When the database refuses.
pub async fn set_time_zone(tx: &mut Tx, zone: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "update tenant set time_zone = $2 where tenant_id = $1",
        tenant,
        zone
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Names the tenant.
///
/// # Errors
/// When the database refuses.
pub async fn rename(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!("update tenant set name = $2 where tenant_id = $1", tenant, name)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// In which of these tenants a thing of this id is: a flow, a connection, a record, an alert, and what else has a page.
/// Ids are unique across tenants, so that a link can lead to the right one.
///
/// # Errors
/// When the database refuses.
pub async fn holding(
    tx: &mut SystemTx,
    thing: Uuid,
    among: &[TenantId],
) -> Result<Option<TenantId>, StoreError> {
    let among: Vec<Uuid> = among.iter().map(|tenant| tenant.uuid()).collect();
    let found = sqlx::query_scalar!(
        r#"
        select tenant_id as "tenant_id!" from (
            select tenant_id from flow where tenant_id = any($2) and flow_id = $1
            union all select tenant_id from connection where tenant_id = any($2) and connection_id = $1
            union all select tenant_id from alert where tenant_id = any($2) and alert_id = $1
            union all select tenant_id from run where tenant_id = any($2) and run_id = $1
            union all select tenant_id from revision where tenant_id = any($2) and revision_id = $1
            union all select tenant_id from lookup_table where tenant_id = any($2) and lookup_id = $1
            union all select tenant_id from dead_letter where tenant_id = any($2) and dead_letter_id = $1
            union all select tenant_id from journal_entry where tenant_id = any($2) and record_id = $1
        ) as things limit 1
        "#,
        thing,
        &among,
    )
    .fetch_optional(tx.conn())
    .await?;
    Ok(found.map(TenantId::from))
}

/// How many days a tenant keeps its journal and exchanges.
///
/// # Errors
/// When the database refuses.
pub async fn retention(tx: &mut Tx) -> Result<u8, StoreError> {
    let tenant = tx.id();
    let days = sqlx::query_scalar!("select retention_days from tenant where tenant_id = $1", tenant)
        .fetch_one(tx.conn())
        .await?;
    // The table allows 1 to 30.
    Ok(u8::try_from(days).unwrap_or(1))
}

/// Sets how many days the tenant's journal is kept.
///
/// # Errors
/// `Refused` outside 1 to 30.
pub async fn set_retention(tx: &mut Tx, days: u8) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "update tenant set retention_days = $2 where tenant_id = $1",
        tenant,
        i16::from(days),
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Sets the tenant's share of the workers' time against the others' (1 is ordinary).
///
/// # Errors
/// When it is not above zero.
pub async fn set_weight(tx: &mut SystemTx, id: TenantId, weight: f64) -> Result<(), StoreError> {
    sqlx::query!(
        "update tenant_share set weight = $2 where tenant_id = $1",
        id.uuid(),
        weight,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// All that we hold on a tenant outside its journal, as one document, without secrets.
///
/// # Errors
/// When the database refuses.
pub async fn export(tx: &mut Tx) -> Result<Json, StoreError> {
    let tenant = tx.id();
    let document = sqlx::query_scalar!(
        r#"
        select jsonb_build_object(
            'tenant', (select jsonb_build_object('id', tenant_id, 'name', name, 'retention_days', retention_days,
                'created_at', created_at) from tenant where tenant_id = $1),
            'members', (select coalesce(jsonb_agg(jsonb_build_object('email', u.email, 'name', u.name, 'role', m.role)), '[]')
                from member m join app_user u using (user_id) where m.tenant_id = $1),
            'connections', (select coalesce(jsonb_agg(jsonb_build_object('name', name, 'connector', connector,
                'account', account, 'settings', settings)), '[]') from connection where tenant_id = $1),
            'flows', (select coalesce(jsonb_agg(to_jsonb(f)), '[]') from flow f where tenant_id = $1),
            'revisions', (select coalesce(jsonb_agg(to_jsonb(r)), '[]') from revision r where tenant_id = $1),
            'links', (select coalesce(jsonb_agg(jsonb_build_object('noun', noun, 'left', left_key, 'right', right_key)), '[]')
                from link where tenant_id = $1),
            'dead_letters', (select coalesce(jsonb_agg(jsonb_build_object('key', key, 'reason', reason, 'state', state)), '[]')
                from dead_letter where tenant_id = $1)
        ) as "document!"
        "#,
        tenant,
    )
    .fetch_one(tx.conn())
    .await?;
    Ok(document)
}

/// Erases a tenant and everything of it. With its key gone, what backups hold can't be read any more. People who are
/// members of no other tenant go, too.
///
/// # Errors
/// `Missing` if there is no such tenant.
pub async fn erase(tx: &mut SystemTx, id: TenantId) -> Result<(), StoreError> {
    // Tables without foreign keys first, then all others by cascade.
    for statement in [
        sqlx::query!("delete from inbox where tenant_id = $1", id.uuid()),
        sqlx::query!("delete from journal_search where tenant_id = $1", id.uuid()),
        sqlx::query!("delete from exchange where tenant_id = $1", id.uuid()),
        sqlx::query!("delete from journal_entry where tenant_id = $1", id.uuid()),
        sqlx::query!("delete from tally where tenant_id = $1", id.uuid()),
        sqlx::query!("delete from turnover where tenant_id = $1", id.uuid()),
        sqlx::query!("delete from delay where tenant_id = $1", id.uuid()),
        sqlx::query!("delete from flow where tenant_id = $1", id.uuid()),
        sqlx::query!(
            "
            delete from app_user u using member m
            where m.tenant_id = $1 and m.user_id = u.user_id
                and not exists (select from member o where o.user_id = u.user_id and o.tenant_id <> $1)
            ",
            id.uuid()
        ),
    ] {
        statement.execute(tx.conn()).await?;
    }
    let done = sqlx::query!("delete from tenant where tenant_id = $1", id.uuid())
        .execute(tx.conn())
        .await?;
    tx.keys().forget_tenant(id);
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("tenant", &id));
    }
    Ok(())
}

/// Seals all tenants' keys under a new master key, all or none; tells how many. What they sealed stays as it is.
///
/// # Errors
/// When a tenant's key does not open with the present master key.
pub async fn rotate_master(store: &Store, new: &MasterKey) -> Result<u64, StoreError> {
    let mut tx = store.system().await?;
    let rows = sqlx::query!("select tenant_id, vault_key from tenant order by tenant_id for update")
        .fetch_all(tx.conn())
        .await?;
    let mut rotated = 0;
    for row in rows {
        let (tenant, sealed) = (TenantId::from(row.tenant_id), Sealed::from_bytes(row.vault_key)?);
        if sealed.key_id() == new.id() {
            continue;
        }
        let rewrapped = store.keys().master().rewrap(tenant, &sealed, new)?;
        sqlx::query!(
            "update tenant set vault_key = $2 where tenant_id = $1",
            tenant.uuid(),
            rewrapped.as_bytes(),
        )
        .execute(tx.conn())
        .await?;
        rotated += 1;
    }
    rotate_house(store, &mut tx, new).await?;
    tx.commit().await?;
    Ok(rotated)
}

async fn rotate_house(store: &Store, tx: &mut SystemTx, new: &MasterKey) -> Result<(), StoreError> {
    let wrapped = sqlx::query_scalar!("select wrapped from house_key for update")
        .fetch_optional(tx.conn())
        .await?;
    let Some(sealed) = wrapped.map(Sealed::from_bytes).transpose()? else {
        return Ok(());
    };
    if sealed.key_id() == new.id() {
        return Ok(());
    }
    let rewrapped = store.keys().master().rewrap(keyring::house(), &sealed, new)?;
    sqlx::query!("update house_key set wrapped = $1", rewrapped.as_bytes())
        .execute(tx.conn())
        .await?;
    Ok(())
}
