use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String with { content_length: u64 } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok { body: String::new(), content_length: 0 })
    }
}

fn main() {}
