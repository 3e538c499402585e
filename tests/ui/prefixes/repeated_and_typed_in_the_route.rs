use contract_runtime::contract;

contract! {
    pub trait Api {
        path_prefix: "/{org}",
        get_order: {
            method: GET,
            path: "/orders/{org}/{id}",
            path_params: { org: u32, id: u32 },
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(request.params.id.to_string()))
    }
}

fn main() {}
