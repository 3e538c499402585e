use contract_runtime::{InvalidRequest, Problem, contract};

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order/{id}",
            path_params: { id: u8 },
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }

    fn invalid_request(&self, request: InvalidRequest) -> Problem {
        request.into()
    }
}

fn main() {}
