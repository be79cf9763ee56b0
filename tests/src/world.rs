//! A world: a database, the stand-ins, and `kopru` as processes between them.

use std::{
    collections::BTreeMap,
    net::TcpListener,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Value;
use tokio::process::Command;

use crate::{Database, Process, Remote, Server, process::binary};

/// What a world begins with.
#[derive(Clone, Copy, Debug)]
pub struct WorldOptions {
    /// The stand-ins' shop: small, large, orders-1000.
    pub shop: &'static str,
    /// How long each call takes at the stand-ins.
    pub latency: &'static str,
    /// Whether the vendors' limits are enforced.
    pub limits: &'static str,
}

impl Default for WorldOptions {
    fn default() -> Self {
        Self {
            shop: "small",
            latency: "0ms",
            limits: "off",
        }
    }
}

/// What `kopru run --wait` prints.
#[derive(Clone, Debug, Deserialize)]
pub struct Ran {
    /// Keys that were looked at.
    pub seen: u64,
    /// New at the destination.
    pub created: u64,
    /// Changed at the destination.
    pub updated: u64,
    /// Nothing to send.
    pub skipped: u64,
    /// Could not be delivered.
    pub failed: u64,
    /// Calls by connector.
    pub calls: Value,
    /// From asking to the end.
    pub seconds: f64,
    /// The process's exit code.
    #[serde(skip)]
    pub exit: i32,
}

/// A world of real processes.
pub struct World {
    /// Its database.
    pub database: Database,
    /// The stand-ins.
    pub remote: Remote,
    /// The stand-ins' process.
    pub sandbox: Process,
    folder: PathBuf,
    web_port: u16,
    environment: Vec<(String, String)>,
    is_over: bool,
}

impl World {
    /// Makes a database, migrates it, and starts the stand-ins.
    ///
    /// # Errors
    /// When something does not start; tells what it said.
    pub async fn new(options: WorldOptions) -> Result<Self> {
        Self::on(options, Database::create().await?).await
    }

    /// The same with this database.
    ///
    /// # Errors
    /// When something does not start; tells what it said.
    pub async fn on(options: WorldOptions, database: Database) -> Result<Self> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = std::env::temp_dir().join(format!("kopru-world-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir_all(&folder)?;
        let (sandbox_port, web_port) = (free_port()?, free_port()?);
        let base = format!("http://127.0.0.1:{sandbox_port}");
        let listen = format!("127.0.0.1:{sandbox_port}");
        let mut sandbox = Process::start(
            &[
                "sandbox",
                "--listen",
                &listen,
                "--shop",
                options.shop,
                "--latency",
                options.latency,
                "--limits",
                options.limits,
            ],
            &[],
            &folder.join("sandbox.log"),
        )?;
        sandbox.answers(&format!("{base}/_credentials")).await?;
        let remote = Remote::at(base);
        let environment = environment(&database, &remote, &folder, web_port).await?;
        let world = Self {
            database,
            remote,
            sandbox,
            folder,
            web_port,
            environment,
            is_over: false,
        };
        world.kopru(&["migrate"]).await?;
        Ok(world)
    }

    /// Runs a command to its end and gives what it printed.
    ///
    /// # Errors
    /// When it ends with another code than 0; tells what it said.
    pub async fn kopru(&self, arguments: &[&str]) -> Result<String> {
        let (exit, out, said) = self.kopru_ending(arguments).await?;
        ensure!(
            exit == 0,
            "kopru {} ended with {exit} and said:\n{said}",
            arguments.join(" ")
        );
        Ok(out)
    }

    /// Runs a command to its end: exit code, what it printed, what it said.
    ///
    /// # Errors
    /// When it can't be started.
    pub async fn kopru_ending(&self, arguments: &[&str]) -> Result<(i32, String, String)> {
        self.kopru_with(arguments, &[]).await
    }

    /// The same with other environment variables on top; an empty value takes one away.
    ///
    /// # Errors
    /// When it can't be started.
    pub async fn kopru_with(
        &self,
        arguments: &[&str],
        other: &[(&str, &str)],
    ) -> Result<(i32, String, String)> {
        let output = self
            .command(arguments)?
            .envs(other.iter().copied())
            .output()
            .await?;
        Ok((
            output.status.code().unwrap_or(-1),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        ))
    }

    /// A command of this world, not yet started.
    ///
    /// # Errors
    /// When the binary is not built.
    pub fn command(&self, arguments: &[&str]) -> Result<Command> {
        let mut command = Command::new(binary()?);
        command
            .args(arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .envs(self.environment.iter().cloned())
            .kill_on_drop(true);
        Ok(command)
    }

    /// Starts a process that stays (`work`, `web`).
    ///
    /// # Errors
    /// When it can't be started.
    pub fn start(&self, arguments: &[&str]) -> Result<Process> {
        let log = self.folder.join(format!("{}.log", arguments.join("-")));
        Process::start(arguments, &self.environment, &log)
    }

    /// Starts dashboard and API, and waits until they are ready.
    ///
    /// # Errors
    /// When they don't become ready; tells what they said.
    pub async fn start_web(&self) -> Result<Process> {
        let mut web = self.start(&["web"])?;
        web.answers(&format!("{}/readyz", self.url())).await?;
        Ok(web)
    }

    /// Where dashboard and API are.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.web_port)
    }

    /// Makes a tenant; gives its id and an API token.
    ///
    /// # Errors
    /// When the command fails.
    pub async fn tenant(&self, name: &str) -> Result<(String, String)> {
        let owner = format!("owner@{}.example", name.to_lowercase().replace(' ', "-"));
        let printed: Value =
            serde_json::from_str(&self.kopru(&["tenant", "create", name, "--owner", &owner]).await?)?;
        let text = |field: &str| {
            printed[field]
                .as_str()
                .map(str::to_owned)
                .with_context(|| field.to_owned())
        };
        Ok((text("tenant_id")?, text("token")?))
    }

    /// Applies a workspace file.
    ///
    /// # Errors
    /// When the command fails.
    pub async fn apply(&self, tenant: &str, file: &str) -> Result<String> {
        let path = self.file(file)?;
        self.kopru(&["apply", &path.to_string_lossy(), "--tenant", tenant])
            .await
    }

    /// Writes a text into a file of this world.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn file(&self, text: &str) -> Result<PathBuf> {
        let path = self.folder.join(format!("{}.toml", uuid::Uuid::now_v7()));
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Runs a flow once and waits for its end.
    ///
    /// # Errors
    /// When it prints no result; tells what it said.
    pub async fn run(&self, tenant: &str, flow: &str) -> Result<Ran> {
        self.run_since(tenant, flow, None).await
    }

    /// Runs a flow once over what changed since then and waits for its end.
    ///
    /// # Errors
    /// When it prints no result; tells what it said.
    pub async fn run_since(&self, tenant: &str, flow: &str, since: Option<&str>) -> Result<Ran> {
        let mut arguments = vec!["run", flow, "--tenant", tenant, "--wait"];
        arguments.extend(since.into_iter().flat_map(|since| ["--since", since]));
        let (exit, out, said) = self.kopru_ending(&arguments).await?;
        let mut ran: Ran = serde_json::from_str(&out).with_context(|| {
            format!("kopru run {flow} ended with {exit}, printed {out:?} and said:\n{said}")
        })?;
        ran.exit = exit;
        Ok(ran)
    }

    /// Waits until a condition holds.
    ///
    /// # Errors
    /// When it does not hold in time.
    pub async fn until<F>(&self, what: &str, limit: Duration, mut holds: impl FnMut() -> F) -> Result<()>
    where
        F: Future<Output = Result<bool>>,
    {
        let end = tokio::time::Instant::now() + limit;
        while !holds().await? {
            if tokio::time::Instant::now() > end {
                bail!("not within {} s: {what}", limit.as_secs());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }

    /// A world with one tenant whose set-up is this workspace file.
    ///
    /// # Errors
    /// When something does not start or the file is refused.
    pub async fn with(options: WorldOptions, file: &str) -> Result<(Self, String)> {
        let world = Self::new(options).await?;
        let (tenant, _) = world.tenant("Defne").await?;
        world.apply(&tenant, file).await?;
        Ok((world, tenant))
    }

    /// The same on a Postgres server of its own, which the test may crash.
    ///
    /// # Errors
    /// When something does not start or the file is refused.
    pub async fn on_own_server(options: WorldOptions, file: &str) -> Result<(Self, String, Server)> {
        let server = Server::start()?;
        let world = Self::on(options, Database::on(&server.url()).await?).await?;
        let (tenant, _) = world.tenant("Defne").await?;
        world.apply(&tenant, file).await?;
        Ok((world, tenant, server))
    }

    /// Has every stream polled at once instead of within a minute.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn poll_now(&self) -> Result<()> {
        let mut database = self.database.connect().await?;
        sqlx::query("update cursor set next_poll_at = now()")
            .execute(&mut database)
            .await?;
        Ok(())
    }

    /// Has the streams of one connector polled at once.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn poll(&self, connector: &str) -> Result<()> {
        let mut database = self.database.connect().await?;
        let due = "update cursor c set next_poll_at = now() from connection n
            where n.connection_id = c.connection_id and n.connector = $1";
        sqlx::query(due).bind(connector).execute(&mut database).await?;
        Ok(())
    }

    /// How many keys wait in the queues.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn waiting(&self) -> Result<i64> {
        self.count("select count(*) from inbox").await
    }

    /// A number from the database, asked for as its owner.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn count(&self, query: &'static str) -> Result<i64> {
        let mut database = self.database.connect().await?;
        Ok(sqlx::query_scalar(query).fetch_one(&mut database).await?)
    }

    /// How many journal rows there are of each outcome and reason: `created`, `skipped/exists`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn outcomes(&self) -> Result<BTreeMap<String, i64>> {
        let query = "select outcome || coalesce('/' || reason, ''), count(*) from journal_entry group by 1";
        let mut database = self.database.connect().await?;
        let rows: Vec<(String, i64)> = sqlx::query_as(query).fetch_all(&mut database).await?;
        Ok(rows.into_iter().collect())
    }

    /// The folder in which its processes' logs lie.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Ends the world. A test that fails leaves database and logs behind to be looked at.
    ///
    /// # Errors
    /// When the database can't be removed.
    pub async fn end(mut self) -> Result<()> {
        self.is_over = true;
        self.sandbox.kill().await?;
        self.database.remove().await?;
        std::fs::remove_dir_all(&self.folder)?;
        Ok(())
    }
}

