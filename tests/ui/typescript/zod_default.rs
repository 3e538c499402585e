use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: POST,
            path: "/order",
            body: { page: z.coerce.number().int().min(1).default(1) },
            responses: { 200: String },
        },
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
