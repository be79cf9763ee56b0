//! Connections: a tenant's configured, signed-in uses of a connector.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{ConnectionId, ConnectorId, TenantId, UserId};
use engine::ports::Renewed;
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    InTransaction, StoreError, SystemTx, Tx, alerts,
    row::{Column, to_json},
    transaction::Inside,
};

/// The remote account that a connection opens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The remote's number for it (portal or shop id).
    pub id: String,
    /// What people call it.
    pub name: String,
    /// ISO 4217 code of its currency, if known.
    #[serde(default)]
    pub currency: Option<String>,
    /// IANA time zone, if known.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// Where its pages for people begin, if that differs from account to account; without a slash at the end.
    #[serde(default)]
    pub pages: Option<String>,
}

/// Whether the remote still accepts the credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does, as far as we know.
    Connected,
    /// It does not: flows wait for a new sign-in.
    NeedsSignIn {
        /// What the remote said.
        words: String,
    },
}

/// A connection without its secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Its id.
    pub id: ConnectionId,
    /// Whose it is.
    pub tenant: TenantId,
    /// Through which connector.
    pub connector: ConnectorId,
    /// What the tenant calls it; unique within the tenant.
    pub name: String,
    /// The remote account.
    pub account: Account,
    /// Whether it is signed in.
    pub status: Status,
    /// The connector's settings.
    pub settings: Json,
    /// Whether we may create properties of our own there.
    pub may_prepare: bool,
    /// The secret part of the address for the remote's hooks.
    pub hook_token: String,
    /// Who allowed us in.
    pub authorised_by: Option<UserId>,
    /// Since when.
    pub created_at: Timestamp,
}

/// What is needed to make a connection.
#[derive(Clone, Debug)]
pub struct NewConnection {
    /// Through which connector.
    pub connector: ConnectorId,
    /// What the tenant calls it.
    pub name: String,
    /// The remote account, as found by a real call.
    pub account: Account,
    /// The connector's settings.
    pub settings: Json,
    /// Whether we may create properties of our own there.
    pub may_prepare: bool,
    /// Who allows us in.
    pub authorised_by: Option<UserId>,
}

struct ConnectionRow {
    tenant_id: uuid::Uuid,
    connection_id: uuid::Uuid,
    connector: String,
    name: String,
    account: Json,
    status: String,
    status_words: Option<String>,
    settings: Json,
    may_prepare: bool,
    hook_token: String,
    authorised_by: Option<uuid::Uuid>,
    created_at: jiff_sqlx::Timestamp,
}

impl Connection {
    /// Whether it is a stand-in to try things out.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        self.settings.get("sandbox") == Some(&Json::Bool(true))
    }
}

impl TryFrom<ConnectionRow> for Connection {
    type Error = StoreError;

    fn try_from(row: ConnectionRow) -> Result<Self, StoreError> {
        let column = |name| Column("connection", name, row.connection_id);
        Ok(Self {
            id: row.connection_id.into(),
            tenant: row.tenant_id.into(),
            connector: column("connector").word(&row.connector)?,
            account: column("account").json(row.account)?,
            status: match row.status.as_str() {
                "connected" => Status::Connected,
                _ => Status::NeedsSignIn {
                    words: row.status_words.unwrap_or_default(),
                },
            },
            name: row.name,
            settings: row.settings,
            may_prepare: row.may_prepare,
            hook_token: row.hook_token,
            authorised_by: row.authorised_by.map(UserId::from),
            created_at: row.created_at.to_jiff(),
        })
    }
}

pub(crate) fn credential_identity(id: ConnectionId) -> String {
    format!("connection:{id}:credential")
}

/// Adds a connection with its first credential, sealed.
///
/// # Errors
/// `Taken` if the name is in use.
pub async fn add(tx: &mut Tx, new: &NewConnection, credential: &Renewed) -> Result<ConnectionId, StoreError> {
    let (id, tenant) = (ConnectionId::new(), tx.id());
    let sealed = tx.key().await?.seal(&credential_identity(id), &credential.secret);
    let hook_token = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 24]>());
    sqlx::query!(
        "
        insert into connection (tenant_id, connection_id, connector, name, account, credential,
            credential_expires_at, settings, may_prepare, hook_token, authorised_by)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ",
        tenant,
        id.uuid(),
        new.connector.as_str(),
        new.name,
        to_json(&new.account),
        sealed.as_bytes(),
        credential.expires_at.map(ToSqlx::to_sqlx) as _,
        new.settings,
        new.may_prepare,
        hook_token,
        new.authorised_by.map(UserId::uuid),
    )
    .execute(tx.conn())
    .await?;
    Ok(id)
}