/// A world that was not ended belongs to a test that failed: what its processes said last is told.
impl Drop for World {
    fn drop(&mut self) {
        if self.is_over {
            return;
        }
        eprintln!("logs: {}; database: {}", self.folder.display(), self.database.url);
        for entry in std::fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.extension().is_some_and(|extension| extension == "log") {
                eprintln!("--- {}\n{}", path.display(), last_lines(&path));
            }
        }
    }
}

fn last_lines(log: &Path) -> String {
    let all = std::fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = all.lines().collect();
    lines[lines.len().saturating_sub(25)..].join("\n")
}

async fn environment(
    database: &Database,
    remote: &Remote,
    folder: &Path,
    web_port: u16,
) -> Result<Vec<(String, String)>> {
    let credentials = remote.credentials().await?;
    let of = |side: &str, name: &str| credentials[side][name].as_str().unwrap_or_default().to_owned();
    Ok([
        ("KOPRU_DATABASE_URL", database.url.clone()),
        ("KOPRU_VAR", folder.join("var").to_string_lossy().into_owned()),
        ("KOPRU_DEVELOPMENT", "yes".to_owned()),
        ("KOPRU_LISTEN", format!("127.0.0.1:{web_port}")),
        ("KOPRU_HUBSPOT_API_URL", format!("{}/hubspot", remote.base)),
        ("KOPRU_HUBSPOT_APP_URL", format!("{}/hubspot", remote.base)),
        ("KOPRU_HUBSPOT_CLIENT_ID", of("hubspot", "client_id")),
        ("KOPRU_HUBSPOT_CLIENT_SECRET", of("hubspot", "client_secret")),
        ("KOPRU_HUBSPOT_APP_ID", of("hubspot", "app_id")),
        ("KOPRU_HUBSPOT_DEVELOPER_KEY", of("hubspot", "developer_key")),
        ("KOPRU_LIGHTSPEED_ECOM_APP_KEY", of("lightspeed", "app_key")),
        ("KOPRU_LIGHTSPEED_ECOM_APP_SECRET", of("lightspeed", "app_secret")),
        (
            "KOPRU_LIGHTSPEED_ECOM_API_URL",
            format!("{}/lightspeed", remote.base),
        ),
        ("HUBSPOT_TOKEN", of("hubspot", "private_app_token")),
        ("LIGHTSPEED_KEY", of("lightspeed", "key")),
        ("LIGHTSPEED_SECRET", of("lightspeed", "secret")),
        ("NO_COLOR", "1".to_owned()),
        (
            "KOPRU_LOG",
            std::env::var("KOPRU_LOG").unwrap_or_else(|_| "info,sqlx=warn".to_owned()),
        ),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect())
}

/// A port that nobody listens on, below those that the system gives to outgoing connections: none of them can take it
/// before our process does.
///
/// # Errors
/// When none of a hundred is free.
pub fn free_port() -> Result<u16> {
    for _ in 0..100 {
        let port = rand::random_range(20_000..32_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("none of a hundred ports is free")
}
