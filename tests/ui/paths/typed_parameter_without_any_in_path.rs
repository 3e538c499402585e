use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/orders",
            path_params: { id: Option<u64> },
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        let id: Option<u64> = request.params.id;
        Ok(ApiGetOrderResponse::Ok(format!("{id:?}")))
    }
}

fn main() {}
