//! The embedded Postgres: an own server under `var`, reached over a socket, started and stopped by us.
//!
//! It is for one machine and for trying out; where `KOPRU_DATABASE_URL` is set, none is started.

mod left_over;
mod places;
mod programs;

use std::{
    fs,
    os::unix::process::CommandExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use tracing::info;

use places::lock_file;
use programs::{feed, run};

/// A running server. The last of our processes that uses it stops it.
pub(crate) struct Postgres {
    programs: PathBuf,
    data: PathBuf,
    socket: PathBuf,
    user: Option<(u32, u32)>,
    /// Held shared by each process that uses the server; who gets it alone at the end is the last.
    users: Option<fs::File>,
}

impl Postgres {
    /// Starts the server, making its data folder on first use. One that already runs on these data is used.
    ///
    /// # Errors
    /// Names what is missing and how to get it.
    pub(crate) fn start(var: &Path, programs: Option<&Path>) -> Result<Self> {
        let programs = programs::find(programs)?;
        let user = places::unprivileged()?;
        let home = places::home(var, user)?;
        let data = home.join("data");
        let socket = places::socket_folder(&home, user)?;
        // While one starts the server, the others wait; given back when this function ends.
        let starting = lock_file(&home, "start.lock")?;
        starting.lock()?;
        // Waits for one who stops the server at this moment, never for those who use it.
        let users = lock_file(&home, "users.lock")?;
        users.lock_shared()?;
        let mut server = Self {
            programs,
            data,
            socket,
            user,
            users: Some(users),
        };
        if let Err(error) = server.see_that_it_runs() {
            // There is nothing to stop.
            server.users = None;
            return Err(error);
        }
        Ok(server)
    }

    fn see_that_it_runs(&self) -> Result<()> {
        if !self.data.join("PG_VERSION").exists() {
            self.make()?;
        }
        left_over::forget(&self.data, &self.socket)?;
        if !self.runs() {
            self.run_server()?;
        }
        Ok(())
    }

    /// How to reach it.
    pub(crate) fn url(&self) -> String {
        let socket: String =
            url::form_urlencoded::byte_serialize(self.socket.as_os_str().as_encoded_bytes()).collect();
        format!("postgres:///kopru?host={socket}&user=kopru")
    }

    /// Stops it, unless another of our processes uses it.
    pub(crate) fn stop(&mut self) {
        let Some(users) = self.users.take() else { return };
        if users.try_lock().is_err() {
            return;
        }
        let mut command = self.program("pg_ctl");
        command
            .args(["stop", "--mode=fast", "--wait", "--timeout=60", "--pgdata"])
            .arg(&self.data);
        if let Err(error) = run(command) {
            tracing::warn!(
                error = format!("{error:#}"),
                "the database did not stop cleanly; it recovers at its next start"
            );
        }
    }

    fn make(&self) -> Result<()> {
        info!(folder = %self.data.display(), "making the database");
        let mut command = self.program("initdb");
        command
            .args([
                "--username=kopru",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-instructions",
                "--pgdata",
            ])
            .arg(&self.data);
        run(command).context("the database could not be made")
    }

    fn run_server(&self) -> Result<()> {
        let socket = self.socket.display();
        // No TCP port at all: only who may open the folder reaches it.
        let options = format!(
            "-c listen_addresses='' -c unix_socket_directories='{socket}' -c unix_socket_permissions=0700 \
             -c max_connections=200 -c shared_buffers=128MB -c max_wal_size=1GB -c wal_compression=on"
        );
        let mut command = self.program("pg_ctl");
        command
            .args([
                "start",
                "--wait",
                "--timeout=60",
                "--silent",
                "--options",
                &options,
                "--log",
            ])
            .arg(self.data.with_file_name("postgres.log"))
            .arg("--pgdata")
            .arg(&self.data);
        run(command).with_context(|| {
            format!(
                "the database did not start; its log is {}",
                self.data.with_file_name("postgres.log").display()
            )
        })?;
        self.make_database()
    }

    fn make_database(&self) -> Result<()> {
        // \gexec is only known to psql's own input, not to --command.
        let mut command = self.program("psql");
        command.arg("--host").arg(&self.socket).args([
            "--username=kopru",
            "--dbname=postgres",
            "--no-psqlrc",
            "--quiet",
            "--file=-",
        ]);
        feed(
            command,
            "select 'create database kopru' where not exists (select from pg_database where datname = 'kopru') \\gexec\n",
        )
        .context("the database \"kopru\" could not be made")
    }

    fn runs(&self) -> bool {
        let mut command = self.program("pg_ctl");
        command.arg("status").arg("--pgdata").arg(&self.data);
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }

    fn program(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        // Postgres must not be hit by the terminal's Ctrl-C: we stop it after our own work has ended.
        command
            .process_group(0)
            .stdin(Stdio::null())
            .env("LC_ALL", "C.UTF-8")
            .current_dir("/");
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}
