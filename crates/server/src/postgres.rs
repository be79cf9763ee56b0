//! The embedded Postgres: an own server under `var`, reached over a socket, started and stopped by us.
//!
//! It is for one machine and for trying out; where `KOPRU_DATABASE_URL` is set, none is started.

use std::{
    env, fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};
use tracing::info;

/// Postgres refuses to run as root, so it runs as this user then.
const UNPRIVILEGED: &str = "postgres";
/// Where the data go when a folder on the way to `var` is closed to the unprivileged user.
const FALLBACK: &str = "/var/lib/kopru";
/// A socket's path may be this long on Linux, less the file's own name.
const SOCKET_PATH_LIMIT: usize = 90;

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
        let programs = find_programs(programs)?;
        let user = unprivileged()?;
        let home = home(var, user)?;
        let data = home.join("data");
        let socket = socket_folder(&home, user)?;
        // While one starts the server, the others wait; given back when this function ends.
        let starting = lock_file(&home, "start.lock")?;
        starting.lock()?;
        // Waits for one who stops the server at this moment, never for those who use it.
        let users = lock_file(&home, "users.lock")?;
        users.lock_shared()?;
        let server = Self {
            programs,
            data,
            socket,
            user,
            users: Some(users),
        };
        if !server.data.join("PG_VERSION").exists() {
            server.make()?;
        }
        if !server.runs() {
            server.run_server()?;
        }
        Ok(server)
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

fn run(mut command: Command) -> Result<()> {
    // pg_ctl's server inherits the outputs; a pipe would then stay open for as long as it lives.
    let log = tempfile()?;
    let status = command
        .stdout(log.try_clone()?)
        .stderr(log.try_clone()?)
        .status()
        .with_context(|| format!("{} could not be started", command.get_program().display()))?;
    finish(&command, status, log)
}

fn feed(mut command: Command, input: &str) -> Result<()> {
    use std::io::Write as _;
    let log = tempfile()?;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(log.try_clone()?)
        .stderr(log.try_clone()?)
        .spawn()
        .with_context(|| format!("{} could not be started", command.get_program().display()))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes())?;
    }
    let status = child.wait()?;
    finish(&command, status, log)
}

fn finish(command: &Command, status: std::process::ExitStatus, mut log: fs::File) -> Result<()> {
    use std::io::{Read as _, Seek as _};
    if status.success() {
        return Ok(());
    }
    let mut said = String::new();
    log.rewind()?;
    log.read_to_string(&mut said)?;
    bail!("{} said: {}", command.get_program().display(), said.trim())
}

/// A file without a name, for what a program says.
fn tempfile() -> Result<fs::File> {
    let path = env::temp_dir().join(format!("kopru-{}", uuid::Uuid::now_v7()));
    let file = fs::File::options()
        .read(true)
        .write(true)
        .create_new(true)
        .open(&path)?;
    fs::remove_file(&path)?;
    Ok(file)
}

/// Where Postgres's programs lie: as told, in the path, or in the newest of the folders that Debian uses.
fn find_programs(told: Option<&Path>) -> Result<PathBuf> {
    if let Some(folder) = told {
        if folder.join("initdb").exists() {
            return Ok(folder.to_owned());
        }
        bail!(
            "KOPRU_PG_BIN is {}, but there is no initdb in it",
            folder.display()
        );
    }
    let in_path = env::var_os("PATH")
        .into_iter()
        .flat_map(|paths| env::split_paths(&paths).collect::<Vec<_>>())
        .filter_map(|folder| fs::canonicalize(folder.join("initdb")).ok())
        .find_map(|initdb| initdb.parent().map(Path::to_owned))
        .filter(|folder| folder.join("pg_ctl").exists());
    in_path.or_else(newest_of_debian).context(
        "Postgres is not on this machine. Install it (Debian, Ubuntu: apt-get install postgresql), or set \
         KOPRU_PG_BIN to the folder with initdb and pg_ctl, or KOPRU_DATABASE_URL to a database of your own",
    )
}

fn newest_of_debian() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    versions
        .flatten()
        .map(|version| version.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .max_by_key(|bin| {
            let version = bin
                .parent()
                .and_then(Path::file_name)
                .and_then(|name| name.to_str());
            version.and_then(|version| version.parse::<u32>().ok())
        })
}

/// The user that Postgres runs as, if we are root.
fn unprivileged() -> Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt as _;
    let we = fs::metadata("/proc/self")
        .context("who we run as could not be read")?
        .uid();
    if we != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").context("the list of users could not be read")?;
    users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.first() == Some(&UNPRIVILEGED))
        .and_then(|fields| Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?)))
        .map(Some)
        .context("we run as root, Postgres must not, and there is no user \"postgres\" to run it as")
}

/// The folder for data, socket and log, owned by the one who runs Postgres.
fn home(var: &Path, user: Option<(u32, u32)>) -> Result<PathBuf> {
    let wanted = std::path::absolute(var)?.join("postgres");
    let home = match user {
        Some(user) if !reachable(&wanted, user) => PathBuf::from(FALLBACK).join("postgres"),
        _ => wanted,
    };
    fs::create_dir_all(&home).with_context(|| format!("the folder {} could not be made", home.display()))?;
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&home, Some(uid), Some(gid))?;
    }
    fs::set_permissions(&home, fs::Permissions::from_mode(0o700)).with_context(|| {
        format!(
            "the folder {} belongs to another user; run as that user, or set KOPRU_VAR to a folder of your own",
            home.display()
        )
    })?;
    Ok(home)
}

fn lock_file(home: &Path, name: &str) -> Result<fs::File> {
    let path = home.join(name);
    fs::File::create(&path).with_context(|| format!("{} could not be made", path.display()))
}

/// Whether every folder on the way may be passed by that user.
fn reachable(folder: &Path, (uid, gid): (u32, u32)) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    folder
        .ancestors()
        .skip(1)
        .filter_map(|folder| fs::metadata(folder).ok())
        .all(|folder| {
            let mode = folder.mode();
            (folder.uid() == uid && mode & 0o100 != 0)
                || (folder.gid() == gid && mode & 0o010 != 0)
                || mode & 0o001 != 0
        })
}

/// The socket's folder: beside the data, or in the temporary folder where that path would be too long.
fn socket_folder(home: &Path, user: Option<(u32, u32)>) -> Result<PathBuf> {
    if home.as_os_str().len() < SOCKET_PATH_LIMIT {
        return Ok(home.to_owned());
    }
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let mut hasher = DefaultHasher::new();
    home.hash(&mut hasher);
    let folder = env::temp_dir().join(format!("kopru-{:x}", hasher.finish()));
    fs::create_dir_all(&folder)?;
    if let Some((uid, gid)) = user {
        std::os::unix::fs::chown(&folder, Some(uid), Some(gid))?;
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o700))?;
    Ok(folder)
}
