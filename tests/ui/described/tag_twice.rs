use contract_runtime::contract;

contract! {
    pub trait Api {
        tags: ["orders", "orders"],
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
        list_orders: { method: GET, path: "/orders", responses: { 200: String } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }

    async fn list_orders(&self, (): (), _: ApiListOrdersRequest) -> ApiListOrdersResult {
        Ok(ApiListOrdersResponse::Ok(String::new()))
    }
}

fn main() {}
