use contract_runtime::contract;

struct Order;

contract! {
    pub trait Api {
        save_order: {
            method: POST,
            path: "/order",
            content_type: "application/x-www-form-urlencoded",
            body: Order,
            responses: { 204: () },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn save_order(&self, (): (), _: ApiSaveOrderRequest) -> ApiSaveOrderResult {
        Ok(ApiSaveOrderResponse::NoContent)
    }
}

fn main() {}
