use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/orders/{id}/lines",
            path_params: { id: Option<u32> },
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(request.params.id.map(|id| id.to_string()).unwrap_or_default()))
    }
}

fn main() {}
