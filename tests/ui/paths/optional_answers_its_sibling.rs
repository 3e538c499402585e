use contract_runtime::contract;

contract! {
    pub trait Api {
        list_orders: {
            method: GET,
            path: "/orders",
            responses: { 200: String },
        },
        get_order: {
            method: GET,
            path: "/orders/{id}",
            path_params: { id: Option<u32> },
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn list_orders(&self, (): (), _: ApiListOrdersRequest) -> ApiListOrdersResult {
        Ok(ApiListOrdersResponse::Ok(String::new()))
    }

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(request.params.id.map(|id| id.to_string()).unwrap_or_default()))
    }
}

fn main() {}
