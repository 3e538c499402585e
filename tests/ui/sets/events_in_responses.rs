use contract_runtime::contract;

contract! {
    pub trait Api {
        responses Busy { 200: events { shipped: u8 } },
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String, 404: u8, ..Busy },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }
}

fn main() {}
