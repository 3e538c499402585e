//! @ROUTES@ routes, with poem-openapi.

mod store;
mod widgets; // each

use poem::Route;
use poem::listener::TcpListener;
use poem_openapi::{Object, OpenApiService};

#[derive(Debug, Object)]
pub struct Problem {
    status: u16,
    detail: String,
}

impl Problem {
    pub fn new(status: u16, detail: &str) -> Self {
        Self { status, detail: detail.to_owned() }
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let apis = (
        widgets::App::default(), // each
    );
    let service = OpenApiService::new(apis, "Api", "1.0");
    poem::Server::new(TcpListener::bind("127.0.0.1:3000")).run(Route::new().nest("/api", service)).await
}
