use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: {
            method: POST,
            path: "/order",
            headers: z.object({ "x-key": z.string().optional() }),
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(request.headers.x_key))
    }
}

fn main() {}
