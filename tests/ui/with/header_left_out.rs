use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 201: String with { location: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Created { body: String::new() })
    }
}

fn main() {}
