//! A Postgres server of a world's own, which loses power at any instant and comes back.

use std::{
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

/// A server that keeps what it promised to keep: it waits for the disk, unlike the one that all other tests share.
/// Stopped and gone when dropped.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    user: Option<(u32, u32)>,
}

impl Server {
    /// Makes a server with its data in a folder of its own, and starts it.
    ///
    /// # Errors
    /// When Postgres is not on this machine, or does not start; tells what it said.
    pub fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("kopru-postgres-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder)?;
        let server = Self {
            programs: programs()?,
            folder,
            user: unprivileged()?,
        };
        if let Some((uid, gid)) = server.user {
            std::os::unix::fs::chown(&server.folder, Some(uid), Some(gid))?;
        }
        server.run(
            "initdb",
            &[
                "--username=kopru",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-instructions",
            ],
        )?;
        server.start_again()?;
        Ok(server)
    }

    /// How to reach it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres:///postgres?host={}&user=kopru", self.folder.display())
    }

    /// Ends it at once, as a power cut would: no transaction is finished, nothing is written that was not yet.
    ///
    /// # Errors
    /// When it does not end; tells what it said.
    pub fn crash(&self) -> Result<()> {
        self.run("pg_ctl", &["stop", "--mode=immediate", "--wait", "--silent"])
    }

    /// Starts it; it recovers what was promised.
    ///
    /// # Errors
    /// When it does not start; tells what it said.
    pub fn start_again(&self) -> Result<()> {
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c max_connections=200 -c fsync=on \
             -c synchronous_commit=on -c full_page_writes=on",
            self.folder.display()
        );
        let log = self.folder.join("log");
        self.run(
            "pg_ctl",
            &[
                "start",
                "--wait",
                "--silent",
                "--log",
                &log.to_string_lossy(),
                "--options",
                &options,
            ],
        )
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Result<()> {
        // pg_ctl's server inherits the outputs; a pipe would stay open for as long as it lives.
        let said = self.folder.join("said");
        let output = std::fs::File::create(&said)?;
        let mut command = Command::new(self.programs.join(program));
        command
            .args(arguments)
            .arg("--pgdata")
            .arg(self.folder.join("data"))
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output);
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        let status = command.status()?;
        ensure!(
            status.success(),
            "{program} ended with {status} and said: {}",
            std::fs::read_to_string(said).unwrap_or_default()
        );
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.crash();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Where Postgres's programs lie.
fn programs() -> Result<PathBuf> {
    if let Some(told) = std::env::var_os("KOPRU_PG_BIN").filter(|told| !told.is_empty()) {
        return Ok(told.into());
    }
    let in_path = std::env::var_os("PATH")
        .into_iter()
        .flat_map(|paths| std::env::split_paths(&paths).collect::<Vec<_>>())
        .find_map(|folder| std::fs::canonicalize(folder.join("initdb")).ok());
    let of_debian = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
        let number = |version: &Path| version.file_name()?.to_str()?.parse::<u32>().ok();
        let newest = versions
            .flatten()
            .map(|version| version.path())
            .max_by_key(|version| number(version))?;
        Some(newest.join("bin/initdb"))
    };
    in_path
        .or_else(of_debian)
        .and_then(|initdb| initdb.parent().map(Path::to_owned))
        .context("Postgres is not on this machine; set KOPRU_PG_BIN")
}

/// Postgres refuses to run as root; then it runs as the user `postgres`.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt as _;
    if std::fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let of_postgres = users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.first() == Some(&"postgres"));
    of_postgres
        .and_then(|fields| Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?)))
        .map(Some)
        .context("tests run as root, and there is no user \"postgres\" to run Postgres as")
}
