use contract_runtime::contract;

struct Total;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String with { x_total: Total } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok { body: String::new(), x_total: Total })
    }
}

fn main() {}
