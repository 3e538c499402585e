use contract_runtime::{contract, Problem};

contract! {
    pub trait Api {
        responses Missing { 404: Problem, 404: Problem },

        get_order: { method: GET, path: "/order", responses: { 200: String } },
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
