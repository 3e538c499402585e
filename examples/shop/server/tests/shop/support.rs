//! A shop on a free port, and its callers.

use std::net::SocketAddr;
use std::time::Duration;

use axum::http::Method;
use contract_tests::client::{Call, Reply, call, get, post};
use jiff::{Timestamp, ToSpan as _};
use serde_json::{Value, json};
use shop::{Config, Shop, Warehouse};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A shop being served. Its orders move when the test says so.
pub(crate) struct OpenShop {
    pub(crate) address: SocketAddr,
    folder: TempDir,
    warehouse: Warehouse,
    end: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

/// Opens a new shop.
pub(crate) async fn open() -> OpenShop {
    open_in(tempfile::tempdir().unwrap()).await
}

async fn open_in(folder: TempDir) -> OpenShop {
    let config = Config {
        database: folder.path().join("shop.db"),
        photos: folder.path().join("photos"),
        admin_password: Some("grace hopper".to_owned().try_into().unwrap()),
        // Longer than any test.
        step: Duration::from_hours(1),
        pace: Duration::from_millis(1),
        ..Config::default()
    };
    let shop = Shop::open(&config).await.unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let warehouse = shop.warehouse();
    let (end, ended) = oneshot::channel::<()>();
    let server = tokio::spawn(shop.serve(listener, async { ended.await.unwrap_or_default() }));
    OpenShop { address, folder, warehouse, end, server }
}

impl OpenShop {
    /// Stops the server, and starts another one on the same database.
    pub(crate) async fn restart(self) -> Self {
        self.end.send(()).unwrap();
        self.server.await.unwrap().unwrap();
        drop(self.warehouse);
        open_in(self.folder).await
    }

    /// Lets the warehouse do what is due in so many hours.
    pub(crate) async fn work(&self, hours: i64) {
        self.warehouse.work(Timestamp::now() + hours.hours()).await.unwrap();
    }

    /// Makes an account, and a token for it.
    pub(crate) async fn customer(&self, name: &str) -> Caller {
        let credentials = json!({ "name": name, "password": "correct horse" });
        let created = post(self.address, "/api/accounts", &credentials).send().await;
        assert_eq!(created.status, 201, "{created:?}");
        self.caller(&credentials).await
    }

    /// The administrator.
    pub(crate) async fn admin(&self) -> Caller {
        self.caller(&json!({ "name": "admin", "password": "grace hopper" })).await
    }

    async fn caller(&self, credentials: &Value) -> Caller {
        let token = post(self.address, "/api/tokens", credentials).send().await.json();
        let authorization = format!("Bearer {}", token["token"].as_str().unwrap());
        Caller { address: self.address, authorization }
    }
}

/// Somebody with a token.
pub(crate) struct Caller {
    pub(crate) address: SocketAddr,
    authorization: String,
}

impl Caller {
    /// The same caller, of a shop that was started anew.
    pub(crate) fn at(self, shop: &OpenShop) -> Self {
        Self { address: shop.address, ..self }
    }

    /// Begins a request.
    pub(crate) fn call(&self, method: Method, path: &str) -> Call {
        call(self.address, method, path).header("authorization", &self.authorization)
    }

    pub(crate) fn get(&self, path: &str) -> Call {
        get(self.address, path).header("authorization", &self.authorization)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Call {
        post(self.address, path, body).header("authorization", &self.authorization)
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.call(Method::DELETE, path).send().await
    }

    /// Sets how many of a product there are.
    pub(crate) async fn stock(&self, product: u32, stock: u32) {
        let change = self
            .call(Method::PATCH, &format!("/api/admin/products/{product}"))
            .header("content-type", "application/merge-patch+json")
            .body(json!({ "stock": stock }).to_string());
        assert_eq!(change.send().await.status, 200);
    }

    /// Orders one of a product, and gives the path of the order.
    pub(crate) async fn order(&self, product: u32) -> String {
        let lines = json!({ "lines": [{ "product": product, "quantity": 1 }] });
        let placed = self.post("/api/orders", &lines).send().await;
        assert_eq!(placed.status, 201, "{placed:?}");
        placed.header("location").to_owned()
    }
}

/// What is wrong with a request: parts and fields, in the order of their names.
pub(crate) fn faults(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.status, 400, "{reply:?}");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let errors = reply.json()["errors"].as_array().unwrap().clone();
    let mut faults: Vec<_> = errors.iter().map(|fault| (text(&fault["in"]), text(&fault["field"]))).collect();
    faults.sort();
    faults
}
