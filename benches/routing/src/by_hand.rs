//! The route written by hand.

use axum::Router;
use axum::extract::{Json, Path, Query};
use axum::http::StatusCode;
use axum::routing::post;
use serde::Deserialize;

use crate::{NewOrder, Order};

#[derive(Debug, Deserialize)]
struct CreateOrderQuery {
    is_draft: Option<bool>,
}

async fn create_order(
    Path(shop): Path<u64>,
    Query(query): Query<CreateOrderQuery>,
    Json(body): Json<NewOrder>,
) -> (StatusCode, Json<Order>) {
    (StatusCode::CREATED, Json(Order::place(shop, query.is_draft.unwrap_or_default(), body)))
}

pub(crate) fn router() -> Router {
    Router::new().route("/api/shops/{shop}/orders", post(create_order))
}
