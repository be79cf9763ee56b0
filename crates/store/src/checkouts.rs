//! Ways to the payment page. One is open a tenant and kind at most.

use domain::{CheckoutId, Every, Package, Plan, UserId};
use jiff::Timestamp;
use jiff_sqlx::ToSqlx;

use crate::{InTransaction, StoreError, Tx, row::Column, transaction::Inside};

/// What is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A plan, paid so often.
    Plan(Plan, Every),
    /// A package, once.
    Package(Package),
}

impl What {
    const fn words(self) -> (&'static str, &'static str, Option<&'static str>) {
        match self {
            Self::Plan(plan, every) => ("plan", plan.as_str(), Some(every.as_str())),
            Self::Package(package) => ("package", package.as_str(), None),
        }
    }
}

/// How a checkout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can be paid.
    Open,
    /// It was.
    Paid,
    /// Left or expired.
    Left,
}

/// A way to the payment page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// Its id.
    pub id: CheckoutId,
    /// What is bought.
    pub what: What,
    /// How it is.
    pub state: State,
    /// The provider's session; none until it answered.
    pub session: Option<String>,
    /// The payment page.
    pub url: Option<String>,
    /// Since when.
    pub created_at: Timestamp,
    /// Who buys.
    pub created_by: Option<UserId>,
}

struct Row {
    checkout_id: uuid::Uuid,
    what: String,
    item: String,
    every: Option<String>,
    state: String,
    session: Option<String>,
    url: Option<String>,
    created_at: jiff_sqlx::Timestamp,
    created_by: Option<uuid::Uuid>,
}

impl TryFrom<Row> for Checkout {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let column = |name| Column("checkout", name, row.checkout_id);
        let what = match (row.what.as_str(), &row.every) {
            ("plan", Some(every)) => {
                What::Plan(column("item").word(&row.item)?, column("every").word(every)?)
            }
            _ => What::Package(column("item").word(&row.item)?),
        };
        Ok(Self {
            id: row.checkout_id.into(),
            what,
            state: match row.state.as_str() {
                "open" => State::Open,
                "paid" => State::Paid,
                _ => State::Left,
            },
            session: row.session,
            url: row.url,
            created_at: row.created_at.to_jiff(),
            created_by: row.created_by.map(UserId::from),
        })
    }
}

/// The tenant's open checkout of this kind, made now if there is none. It may be for another plan than `what`: then it
/// has to be left first.
///
/// # Errors
/// When the database refuses.
pub async fn open(tx: &mut Tx, what: What, by: UserId, now: Timestamp) -> Result<Checkout, StoreError> {
    let (tenant, (kind, item, every)) = (tx.id(), what.words());
    sqlx::query!(
        "
        insert into checkout (tenant_id, checkout_id, what, item, every, created_at, created_by)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (tenant_id, what) where state = 'open' do nothing
        ",
        tenant,
        CheckoutId::new().uuid(),
        kind,
        item,
        every,
        now.to_sqlx() as _,
        by.uuid(),
    )
    .execute(tx.conn())
    .await?;
    sqlx::query_as!(
        Row,
        "
        select checkout_id, what, item, every, state, session, url, created_at, created_by
        from checkout where tenant_id = $1 and what = $2 and state = 'open'
        ",
        tenant,
        kind,
    )
    .fetch_one(tx.conn())
    .await?
    .try_into()
}

/// A checkout by id.
///
/// # Errors
/// When the row can't be read.
pub async fn find(tx: &mut Tx, id: CheckoutId) -> Result<Option<Checkout>, StoreError> {
    let tenant = tx.id();
    sqlx::query_as!(
        Row,
        "
        select checkout_id, what, item, every, state, session, url, created_at, created_by
        from checkout where tenant_id = $1 and checkout_id = $2
        ",
        tenant,
        id.uuid(),
    )
    .fetch_optional(tx.conn())
    .await?
    .map(Checkout::try_from)
    .transpose()
}

/// The tenant's checkouts that can be paid.
///
/// # Errors
/// When a row can't be read.
pub async fn all_open(tx: &mut Tx) -> Result<Vec<Checkout>, StoreError> {
    let tenant = tx.id();
    sqlx::query_as!(
        Row,
        "
        select checkout_id, what, item, every, state, session, url, created_at, created_by
        from checkout where tenant_id = $1 and state = 'open' and session is not null
        ",
        tenant,
    )
    .fetch_all(tx.conn())
    .await?
    .into_iter()
    .map(Checkout::try_from)
    .collect()
}

/// Keeps the provider's session and its page.
///
/// # Errors
/// When the database refuses.
pub async fn set_session(tx: &mut Tx, id: CheckoutId, session: &str, url: &str) -> Result<(), StoreError> {
    let tenant = tx.id();
    sqlx::query!(
        "update checkout set session = $3, url = $4 where tenant_id = $1 and checkout_id = $2",
        tenant,
        id.uuid(),
        session,
        url,
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Closes an open checkout; tells whether it was open, so that what follows from a payment follows once.
///
/// # Errors
/// When the database refuses.
pub async fn close(
    tx: &mut impl InTransaction,
    tenant: domain::TenantId,
    id: CheckoutId,
    paid: bool,
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
        "update checkout set state = $3 where tenant_id = $1 and checkout_id = $2 and state = 'open'",
        tenant.uuid(),
        id.uuid(),
        if paid { "paid" } else { "left" },
    )
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() > 0)
}
