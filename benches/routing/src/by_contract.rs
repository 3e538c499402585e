//! The route as a contract.

use axum::Router;
use contract_runtime::prelude::*;

use crate::{NewOrder, Order};

contract! {
    /// Orders.
    pub(crate) trait Shops {
        path_prefix: "/api",

        create_order: {
            method: POST,
            path: "/shops/{shop}/orders",
            path_params: { shop: u64 },
            query: { is_draft: Option<bool> },
            body: NewOrder,
            responses: { 201: Order, 409: Problem },
        },
    }
}

struct App;

impl Shops for App {
    type Context = ();

    async fn create_order(&self, (): (), request: ShopsCreateOrderRequest) -> ShopsCreateOrderResult {
        let is_draft = request.query.is_draft.unwrap_or_default();
        Ok(Order::place(request.params.shop, is_draft, request.body).into())
    }
}

pub(crate) fn router() -> Router {
    ShopsContract::router(App, &SseManager::new())
}
