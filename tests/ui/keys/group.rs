use contract_runtime::contract;

contract! {
    pub trait Api {
        users: { path: "/users", responses: { 200: String } },
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn users(&self, (): (), _: ApiUsersRequest) -> ApiUsersResult {
        Ok(ApiUsersResponse::Ok(String::new()))
    }

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }
}

fn main() {}
