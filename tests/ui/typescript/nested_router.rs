use contract_runtime::contract;

contract! {
    pub trait Api {
        orders: c.router({
            get: { method: GET, path: "/order", responses: { 200: String } },
        }),
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn orders_get(&self, (): (), _: ApiOrdersGetRequest) -> ApiOrdersGetResult {
        Ok(ApiOrdersGetResponse::Ok(String::new()))
    }
}

fn main() {}
