use contract_runtime::contract;

contract! {
    pub trait Api {
        responses RateLimited { 429: String, 429: String },
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String, ..RateLimited },
        },
    }
}

fn is_free() -> Result<(), RateLimited> {
    Ok(())
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        is_free()?;
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }
}

fn main() {}
