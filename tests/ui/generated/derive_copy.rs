use contract_runtime::contract;

contract! {
    pub trait Api {
        derive: [Clone, Copy],

        get_order: {
            method: GET,
            path: "/order",
            query: { order_id: u32 },
            responses: { 200: String, 404: { why_not: String } },
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
}

fn main() {}
