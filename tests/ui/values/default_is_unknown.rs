use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            query: { page: u32 = first_page() },
            responses: { 200: String },
        },
    }
}

const fn first_pages() -> u32 {
    1
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(format!("{request:?}")))
    }
}

fn main() {}
