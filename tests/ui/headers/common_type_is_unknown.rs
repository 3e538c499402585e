use contract_runtime::contract;

contract! {
    pub trait Api {
        headers: { lang: Lang },

        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
        list_orders: { method: GET, path: "/orders", responses: { 200: String } },
    }
}

mod lang {
    #[derive(Debug, serde::Serialize, serde::Deserialize, contract_runtime::schemars::JsonSchema)]
    #[schemars(crate = "contract_runtime::schemars")]
    pub struct Lang;
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(request.headers.lang.to_string()))
    }

    async fn list_orders(&self, (): (), request: ApiListOrdersRequest) -> ApiListOrdersResult {
        let _ = request;
        Ok(ApiListOrdersResponse::Ok(String::new()))
    }
}

fn main() {}
