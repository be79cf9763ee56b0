//! Commands beside a running `kopru up` speak to its stand-ins, and never take the demo's credentials to the vendors.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use tests::{Process, binary, free_port};
use tokio::process::Command;

/// `kopru up --demo` with data of its own.
struct Up {
    folder: PathBuf,
    environment: Vec<(String, String)>,
    process: Process,
}

impl Up {
    async fn start() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("kopru-up-{}", uuid::Uuid::now_v7()));
        std::fs::create_dir(&folder)?;
        let (web, stand_ins) = (free_port()?, free_port()?);
        let environment: Vec<(String, String)> = [
            ("PATH", std::env::var("PATH")?),
            ("KOPRU_PG_BIN", std::env::var("KOPRU_PG_BIN").unwrap_or_default()),
            ("KOPRU_VAR", folder.join("var").to_string_lossy().into_owned()),
            ("KOPRU_LISTEN", format!("127.0.0.1:{web}")),
            ("NO_COLOR", "1".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec();
        let arguments = ["up", "--demo", "--sandbox", &format!("127.0.0.1:{stand_ins}")];
        let others = [("KOPRU_DATABASE_URL".to_owned(), String::new())];
        let process = Process::start(
            &arguments,
            &[environment.as_slice(), &others].concat(),
            &folder.join("up.log"),
        )?;
        let mut up = Self {
            folder,
            environment,
            process,
        };
        up.process
            .answers(&format!("http://127.0.0.1:{web}/readyz"))
            .await?;
        Ok(up)
    }

    /// Runs a command on the same data: exit code, and all that it said.
    async fn kopru(&self, arguments: &[&str], others: &[(&str, &str)]) -> Result<(i32, String)> {
        let output = Command::new(binary()?)
            .args(arguments)
            .env_clear()
            .envs(self.environment.iter().cloned())
            .envs(others.iter().copied())
            .output()
            .await?;
        let said = [output.stdout, output.stderr].concat();
        Ok((
            output.status.code().unwrap_or(-1),
            String::from_utf8_lossy(&said).into_owned(),
        ))
    }

    /// The demo's tenant, as soon as it is set up.
    async fn tenant(&self) -> Result<String> {
        for _ in 0..300 {
            let (_, tenants) = self.kopru(&["tenant", "list"], &[]).await?;
            if let Some((id, _)) = tenants.lines().find_map(|line| line.split_once("  Demo")) {
                let (exit, file) = self.kopru(&["export", "--tenant", id], &[]).await?;
                if exit == 0 && file.contains("[flows.orders]") {
                    return Ok(id.to_owned());
                }
            }
            tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        }
        anyhow::bail!("the demo was not set up: {}", self.process.said())
    }
}

#[tokio::test]
async fn a_command_beside_up_speaks_to_its_stand_ins_and_not_once_that_is_gone() -> Result<()> {
    let mut up = Up::start().await?;
    let tenant = up.tenant().await?;
    let (exit, said) = up.kopru(&["doctor"], &[]).await?;
    ensure!(
        exit == 0 && said.contains("the stand-ins at http://127.0.0.1:"),
        "{exit}: {said}"
    );
    let run = ["run", "orders", "--tenant", tenant.as_str(), "--wait"];
    let (exit, said) = up.kopru(&run, &[]).await?;
    ensure!(exit == 0, "{exit}: {said}");

    up.process.kill().await?;
    ensure!(
        up.folder.join("var/stand-ins.json").exists(),
        "one that was killed takes nothing away"
    );
    // Nobody listens there; the vendors themselves are not to be bothered by a test.
    let nobody = "http://127.0.0.1:9";
    let elsewhere = [
        ("KOPRU_HUBSPOT_API_URL", nobody),
        ("KOPRU_LIGHTSPEED_ECOM_API_URL", nobody),
        ("KOPRU_DEVELOPMENT", "yes"),
    ];
    let (exit, said) = up.kopru(&["doctor"], &elsewhere).await?;
    ensure!(exit == 3 && !said.contains("the stand-ins at"), "{exit}: {said}");
    std::fs::remove_dir_all(&up.folder).context("its data")?;
    Ok(())
}
