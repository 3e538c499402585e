use contract_runtime::contract;

contract! {
    pub trait Api {
        derive: [Clone, PartialEq, Eq, PartialOrd, Ord, Hash],

        get_order: {
            method: GET,
            path: "/order",
            query: { page: u32 },
            responses: { 200: { count: u32, names: Strings }, 404: String },
        },
        count_orders: { method: GET, path: "/orders", query: { page: u32 }, responses: { 200: u32 } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        let _ = request.clone();
        Err(ApiGetOrderError::NotFound(String::new()))
    }

    async fn count_orders(&self, (): (), request: ApiCountOrdersRequest) -> ApiCountOrdersResult {
        Ok(request.clone().query.page.into())
    }
}

fn main() {}
