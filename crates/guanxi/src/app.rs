//! The running program: store, definitions, sign-in, documents. One for the process; handlers share it.

use crate::http::assets::Assets;
use crate::http::edge::Edge;
use crate::intake::Inbox;
use crate::live::Live;
use crate::openapi::Documents;
use crate::settings::Settings;
use crate::signin::Gate;
use crate::signin::oidc::Oidc;
use crate::signin::passkey::Passkeys;
use model::Clock;
use records::{Records, Registry};
use search::Search;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::blobs::Blobs;
use store::{Layer, Lost, Migration, Sealed, Store, StoreConfig};

/// The program's own tables in each company's database.
pub const LAYER: Layer = Layer {
    name: "guanxi",
    list: &[
        Migration { number: 1, name: "signin", sql: include_str!("../migrations/0001_signin.sql") },
        Migration { number: 2, name: "templates", sql: include_str!("../migrations/0002_templates.sql") },
        Migration { number: 3, name: "second_factor", sql: include_str!("../migrations/0003_second_factor.sql") },
        Migration { number: 4, name: "role", sql: include_str!("../migrations/0004_role.sql") },
        Migration { number: 5, name: "unit_rule", sql: include_str!("../migrations/0005_unit_rule.sql") },
        Migration { number: 6, name: "password_reset", sql: include_str!("../migrations/0006_password_reset.sql") },
        Migration { number: 7, name: "key_source", sql: include_str!("../migrations/0007_key_source.sql") },
        Migration { number: 8, name: "key_networks", sql: include_str!("../migrations/0008_key_networks.sql") },
        Migration { number: 9, name: "identity_provider", sql: include_str!("../migrations/0009_identity_provider.sql") },
        Migration { number: 10, name: "access_review", sql: include_str!("../migrations/0010_access_review.sql") },
        Migration { number: 11, name: "privacy", sql: include_str!("../migrations/0011_privacy.sql") },
        Migration { number: 12, name: "unit_export", sql: include_str!("../migrations/0012_unit_export.sql") },
        Migration { number: 13, name: "passkey", sql: include_str!("../migrations/0013_passkey.sql") },
        Migration { number: 14, name: "list_view", sql: include_str!("../migrations/0014_list_view.sql") },
        Migration { number: 15, name: "calendar_feed", sql: include_str!("../migrations/0015_calendar_feed.sql") },
        Migration { number: 16, name: "home", sql: include_str!("../migrations/0016_home.sql") },
        Migration { number: 17, name: "config", sql: include_str!("../migrations/0017_config.sql") },
    ],
    sealed: &[
        Sealed { table: "totp", key: "user_id", column: "secret", text: false, lost: Lost::Row },
        Sealed { table: "identity_provider", key: "id", column: "client_secret", text: true, lost: Lost::Value },
        Sealed { table: "visit", key: "id", column: "verifier", text: true, lost: Lost::Row },
    ],
};

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    store: Store,
    registry: Arc<Registry>,
    gate: Gate,
    oidc: Oidc,
    passkeys: Passkeys,
    live: Live,
    documents: Documents,
    assets: Assets,
    edge: Edge,
    search: Search,
    inbox: Inbox,
    settings: Settings,
    ready: AtomicBool,
}

impl App {
    /// Opens the store and makes everything ready to serve.
    ///
    /// # Errors
    /// When the data folder or the database cannot be used.
    pub async fn open(settings: Settings, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        private_folder(&settings.data)?;
        Self::over(Store::open(store_config(&settings), clock).await?, settings)
    }

    /// Everything else over an open store, which was opened with [`store_config`].
    ///
    /// # Errors
    /// When the settings contradict each other.
    pub fn over(store: Store, settings: Settings) -> anyhow::Result<Self> {
        let registry = Arc::new(crm::registry());
        let gate = Gate::new(store.clone(), &settings)?;
        let oidc = Oidc::new(&settings)?;
        let passkeys = Passkeys::new(&settings);
        let live = Live::new(store.clone(), registry.clone(), settings.live);
        let documents = Documents::new(&crate::http::routes::document());
        let search = Search::new(store.clone(), registry.clone(), search::Settings::new(settings.data.join("search")));
        let inbox = Inbox::open(&settings)?;
        let inner = Inner {
            inbox,
            store,
            registry,
            search,
            gate,
            oidc,
            passkeys,
            live,
            documents,
            assets: Assets::default(),
            edge: Edge::new(),
            settings,
            ready: AtomicBool::new(true),
        };
        Ok(Self(Arc::new(inner)))
    }

    #[must_use]
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Files of all companies; handlers have those of their own from `Auth`.
    #[must_use]
    pub fn blobs(&self) -> &Blobs {
        self.0.store.blobs()
    }

    #[must_use]
    pub fn registry(&self) -> &Arc<Registry> {
        &self.0.registry
    }

    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.0.gate
    }

    #[must_use]
    pub fn oidc(&self) -> &Oidc {
        &self.0.oidc
    }

    #[must_use]
    pub fn passkeys(&self) -> &Passkeys {
        &self.0.passkeys
    }

    /// Streams of changes, of all companies; handlers have it from `Auth`.
    #[must_use]
    pub fn live(&self) -> &Live {
        &self.0.live
    }

    #[must_use]
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.0.assets
    }

    #[must_use]
    pub fn edge(&self) -> &Edge {
        &self.0.edge
    }

    #[must_use]
    pub fn search(&self) -> &Search {
        &self.0.search
    }

    /// Where others put files to be imported.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        &self.0.inbox
    }

    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// The records of a company. For handlers this is private to the gate: they get them from `Auth`.
    ///
    /// # Errors
    /// When there is no such company, or its database cannot be opened.
    pub async fn records(&self, slug: &str) -> Result<Records, records::Error> {
        let tenant = self.0.store.tenant(slug).await?;
        Records::open(tenant, self.0.registry.clone()).await
    }

    /// Whether everything that comes before the first request is done: `/readyz` says so.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.0.ready.load(Ordering::Acquire)
    }

    pub fn set_ready(&self, ready: bool) {
        self.0.ready.store(ready, Ordering::Release);
    }
}

/// Makes the data folder, when it is missing, so that only this user may look into it.
fn private_folder(data: &std::path::Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.map_err(|e| anyhow::anyhow!("cannot make the data folder {}: {e}", data.display()))
}

/// What the store needs of the settings; the migrations of the layers above it in order.
#[must_use]
pub fn store_config(settings: &Settings) -> StoreConfig {
    StoreConfig {
        database: settings.database.clone(),
        blobs: settings.blobs.clone(),
        node: settings.node.clone(),
        program: env!("CARGO_PKG_VERSION").into(),
        migrations: vec![records::MIGRATIONS, LAYER],
        secret_key: settings.secret_key.clone(),
        replace_lost_key: settings.replace_lost_key,
        ..StoreConfig::new(&settings.data)
    }
}
