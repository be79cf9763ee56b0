use anyhow::Result;
use domain::ConnectorId;
use store::{connections, tenants};

use crate::{
    config::Config,
    exit::{Exit, told},
    parts::Kopru,
    say,
};

/// Looks at everything that is needed, one line each, and goes on after what is wrong.
pub(super) async fn run() -> Result<Exit> {
    let mut well = true;
    let mut tell = |what: &str, result: Result<String, String>| match result {
        Ok(how) => say::line(format_args!("ok    {what}: {how}")),
        Err(why) => {
            well = false;
            say::line(format_args!("WRONG {what}: {why}"));
        }
    };
    let config = match Config::from_env() {
        Ok(config) => config,
        Err(error) => {
            tell("configuration", Err(told(&error)));
            return Ok(Exit::WrongUse);
        }
    };
    tell(
        "configuration",
        Ok(format!(
            "listens on {}, reached as {}",
            config.web.listen, config.web.public_url
        )),
    );
    let kopru = match Kopru::with(config).await {
        Ok(kopru) => kopru,
        Err(error) => {
            tell("database", Err(told(&error)));
            return Ok(Exit::CannotReach);
        }
    };
    tell(
        "database",
        kopru
            .store
            .ping()
            .await
            .map(|()| "answers".to_owned())
            .map_err(|error| error.to_string()),
    );
    let remotes = match &kopru.config.stand_ins {
        Some(base) => format!("the stand-ins at {base}, which `kopru up` runs"),
        None => "where the vendors have them, or where KOPRU_…_API_URL says".to_owned(),
    };
    tell("remote systems", Ok(remotes));
    for connector in ConnectorId::ALL {
        let ways = match kopru.parts.registry.get(connector).declaration().sign_in.len() {
            1 => "1 way".to_owned(),
            more => format!("{more} ways"),
        };
        tell(connector.title(), Ok(format!("{ways} to sign in")));
    }
    for (name, result) in connections_of_all(&kopru).await? {
        tell(&name, result);
    }
    kopru.close().await;
    Ok(if well { Exit::Well } else { Exit::CannotReach })
}

/// Tries every connection of every tenant with a real call.
async fn connections_of_all(kopru: &Kopru) -> Result<Vec<(String, Result<String, String>)>> {
    let mut tx = kopru.store.system().await?;
    let tenants = tenants::list(&mut tx).await?;
    tx.commit().await?;
    let mut told = Vec::new();
    for tenant in tenants {
        let mut tx = kopru.store.begin(tenant.id).await?;
        let connections = connections::list(&mut tx).await?;
        tx.commit().await?;
        for connection in connections {
            let name = format!("{}, connection {}", tenant.name, connection.name);
            let identified = kopru.parts.opening.open(&connection).identify().await;
            let result = identified.map(|account| format!("opens {} ({})", account.name, account.id));
            told.push((name, result.map_err(|failure| failure.message)));
        }
    }
    Ok(told)
}
