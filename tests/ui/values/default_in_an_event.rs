use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order/events",
            responses: { 200: events { moved: { place: String = "here" } } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(Subscription::channel())
    }
}

fn main() {}
