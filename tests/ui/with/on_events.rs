use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: events { tick: () } with { x_total: u32 } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(contract_runtime::Subscription::channel())
    }
}

fn main() {}
