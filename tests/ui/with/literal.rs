use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String with { cache_control: "no-store" } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok { body: String::new(), cache_control: String::new() })
    }
}

fn main() {}
