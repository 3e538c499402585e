use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 302: () with { set_cookie: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Found { set_cookie: String::new() })
    }
}

fn main() {}
