//! All functions under one roof.

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use koe_domain::Clock;
use koe_runtime::{GeneratedSecrets, OsRandom, Process, SecretError};
use koe_store::{Store, StoreError, TableNames};
use koe_web::Scope;
use koe_web::auth::ApiKey;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use utoipa::openapi::OpenApi;

use crate::clock::MovableClock;
use crate::engine::{Engine, EngineError, Place};
use crate::inbox::{Inbox, inbox_router};
use crate::parts::Parts;
use crate::ses::ses_router;
use crate::settings::LocalSettings;
use crate::streams::{StreamError, StreamReader};
use crate::tables::{TEMPLATE, TemplateError, tables};
use crate::turn::{Machine, Turn};
use crate::{controls, keep};

/// Why the local server could not start.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// The data folder or a port.
    #[error("the data folder or the port cannot be used: {0}")]
    Io(#[from] io::Error),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A stream.
    #[error(transparent)]
    Stream(#[from] StreamError),
    /// The secrets in the data folder.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `KOE_API_KEY` is not of a key's form.
    #[error("KOE_API_KEY is not of the form koe_<16 hex digits>_<43 characters>")]
    ApiKey,
    /// The example could not be made.
    #[error("the example could not be made: {0}")]
    Example(String),
}

/// What the data folder keeps beside the tables.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) link: String,
    pub(crate) pepper: String,
    pub(crate) master: String,
    #[serde(default)]
    pub(crate) signing: String,
    api_key: String,
    shop_secret: String,
}

/// A running local stack.
pub struct House {
    /// Where it is reached, without a slash at its end.
    pub address: String,
    /// The API key with all scopes.
    pub api_key: String,
    /// The secret of the example's shop.
    pub shop_secret: String,
    /// The inbox.
    pub inbox: Inbox,
    /// The clock.
    pub clock: Arc<MovableClock>,
    /// The tables, as the functions use them: what they cost is counted here.
    pub store: Store,
    /// What AWS would do by itself.
    pub turn: Arc<Mutex<Turn>>,
    /// All routes.
    pub router: Router,
    /// The functions' parts of the OpenAPI document, by function.
    pub documents: Vec<(&'static str, OpenApi)>,
    /// Where the DynamoDB API is reached.
    pub dynamodb: String,
    /// How to run its event functions over another wire.
    pub rewire: Rewire,
    ticks: bool,
    engine: Engine,
    listener: TcpListener,
}

/// Makes a house's event functions once more, with their tables behind another address: for tests that break the wire.
#[derive(Clone)]
pub struct Rewire {
    kept: Kept,
    clock: Arc<MovableClock>,
    address: String,
}

impl std::fmt::Debug for Rewire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rewire")
    }
}

impl Rewire {
    /// The event functions, with their tables at `dynamodb`.
    ///
    /// # Errors
    /// When a secret does not read.
    pub fn machine(&self, dynamodb: &str) -> Result<Machine, LocalError> {
        let process = Process::at(dynamodb, &self.address, TableNames::with_prefix("koe"));
        let store = process.store();
        Ok(Parts::new(&process, &store, &self.kept, &self.clock, &self.address)?.machine())
    }
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "House at {}", self.address)
    }
}