/// Signs a connection in again: the new credential takes the old one's place and its flows go on.
///
/// # Errors
/// `Missing` if there is no such connection.
pub async fn sign_in(
    tx: &mut Tx,
    id: ConnectionId,
    credential: &Renewed,
    authorised_by: Option<UserId>,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let sealed = tx.key().await?.seal(&credential_identity(id), &credential.secret);
    let done = sqlx::query!(
        "
        update connection set credential = $3, credential_version = credential_version + 1,
            credential_expires_at = $4, status = 'connected', status_words = null,
            authorised_by = coalesce($5, authorised_by)
        where tenant_id = $1 and connection_id = $2
        ",
        tenant,
        id.uuid(),
        sealed.as_bytes(),
        credential.expires_at.map(ToSqlx::to_sqlx) as _,
        authorised_by.map(UserId::uuid),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("connection", &id));
    }
    alerts::resolve(tx, &alerts::cause_of_sign_in(id), Timestamp::now()).await?;
    tell_flows(tx, id).await
}

/// Notes who allowed us in (X15), and whether it is a stand-in to try things out.
///
/// # Errors
/// `Missing` if there is no such connection.
pub async fn authorised(
    tx: &mut Tx,
    id: ConnectionId,
    by: Option<UserId>,
    sandbox: bool,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update connection set authorised_by = coalesce($3, authorised_by),
            settings = case when $4 then settings || '{\"sandbox\": true}' else settings - 'sandbox' end
        where tenant_id = $1 and connection_id = $2
        ",
        tenant,
        id.uuid(),
        by.map(UserId::uuid),
        sandbox,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("connection", &id));
    }
    Ok(())
}

/// Whether flows of this connection are blocked follows from both of their connections. Those that rest rest no longer:
/// what they rested for may be over.
pub(crate) async fn tell_flows(tx: &mut impl InTransaction, id: ConnectionId) -> Result<(), StoreError> {
    sqlx::query!(
        "
        update flow_work w set held_until = null, held_because = null, blocked = exists (
            select from connection c
            where c.tenant_id = f.tenant_id and c.connection_id in (f.source_connection, f.destination_connection)
                and c.status <> 'connected')
        from flow f
        where w.flow_id = f.flow_id and f.tenant_id = w.tenant_id
            and (f.source_connection = $1 or f.destination_connection = $1)
        ",
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    // Flows that go on have work that nobody was woken for.
    sqlx::query!("select pg_notify('kopru_work', $1)", id.to_string())
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A connection by id.
///
/// # Errors
/// When the row can't be read.
pub async fn find(tx: &mut impl InTransaction, id: ConnectionId) -> Result<Option<Connection>, StoreError> {
    sqlx::query_as!(
        ConnectionRow,
        "
        select tenant_id, connection_id, connector, name, account, status, status_words, settings, may_prepare,
            hook_token, authorised_by, created_at
        from connection where connection_id = $1
        ",
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Connection::try_from)
    .transpose()
}

/// A tenant's connection by name.
///
/// # Errors
/// When the row can't be read.
pub async fn by_name(tx: &mut Tx, name: &str) -> Result<Option<Connection>, StoreError> {
    let tenant = tx.id();
    sqlx::query_as!(
        ConnectionRow,
        "
        select tenant_id, connection_id, connector, name, account, status, status_words, settings, may_prepare,
            hook_token, authorised_by, created_at
        from connection where tenant_id = $1 and name = $2
        ",
        tenant,
        name,
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Connection::try_from)
    .transpose()
}

/// A tenant's connections, by name.
///
/// # Errors
/// When a row can't be read.
pub async fn list(tx: &mut Tx) -> Result<Vec<Connection>, StoreError> {
    let tenant = tx.id();
    sqlx::query_as!(
        ConnectionRow,
        "
        select tenant_id, connection_id, connector, name, account, status, status_words, settings, may_prepare,
            hook_token, authorised_by, created_at
        from connection where tenant_id = $1 order by name
        ",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Connection::try_from)
    .collect()
}

/// The connections, of whichever tenants, that open a remote account: hooks of an app as a whole name only that.
///
/// # Errors
/// When a row can't be read.
pub async fn of_account(
    tx: &mut SystemTx,
    connector: ConnectorId,
    account: &str,
) -> Result<Vec<Connection>, StoreError> {
    sqlx::query_as!(
        ConnectionRow,
        "
        select tenant_id, connection_id, connector, name, account, status, status_words, settings, may_prepare,
            hook_token, authorised_by, created_at
        from connection where connector = $1 and account_id = $2 order by connection_id
        ",
        connector.as_str(),
        account,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Connection::try_from)
    .collect()
}

/// The connection to whose own address a hook was sent.
///
/// # Errors
/// When the row can't be read.
pub async fn of_hook_token(tx: &mut SystemTx, token: &str) -> Result<Option<Connection>, StoreError> {
    sqlx::query_as!(
        ConnectionRow,
        "
        select tenant_id, connection_id, connector, name, account, status, status_words, settings, may_prepare,
            hook_token, authorised_by, created_at
        from connection where hook_token = $1
        ",
        token,
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Connection::try_from)
    .transpose()
}

/// Changes what a person may change.
///
/// # Errors
/// `Taken` if the name is in use, `Missing` if there is no such connection.
pub async fn change(
    tx: &mut Tx,
    id: ConnectionId,
    name: &str,
    account: &Account,
    settings: &Json,
    may_prepare: bool,
) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "
        update connection set name = $3, account = $4, settings = $5, may_prepare = $6
        where tenant_id = $1 and connection_id = $2
        ",
        tenant,
        id.uuid(),
        name,
        to_json(account),
        settings,
        may_prepare,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("connection", &id));
    }
    Ok(())
}

