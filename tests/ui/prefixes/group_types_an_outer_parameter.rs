use contract_runtime::contract;

contract! {
    pub trait Api {
        path_prefix: "/{org}",
        orders: {
            path_prefix: "/orders/{id}",
            path_params: { org: u32 },
            get: {
                method: GET,
                path: "/",
                responses: { 200: String },
            },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn orders_get(&self, (): (), request: ApiOrdersGetRequest) -> ApiOrdersGetResult {
        Ok(ApiOrdersGetResponse::Ok(request.params.id))
    }
}

fn main() {}