impl House {
    /// Builds everything; [`House::serve`] then answers.
    ///
    /// # Errors
    /// When a part cannot start.
    pub async fn build(settings: &LocalSettings) -> Result<Self, LocalError> {
        let data = settings.data.as_deref();
        if let Some(data) = data {
            keep::folder(data)?;
        }
        let place = data.map_or(Place::Memory, |data| Place::File(data.join("koe.sqlite")));
        let engine = Engine::start(place, &tables(TEMPLATE)?).await?;
        let clock = Arc::new(MovableClock::open(data)?);
        let inbox = Inbox::open(data, Arc::clone(&clock) as Arc<dyn Clock>)?;
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port))).await?;
        let address = format!("http://{}", listener.local_addr()?);
        let kept = kept(data, settings)?;
        let process = Process::at(&engine.endpoint(), &address, TableNames::with_prefix("koe"));
        let store = process.store();
        ensure_key(&store, &kept.api_key, &*clock).await?;
        let parts = Parts::new(&process, &store, &kept, &clock, &address)?;
        let (api, documents) = parts.routers();
        let machine = parts.machine();
        let streams = (
            StreamReader::open(engine.db().clone(), "koe", data)?,
            StreamReader::open(engine.db().clone(), "koe-people", data)?,
        );
        let turn =
            Arc::new(Mutex::new(Turn::new(machine, Arc::clone(&clock), store.metered(), inbox.clone(), streams)));
        let controls = controls::Controls {
            api: api.clone(),
            api_key: kept.api_key.clone(),
            shop_secret: kept.shop_secret.clone(),
            dynamodb: engine.endpoint(),
            inbox: inbox.clone(),
            clock: Arc::clone(&clock),
            random: Arc::new(OsRandom),
            turn: Arc::clone(&turn),
        };
        let router = api
            .merge(ses_router(inbox.clone()))
            .merge(inbox_router(inbox.clone()))
            .merge(controls::router(controls))
            .merge(koe_web::nowhere(Arc::new(OsRandom)));
        Ok(Self {
            ticks: settings.ticks,
            rewire: Rewire { kept: kept.clone(), clock: Arc::clone(&clock), address: address.clone() },
            address,
            api_key: kept.api_key,
            shop_secret: kept.shop_secret,
            inbox,
            clock,
            store,
            turn,
            router: controls::guard(router),
            documents,
            dynamodb: engine.endpoint(),
            engine,
            listener,
        })
    }

    /// The OpenAPI document of the whole stack.
    #[must_use]
    pub fn openapi(&self) -> OpenApi {
        let mut whole = koe_web::document();
        for (_, part) in &self.documents {
            whole.merge(part.clone());
        }
        koe_web::require_keys(&mut whole);
        whole
    }

    /// The engine's own view of the tables, past every function: for tests on this machine.
    #[must_use]
    pub fn db(&self) -> &dynoxide::Database {
        self.engine.db()
    }

    /// What to print when it is ready.
    #[must_use]
    pub fn greeting(&self) -> String {
        let Self { address, api_key, dynamodb, .. } = self;
        format!(
            "Koe runs on this machine only; it is not for production. Ctrl-C stops it.\n\n  \
             start here   {address}/\n  inbox        {address}/_local/mail\n  \
             dashboard    {address}/dashboard\n  API key      {api_key}\n  DynamoDB     {dynamodb}"
        )
    }

    /// Answers until `stop`, and meanwhile, where that is set, does once a second what is due.
    ///
    /// # Errors
    /// When the port fails.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), LocalError> {
        let ticker = self.ticks.then(|| tokio::spawn(crate::turn::tick(Arc::clone(&self.turn))));
        axum::serve(self.listener, self.router).with_graceful_shutdown(stop).await?;
        if let Some(ticker) = ticker {
            ticker.abort();
        }
        self.engine.shutdown().await?;
        Ok(())
    }
}

fn kept(data: Option<&Path>, settings: &LocalSettings) -> Result<Kept, LocalError> {
    let file = data.map(|data| data.join("secrets.json"));
    let held: Option<Kept> = file.as_deref().map(keep::read).transpose()?.flatten();
    let fresh = held.is_none();
    let mut kept = held.unwrap_or_else(|| {
        let secrets = GeneratedSecrets::generate(&OsRandom);
        let shop: String = koe_domain::clock::random::<16>(&OsRandom).iter().map(|b| format!("{b:02x}")).collect();
        Kept {
            link: secrets.link,
            pepper: secrets.pepper,
            master: secrets.master,
            signing: secrets.signing,
            api_key: ApiKey::generate(&OsRandom).reveal(),
            shop_secret: shop,
        }
    });
    let mut changed = fresh;
    if kept.signing.is_empty() {
        kept.signing = GeneratedSecrets::generate(&OsRandom).signing;
        changed = true;
    }
    if let Some(key) = &settings.api_key
        && *key != kept.api_key
    {
        kept.api_key.clone_from(key);
        changed = true;
    }
    if let (Some(file), true) = (&file, changed) {
        keep::replace(file, &kept)?;
    }
    Ok(kept)
}

async fn ensure_key(store: &Store, text: &str, clock: &dyn Clock) -> Result<(), LocalError> {
    let key = ApiKey::parse(text).ok_or(LocalError::ApiKey)?;
    if key.caller(store).await?.is_none() {
        let row = key.row("this machine".to_owned(), &BTreeSet::from(Scope::ALL), clock.now());
        store.create_api_key(&row).await?;
    }
    Ok(())
}
