//! A tenant with an owner, a post office with a clock that is moved by hand, and its relay.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use auth::MasterKey;
use domain::{AlertId, AlertKind, ChannelId, Language, Role, Severity, TenantId, UserId};
use engine::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use notify::{Post, PostOffice};
use sqlx::PgPool;
use store::{
    Store,
    alerts::{self, NewAlert},
    channels::{self, Channel, Target},
    notices::{self, Preference},
    tenants,
    users::{self, Preferences},
};
use tokio_util::sync::CancellationToken;
use url::Url;

/// The machine's clock, moved on by hand: letters are written by the database's, which can't be moved.
#[derive(Clone)]
pub(crate) struct ByHand(Arc<Mutex<SignedDuration>>);

impl Clock for ByHand {
    fn now(&self) -> Timestamp {
        Timestamp::now() + *self.0.lock().unwrap()
    }
}

pub(crate) struct World {
    pub(crate) store: Store,
    pub(crate) pool: PgPool,
    pub(crate) tenant: TenantId,
    pub(crate) owner: UserId,
    pub(crate) office: PostOffice,
    clock: ByHand,
    stop: CancellationToken,
}

impl Drop for World {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl World {
    /// With letters into a folder.
    pub(crate) async fn new(pool: &PgPool) -> Self {
        let folder = std::env::temp_dir().join(format!("kopru-letters-{}", TenantId::new()));
        Self::with(
            pool,
            Post::folder(folder, "Kopru <no-reply@kopru.example>").unwrap(),
        )
        .await
    }

    /// With letters to this mail server.
    pub(crate) async fn by_mail(pool: &PgPool, server: &str) -> Self {
        let server = Url::parse(server).unwrap();
        Self::with(
            pool,
            Post::smtp(&server, "Kopru <no-reply@kopru.example>", true).unwrap(),
        )
        .await
    }

    async fn with(pool: &PgPool, post: Post) -> Self {
        let store = Store::new(pool.clone(), MasterKey::generate());
        let clock = ByHand(Arc::new(Mutex::new(SignedDuration::ZERO)));
        let office = PostOffice::new(
            store.clone(),
            Arc::new(clock.clone()),
            post,
            true,
            Url::parse("https://kopru.example").unwrap(),
        )
        .unwrap();
        let mut tx = store.system().await.unwrap();
        let tenant = tenants::create(&mut tx, "Bloemen & Zn").await.unwrap();
        tx.commit().await.unwrap();
        let mut world = Self {
            store,
            pool: pool.clone(),
            tenant,
            owner: UserId::new(),
            office,
            clock,
            stop: CancellationToken::new(),
        };
        world.owner = world.member("ayse@example.com", Role::Owner).await;
        world
    }

    pub(crate) async fn member(&self, email: &str, role: Role) -> UserId {
        let mut tx = self.store.system().await.unwrap();
        let user = users::add(&mut tx, email, "", None).await.unwrap();
        let preferences = Preferences {
            language: Language::En,
            time_zone: Some("UTC".to_owned()),
            theme: "system".to_owned(),
            has_keys: true,
        };
        users::set_preferences(&mut tx, user, &preferences).await.unwrap();
        users::join(&mut tx, self.tenant, user, role).await.unwrap();
        tx.commit().await.unwrap();
        user
    }

    /// Lets the relay work from now on.
    pub(crate) fn relay(&self) {
        tokio::spawn(notify::relay(self.office.clone(), self.stop.clone()));
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Moves the clock to this time of tomorrow, or of the day that is `days` later; wakes whoever waits.
    pub(crate) async fn it_becomes(&self, days: i64, hour: i64, minute: i64) -> Timestamp {
        let midnight = Timestamp::from_second(Timestamp::now().as_second() / 86_400 * 86_400).unwrap();
        let at =
            midnight + SignedDuration::from_hours(24 * (days + 1) + hour) + SignedDuration::from_mins(minute);
        *self.clock.0.lock().unwrap() = at.duration_since(Timestamp::now());
        self.wake().await;
        at
    }

    pub(crate) async fn later(&self, by: SignedDuration) {
        *self.clock.0.lock().unwrap() += by;
        self.wake().await;
    }

    async fn wake(&self) {
        sqlx::query("select pg_notify('kopru_post', '')")
            .execute(&self.pool)
            .await
            .unwrap();
    }

    pub(crate) async fn raises(&self, cause: &str, severity: Severity) -> Option<AlertId> {
        self.raises_kind(AlertKind::StreamUnread, cause, severity).await
    }

    pub(crate) async fn raises_kind(
        &self,
        kind: AlertKind,
        cause: &str,
        severity: Severity,
    ) -> Option<AlertId> {
        let new = NewAlert::new(kind, cause, format!("What happened: {cause}."), "What to do.")
            .pressing(severity)
            .saying("403: no scope <crm.objects>");
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        let raised = alerts::raise(&mut tx, &new, self.now()).await.unwrap();
        tx.commit().await.unwrap();
        raised
    }

    pub(crate) async fn ends(&self, cause: &str) {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        alerts::resolve(&mut tx, cause, self.now()).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn wants(&self, user: UserId, wanted: &Preference, digest: Option<Timestamp>) {
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        notices::keep(&mut tx, user, wanted, digest, self.now())
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }

    pub(crate) async fn channel(&self, kind: &str, name: &str, url: &str, secret: &str) -> ChannelId {
        let channel = Channel {
            id: ChannelId::new(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            host: "127.0.0.1".to_owned(),
            least: Severity::Notice,
            flows: Vec::new(),
            tried: None,
        };
        let target = Target {
            url: url.to_owned().into(),
            secret: secret.to_owned().into(),
        };
        let mut tx = self.store.begin(self.tenant).await.unwrap();
        channels::add(&mut tx, &channel, &target).await.unwrap();
        tx.commit().await.unwrap();
        channel.id
    }

    /// Subjects of the letters in the folder, oldest first.
    pub(crate) async fn subjects(&self) -> Vec<String> {
        let mut letters = self.office.kept().unwrap().list(100).await.unwrap();
        letters.reverse();
        letters.into_iter().map(|letter| letter.written.subject).collect()
    }

    /// Waits until there are so many letters, then a moment longer for one too many.
    pub(crate) async fn has_letters(&self, count: usize) -> Vec<String> {
        for _ in 0..400 {
            if self.subjects().await.len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let subjects = self.subjects().await;
        assert_eq!(subjects.len(), count, "{subjects:?}");
        subjects
    }
}

/// Waits until something is so.
pub(crate) async fn until(what: &str, so: impl Fn() -> bool) {
    for _ in 0..400 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(so(), "{what}");
}
