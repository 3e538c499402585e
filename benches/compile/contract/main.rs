//! @ROUTES@ routes, as contracts.

mod store;
mod widgets; // each

use contract_runtime::prelude::*;

contract! {
    pub trait Api {
        path_prefix: "/api",
        widgets: widgets::Widgets, // each
    }
}

struct App;

impl Api for App {
    type Context = ();
    type Widgets = widgets::App; // each
    fn widgets(&self) -> widgets::App { widgets::App::default() } // each
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let sse = SseManager::new();
    let router = ApiContract::router(App, &sse);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    contract_runtime::axum::serve(listener, router).await
}
