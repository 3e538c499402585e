use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
            operation_id: "read",
        },
        list_orders: { method: GET, path: "/orders", responses: { 200: String } },
        users: { read: { method: GET, path: "/", responses: { 200: String }, operation_id: "read" } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn users_read(&self, (): (), _: ApiUsersReadRequest) -> ApiUsersReadResult {
        Ok(ApiUsersReadResponse::Ok(String::new()))
    }

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }

    async fn list_orders(&self, (): (), _: ApiListOrdersRequest) -> ApiListOrdersResult {
        Ok(ApiListOrdersResponse::Ok(String::new()))
    }
}

fn main() {}
