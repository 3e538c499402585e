use contract_runtime::contract;

#[derive(Debug, serde::Serialize, serde::Deserialize, contract_runtime::schemars::JsonSchema)]
#[schemars(crate = "contract_runtime::schemars")]
pub struct Order;

contract! {
    pub trait Api {
        derive: [Clone],

        get_order: {
            method: GET,
            path: "/order",
            query: { order_id: u32 },
            responses: { 200: Order, 404: { why_not: String } },
        },
        save_orders: {
            method: PUT,
            path: "/orders",
            body: { first: Order, more: Vec<Order> },
            responses: { 200: Vec<Order>, 202: { all: Vec<Order> } },
        },
        follow: {
            method: GET,
            path: "/orders/events",
            responses: { 200: events { saved: Order, dropped: { last: Option<Order> } } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        let _ = request.query.order_id;
        Err(ApiGetOrderError::NotFound(ApiGetOrderNotFoundBody { why_not: String::new() }))
    }

    async fn save_orders(&self, (): (), request: ApiSaveOrdersRequest) -> ApiSaveOrdersResult {
        Ok(request.body.more.into())
    }

    async fn follow(&self, (): (), _: ApiFollowRequest) -> ApiFollowResult {
        Ok(contract_runtime::Subscription::channel())
    }
}

fn main() {}
