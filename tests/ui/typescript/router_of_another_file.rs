use contract_runtime::contract;

contract! {
    pub trait Api {
        admin: adminContract,
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
    }
}

mod admin {
    contract_runtime::contract! {
        pub trait Admin {
            ban_user: {
                method: POST,
                path: "/users/{id}/ban",
                responses: { 204: () },
            },
        }
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }
}

fn main() {}
