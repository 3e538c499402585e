//! The page, as it is in `assets/`.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/", get(Html(include_str!("../assets/index.html"))))
        .route("/app.js", get(asset("text/javascript; charset=utf-8", include_str!("../assets/app.js"))))
        .route("/style.css", get(asset("text/css; charset=utf-8", include_str!("../assets/style.css"))))
}

fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse + Clone {
    ([(CONTENT_TYPE, kind)], text)
}
