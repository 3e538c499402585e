//! The page: a small client of the contract, by cookie.

use axum::Router;
use axum::response::Html;
use axum::routing::get;

pub(crate) fn router() -> Router {
    Router::new().route("/", get(Html(include_str!("../assets/index.html"))))
}
