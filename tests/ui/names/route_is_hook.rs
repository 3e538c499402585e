use contract_runtime::contract;

contract! {
    pub trait Api {
        invalid_request: {
            method: GET,
            path: "/order/{id}",
            path_params: { id: u8 },
            responses: { 200: String },
        },
        get_order: {
            method: GET,
            path: "/orders/{id}",
            path_params: { id: u8 },
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn invalid_request(&self, (): (), _: ApiInvalidRequestRequest) -> ApiInvalidRequestResult {
        Ok(ApiInvalidRequestResponse::Ok(String::new()))
    }

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }
}

fn main() {}
