//! A `kopru` process that can be killed at any instant.

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, Command};

/// A running process; killed when dropped.
pub struct Process {
    child: Child,
    log: PathBuf,
}

/// The binary that was built beside this one, or the one that `KOPRU_BINARY` names.
///
/// # Errors
/// When there is none: `cargo build --bin kopru` makes it.
pub fn binary() -> Result<PathBuf> {
    if let Some(told) = std::env::var_os("KOPRU_BINARY") {
        return Ok(told.into());
    }
    let here = std::env::current_exe()?;
    here.ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join("kopru"))
        .find(|path| path.is_file())
        .context("the binary kopru is not built; run: cargo build --bin kopru")
}

impl Process {
    /// Starts `kopru` with these arguments and environment; what it says goes to `log`.
    ///
    /// # Errors
    /// When it can't be started.
    pub fn start(arguments: &[&str], environment: &[(String, String)], log: &Path) -> Result<Self> {
        let said = File::options().create(true).append(true).open(log)?;
        let child = Command::new(binary()?)
            .args(arguments)
            .envs(environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(said.try_clone()?)
            .stderr(said)
            .kill_on_drop(true)
            .spawn()?;
        Ok(Self {
            child,
            log: log.to_owned(),
        })
    }

    /// Kills it without warning, as a crash or a power cut would.
    ///
    /// # Errors
    /// When the system refuses.
    pub async fn kill(&mut self) -> Result<()> {
        self.child.kill().await.context("kill -9")
    }

    /// Asks it to stop, and waits until it has.
    ///
    /// # Errors
    /// When it does not within half a minute.
    pub async fn stop(&mut self) -> Result<i32> {
        if let Some(pid) = self.child.id() {
            Command::new("kill")
                .args(["-TERM", &pid.to_string()])
                .status()
                .await?;
        }
        let status = tokio::time::timeout(Duration::from_secs(30), self.child.wait())
            .await
            .context("it did not stop within 30 s of being asked to")??;
        Ok(status.code().unwrap_or(-1))
    }

    /// Its process id, while it runs.
    #[must_use]
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Waits until an address answers 200, or the process ends.
    ///
    /// # Errors
    /// When it does neither within a minute; tells what it said.
    pub async fn answers(&mut self, url: &str) -> Result<()> {
        let client = reqwest::Client::new();
        for _ in 0..600 {
            if client
                .get(url)
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!(
                    "it ended with {status} instead of answering {url}; it said:\n{}",
                    self.said()
                );
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("it does not answer {url}; it said:\n{}", self.said())
    }

    /// The last lines that it said.
    #[must_use]
    pub fn said(&self) -> String {
        let all = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = all.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// CPU time that it has used so far, user and system, in milliseconds (Linux).
    ///
    /// # Errors
    /// When it has ended.
    pub fn cpu_ms(&self) -> Result<f64> {
        let pid = self.child.id().context("it has ended")?;
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let after_name = stat.rsplit_once(") ").context("its stat file")?.1;
        let fields: Vec<&str> = after_name.split(' ').collect();
        let ticks: f64 = fields[11].parse::<f64>()? + fields[12].parse::<f64>()?;
        // USER_HZ is 100 on every Linux that Rust runs on.
        Ok(ticks * 10.0)
    }

    /// Memory that it holds, in megabytes (Linux): now and at most so far.
    ///
    /// # Errors
    /// When it has ended.
    pub fn memory_mb(&self) -> Result<(f64, f64)> {
        let pid = self.child.id().context("it has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let kb = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .and_then(|rest| rest.split_whitespace().next())
                .and_then(|number| number.parse::<f64>().ok())
                .context("its status file")
        };
        Ok((kb("VmRSS:")? / 1024.0, kb("VmHWM:")? / 1024.0))
    }
}
