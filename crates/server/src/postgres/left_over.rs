//! What a server leaves that was killed.

use std::{fs, path::Path, thread, time::Duration};

use anyhow::{Context, Result, bail};
use tracing::info;

/// How long the processes of a killed server may take to notice.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(100);
/// Beside the socket; names the same process.
const SOCKET_LOCK: &str = ".s.PGSQL.5432.lock";

/// Forgets a server that was killed, where Postgres itself would take it for running: its process is listed still, since
/// nobody asked what became of it (usual in containers), or its number is another program's by now.
///
/// # Errors
/// When processes of that server still work on the data.
pub(super) fn forget(data: &Path, socket: &Path) -> Result<()> {
    for file in [data.join("postmaster.pid"), socket.join(SOCKET_LOCK)] {
        if let Some(number) = process_of(&file)
            && is_no_server(number)
        {
            forget_one(data, &file, number)?;
        }
    }
    Ok(())
}

fn forget_one(data: &Path, file: &Path, number: u32) -> Result<()> {
    let mut waited = Duration::ZERO;
    while is_worked_on(data) {
        if waited >= PATIENCE {
            bail!(
                "the database's server was killed, and some of its processes still work on {}; end them first",
                data.display()
            );
        }
        thread::sleep(LOOK);
        waited += LOOK;
    }
    info!(
        process = number,
        "the database's server was killed; it recovers now"
    );
    fs::remove_file(file).with_context(|| format!("{} could not be removed", file.display()))
}

fn process_of(file: &Path) -> Option<u32> {
    fs::read_to_string(file).ok()?.lines().next()?.trim().parse().ok()
}

/// Whether a process is listed under this number that serves nothing. Where none is, Postgres sees that itself.
fn is_no_server(number: u32) -> bool {
    let Ok(stat) = fs::read_to_string(format!("/proc/{number}/stat")) else {
        return false;
    };
    // "4711 (postgres) S 1 …"; a name may hold brackets itself.
    let Some((name, rest)) = stat.rsplit_once(')') else {
        return false;
    };
    let is_postgres = name.ends_with("(postgres") || name.ends_with("(postmaster");
    !is_postgres || rest.trim_start().starts_with('Z')
}

/// Whether any process has the data as its working folder, as all of a server's have.
fn is_worked_on(data: &Path) -> bool {
    let (Ok(data), Ok(processes)) = (fs::canonicalize(data), fs::read_dir("/proc")) else {
        return false;
    };
    processes
        .flatten()
        .any(|process| fs::read_link(process.path().join("cwd")).is_ok_and(|folder| folder == data))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    fn folder() -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("kopru-left-over-{}", uuid::Uuid::now_v7()));
        fs::create_dir(&folder).unwrap();
        folder
    }

    #[test]
    fn a_number_that_is_another_programs_by_now_is_forgotten() {
        let data = folder();
        let files = [data.join("postmaster.pid"), data.join(SOCKET_LOCK)];
        for file in &files {
            fs::write(file, format!("{}\n/somewhere\n", std::process::id())).unwrap();
        }
        forget(&data, &data).unwrap();
        assert!(files.iter().all(|file| !file.exists()));
        fs::remove_dir_all(data).unwrap();
    }

    #[test]
    fn a_process_that_ended_and_is_listed_still_serves_nothing() {
        let mut ended = Command::new("true").spawn().unwrap();
        // It is listed until somebody asks what became of it.
        let is_listed_as_ended = (0..100).any(|_| {
            thread::sleep(Duration::from_millis(20));
            is_no_server(ended.id())
        });
        assert!(is_listed_as_ended);
        ended.wait().unwrap();
        assert!(
            !is_no_server(ended.id()),
            "nothing is listed: Postgres sees that itself"
        );
    }

    #[test]
    fn data_that_a_process_works_on_are_seen() {
        let data = folder();
        assert!(!is_worked_on(&data));
        let mut process = Command::new("sleep")
            .arg("60")
            .current_dir(&data)
            .spawn()
            .unwrap();
        assert!(is_worked_on(&data));
        process.kill().unwrap();
        process.wait().unwrap();
        fs::remove_dir_all(data).unwrap();
    }
}
