//! @ROUTES@ routes, by hand.

mod store;
mod widgets; // each

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde::Serialize;

#[derive(Debug, Serialize)]
pub struct Problem {
    status: u16,
    detail: String,
}

impl Problem {
    pub fn new(status: StatusCode, detail: &str) -> Self {
        Self { status: status.as_u16(), detail: detail.to_owned() }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(self)).into_response()
    }
}

fn router() -> Router {
    let api = Router::new();
    let api = api.nest("/widgets", widgets::router()); // each
    Router::new().nest("/api", api)
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    axum::serve(listener, router()).await
}
