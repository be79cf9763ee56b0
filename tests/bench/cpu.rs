//! CPU time: ours, and Postgres's told apart (Linux).

use std::fs;

use anyhow::{Context as _, Result};
use sqlx::PgConnection;

/// `USER_HZ` is 100 on every Linux that Rust runs on.
const MS_PER_TICK: f64 = 10.0;

/// Fields of a `stat` file behind the name: parent, own user and system time, that of children that ended.
struct Stat {
    parent: u32,
    own: f64,
    ended_children: f64,
}

fn stat(pid: &str) -> Result<Stat> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let after_name = text.rsplit_once(") ").context("a stat file")?.1;
    let fields: Vec<&str> = after_name.split(' ').collect();
    let ticks = |n: usize| -> Result<f64> { Ok(fields.get(n).context("a stat file")?.parse::<f64>()?) };
    Ok(Stat {
        parent: fields.get(1).context("a stat file")?.parse()?,
        own: (ticks(11)? + ticks(12)?) * MS_PER_TICK,
        ended_children: (ticks(13)? + ticks(14)?) * MS_PER_TICK,
    })
}

/// CPU milliseconds of our child processes that have ended. Around a `kopru run` it grows by that run's.
///
/// # Errors
/// Where there is no /proc.
pub(crate) fn of_ended_children() -> Result<f64> {
    Ok(stat("self")?.ended_children)
}

/// CPU milliseconds of the Postgres server behind a connection: its master, all of its processes, and those that ended.
///
/// # Errors
/// When the server runs on another machine.
pub(crate) async fn of_postgres(connection: &mut PgConnection) -> Result<f64> {
    let backend: i32 = sqlx::query_scalar("select pg_backend_pid()")
        .fetch_one(connection)
        .await?;
    let master = stat(&backend.to_string())
        .context("the database server is not on this machine, so its CPU time can't be told")?
        .parent;
    let mut total = {
        let master = stat(&master.to_string())?;
        master.own + master.ended_children
    };
    for entry in fs::read_dir("/proc")?.flatten() {
        // Processes come and go while we look.
        if let Some(one) = entry.file_name().to_str().and_then(|pid| stat(pid).ok())
            && one.parent == master
        {
            total += one.own;
        }
    }
    Ok(total)
}
