//! The shop's server: the contract of [`shop_contract`], served from a SQLite database.
//!
//! | module | what it does |
//! |---|---|
//! | `app`, `office` | the handlers: of the shop, and of its administration |
//! | `caller`, `session` | who calls; signing in and out |
//! | `store`, `photos` | what is kept |
//! | `announce`, `warehouse` | events that are published, and what causes them |
//! | `answers`, `export` | what is streamed to one request |
//! | `secrets`, `limits` | passwords and tokens; how often one may try |

mod announce;
mod answers;
mod app;
mod caller;
mod config;
mod errors;
mod export;
mod limits;
mod office;
mod page;
mod photos;
mod secrets;
mod session;
mod store;
mod warehouse;

use std::io;
use std::time::{Duration, Instant};

use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::{BoxError, Router};
use contract_runtime::SseManager;
use shop_contract::{Account, Name, Password, Role, ShopContract, ShopEvents};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::app::App;
pub use crate::config::Config;
use crate::limits::Limit;
use crate::photos::Photos;
use crate::store::Store;
pub use crate::warehouse::Warehouse;

/// A shop, ready to be served.
#[derive(Debug)]
pub struct Shop {
    router: Router,
    sse: SseManager,
    warehouse: Warehouse,
    /// What runs beside the server, and ends with it.
    tasks: JoinSet<()>,
}

impl Shop {
    /// Opens the shop's database, and makes ready what serves it.
    ///
    /// # Errors
    /// The database or the folder of photos can't be opened.
    pub async fn open(config: &Config) -> Result<Self, BoxError> {
        let (store, updates) = Store::open(&config.database)?;
        if let Some(password) = &config.admin_password {
            create_admin(&store, password.clone()).await?;
        }
        let sse = SseManager::builder()
            .max_connections(config.max_streams)
            .connection_timeout(Duration::from_mins(5))
            .build();
        let app = App {
            store: store.clone(),
            sse: sse.clone(),
            photos: Photos::open(config.photos.clone())?,
            secure_cookies: config.secure_cookies,
            pace: config.pace,
            sign_ups: Limit::new(10, Duration::from_mins(1)),
            sign_ins: Limit::new(10, Duration::from_mins(1)),
            questions: Limit::new(20, Duration::from_mins(1)),
        };
        let mut tasks = JoinSet::new();
        tasks.spawn(announce::announce(updates, ShopEvents::new(&sse)));
        Ok(Self {
            router: ShopContract::router(app, &sse).merge(page::router()).layer(from_fn(log)),
            sse,
            warehouse: Warehouse::new(store, config.step),
            tasks,
        })
    }

    /// What moves the orders along. It works by itself while the shop is served.
    pub fn warehouse(&self) -> Warehouse {
        self.warehouse.clone()
    }

    /// Serves the shop until `stop` is ready, and then ends what is under way politely.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn serve(
        mut self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        self.tasks.spawn(self.warehouse.run());
        contract_runtime::serve(listener, self.router).with_graceful_shutdown(stop, &self.sse).await
    }
}

/// Logs every request, once the head of its answer is there.
async fn log(request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    tracing::info!(%method, path, status = response.status().as_u16(), took = ?began.elapsed(), "answered");
    response
}

async fn create_admin(store: &Store, password: Password) -> Result<(), BoxError> {
    let name = Name::try_from("admin".to_owned())?;
    if store.login(name.clone()).await?.is_none() {
        let account = Account { name, role: Role::Admin };
        store.create_account(account, secrets::hash(password).await?).await?;
    }
    Ok(())
}
