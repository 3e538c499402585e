//! What an application has around its routes.

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::cors::CorsLayer;
use tower_http::trace::TraceLayer;

pub(crate) fn around(router: Router) -> Router {
    router.layer(from_fn(authenticated)).layer(TraceLayer::new_for_http()).layer(CorsLayer::permissive())
}

async fn authenticated(request: Request, next: Next) -> Result<Response, StatusCode> {
    let token = request.headers().get(AUTHORIZATION);
    if token.is_some_and(|token| token == "Bearer listener") {
        Ok(next.run(request).await)
    } else {
        Err(StatusCode::UNAUTHORIZED)
    }
}