/// What is known of a connection's health besides its status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// When one of its streams was read last.
    pub read_at: Option<Timestamp>,
    /// When its remote last sent a webhook.
    pub heard_at: Option<Timestamp>,
    /// Until when the credential is accepted, if the remote tells; it is renewed before.
    pub expires_at: Option<Timestamp>,
    /// How often it was renewed or entered anew since the beginning.
    pub renewals: u64,
}

/// How a connection is doing.
///
/// # Errors
/// `Missing` if there is no such connection.
pub async fn health(tx: &mut Tx, id: ConnectionId) -> Result<Health, StoreError> {
    let tenant = tx.id();
    let row = sqlx::query!(
        r#"
        select c.credential_version, c.credential_expires_at as "expires_at: jiff_sqlx::Timestamp",
            (select max(heard_at) from cursor s where s.tenant_id = $1 and s.connection_id = $2)
                as "heard_at: jiff_sqlx::Timestamp",
            (select max(polled_at) from cursor s where s.tenant_id = $1 and s.connection_id = $2)
                as "read_at: jiff_sqlx::Timestamp"
        from connection c
        where c.tenant_id = $1 and c.connection_id = $2
        "#,
        tenant,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?
    .ok_or_else(|| StoreError::missing("connection", &id))?;
    Ok(Health {
        read_at: row.read_at.map(jiff_sqlx::Timestamp::to_jiff),
        heard_at: row.heard_at.map(jiff_sqlx::Timestamp::to_jiff),
        expires_at: row.expires_at.map(jiff_sqlx::Timestamp::to_jiff),
        renewals: row.credential_version.unsigned_abs().saturating_sub(1),
    })
}

/// Forgets a connection's credential: its flows wait until somebody signs in again. What was paired stays.
///
/// # Errors
/// `Missing` if there is no such connection.
pub async fn disconnect(tx: &mut Tx, id: ConnectionId, words: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    let nothing = tx.key().await?.seal(&credential_identity(id), "");
    let done = sqlx::query!(
        "
        update connection set credential = $3, credential_version = credential_version + 1,
            credential_expires_at = null, status = 'needs_sign_in', status_words = $4
        where tenant_id = $1 and connection_id = $2
        ",
        tenant,
        id.uuid(),
        nothing.as_bytes(),
        words,
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("connection", &id));
    }
    tell_flows(tx, id).await
}

/// Removes a connection with its credential and cursors.
///
/// # Errors
/// `InUse` if a flow uses it, `Missing` if there is none.
pub async fn remove(tx: &mut Tx, id: ConnectionId) -> Result<(), StoreError> {
    let tenant = tx.id();
    let done = sqlx::query!(
        "delete from connection where tenant_id = $1 and connection_id = $2",
        tenant,
        id.uuid(),
    )
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::missing("connection", &id));
    }
    Ok(())
}
