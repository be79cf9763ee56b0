//! Postgres's programs: where they lie, and how one is run so that what it says is kept.

use std::{
    env, fs,
    io::{Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result, bail};

/// Where Postgres's programs lie: as told, in the path, or in the newest of the folders that Debian uses.
pub(super) fn find(told: Option<&Path>) -> Result<PathBuf> {
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

/// Runs a program to its end.
pub(super) fn run(mut command: Command) -> Result<()> {
    // pg_ctl's server inherits the outputs; a pipe would then stay open for as long as it lives.
    let log = tempfile()?;
    let status = command
        .stdout(log.try_clone()?)
        .stderr(log.try_clone()?)
        .status()
        .with_context(|| format!("{} could not be started", command.get_program().display()))?;
    finish(&command, status, log)
}

/// Runs a program to its end on this input.
pub(super) fn feed(mut command: Command, input: &str) -> Result<()> {
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

fn finish(command: &Command, status: ExitStatus, mut log: fs::File) -> Result<()> {
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
