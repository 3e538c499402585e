use contract_runtime::contract;

contract! {
    pub trait Api {
        path_prefix: "/{org}",
        path_params: { orgs: u32 },
        get_order: {
            method: GET,
            path: "/orders/{id}",
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        let org: u32 = request.params.orgs;
        Ok(ApiGetOrderResponse::Ok(format!("{org} {}", request.params.id)))
    }
}

fn main() {}
