//! Both stand-ins, and a flow between them as the wizard would make it.

use connectors::{Registry, Remotes, http::Client};
use domain::{
    ConnectorId, TenantId, Value,
    flow::{Endpoint, Flow, FlowKind},
};
use serde_json::json;
use sqlx::PgPool;
use store::{
    connections,
    flows::{self, NewFlow},
    revisions::Content,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use url::Url;

use crate::world::World;

pub(crate) struct StandIns {
    pub(crate) running: sandbox::Running,
    keys: serde_json::Value,
}

impl StandIns {
    /// Both systems with the demo shop, without limits, and a dashboard that calls them.
    pub(crate) async fn with(pool: &PgPool) -> (Self, World) {
        let options = sandbox::Options {
            limits: false,
            ..sandbox::Options::default()
        };
        let running = sandbox::start(options).await.unwrap();
        let keys = get(running.base_url(), "/_credentials").await;
        let world = World::with_remotes(pool, running.base_url()).await;
        (Self { running, keys }, world)
    }

    fn key(&self, path: &str) -> Value {
        Value::text(self.keys.pointer(path).unwrap().as_str().unwrap())
    }

    /// An orders flow from the shop to the portal, both signed in.
    pub(crate) async fn orders(&self, world: &World, tenant: TenantId) -> Flow {
        let registry = registry(self.running.base_url());
        let mut tx = world.store.begin(tenant).await.unwrap();
        let shop = Value::from([
            ("key", self.key("/lightspeed/key")),
            ("secret", self.key("/lightspeed/secret")),
        ]);
        let portal = Value::from([("token", self.key("/hubspot/private_app_token"))]);
        let mut ends = Vec::new();
        for (connector, name, fields, account) in [
            (ConnectorId::LightspeedEcom, "shop", &shop, "/lightspeed/shop_id"),
            (ConnectorId::Hubspot, "hubspot", &portal, "/hubspot/portal_id"),
        ] {
            let new = connections::NewConnection {
                connector,
                name: name.to_owned(),
                account: connections::Account {
                    id: self.keys.pointer(account).unwrap().to_string(),
                    name: "Bloemen & Zn".to_owned(),
                    currency: None,
                    time_zone: None,
                    pages: None,
                },
                settings: json!({}),
                may_prepare: true,
                authorised_by: None,
            };
            let secret = registry.get(connector).credential(fields).unwrap();
            ends.push(connections::add(&mut tx, &new, &secret).await.unwrap());
        }
        let new = NewFlow {
            name: "orders".to_owned(),
            kind: FlowKind::Orders,
            source: Endpoint {
                connection: ends[0],
                stream: "orders".into(),
            },
            destination: Endpoint {
                connection: ends[1],
                stream: "deals".into(),
            },
        };
        let flow = flows::add(&mut tx, &new, &Content::default()).await.unwrap();
        tx.commit().await.unwrap();
        flow
    }
}

fn registry(base: &str) -> Registry {
    let at = |path: &str| Url::parse(&format!("{base}/{path}")).unwrap();
    Registry::new(Remotes {
        hubspot_api: at("hubspot"),
        hubspot_app: at("hubspot"),
        hubspot: None,
        lightspeed_ecom_api: Some(at("lightspeed")),
        lightspeed_ecom: None,
        client: Client::new(true).unwrap(),
    })
}

async fn get(base: &str, path: &str) -> serde_json::Value {
    let host = base.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let begin = answer.find('{').unwrap();
    let end = answer.rfind('}').unwrap();
    serde_json::from_str(&answer[begin..=end]).unwrap()
}
