use contract_runtime::contract;

contract! {
    pub trait Api {
        responses Busy { 503: String },
        get_order: {
            method: GET,
            path: "/orders/{id}",
            responses: { 200: String, 404: String,
                /// Later.
                ..Busy },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        if request.params.id.is_empty() {
            return Err(ApiGetOrderError::NotFound("no order".to_owned()));
        }
        Ok(ApiGetOrderResponse::Ok(request.params.id))
    }
}

fn main() {}
