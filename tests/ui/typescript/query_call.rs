use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: c.query({
            method: GET,
            path: "/order",
            responses: { 200: String },
        }),
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
