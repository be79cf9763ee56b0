//! A database of its own for each world, on the server that `DATABASE_URL` names.

use anyhow::{Context as _, Result};
use sqlx::{Connection as _, PgConnection};

/// A database that is gone when the world ends.
pub struct Database {
    name: String,
    server: String,
    /// How to reach it.
    pub url: String,
}

impl Database {
    /// Makes an empty database.
    ///
    /// # Errors
    /// When `DATABASE_URL` is not set or names a server that does not answer.
    pub async fn create() -> Result<Self> {
        let server = std::env::var("DATABASE_URL").context(
            "DATABASE_URL is not set; run the tests through `make test`, which starts a server for them",
        )?;
        Self::on(&server).await
    }

    /// Makes an empty database on this server.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn on(server: &str) -> Result<Self> {
        let server = server.to_owned();
        let name = format!("kopru_{}", uuid::Uuid::now_v7().simple());
        let mut connection = PgConnection::connect(&server)
            .await
            .context("the test database server")?;
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await?;
        let mut url = url::Url::parse(&server)?;
        url.set_path(&name);
        Ok(Self {
            url: url.to_string(),
            name,
            server,
        })
    }

    /// A connection as the owner, to look at what no API shows.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn connect(&self) -> Result<PgConnection> {
        Ok(PgConnection::connect(&self.url).await?)
    }

    /// Removes it, whoever is still connected.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn remove(&self) -> Result<()> {
        let mut connection = PgConnection::connect(&self.server).await?;
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "drop database if exists {} with (force)",
            self.name
        )))
        .execute(&mut connection)
        .await?;
        Ok(())
    }
}
