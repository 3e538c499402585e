use contract_runtime::contract;

contract! {
    pub trait Api {
        get_order: { method: GET, path: "/orders/{order}", responses: { 200: String } },
        put_order: { method: PUT, path: "/orders/{id}", responses: { 200: String } },
        drop_order: { method: DELETE, path: "/orders/{id}", responses: { 200: String } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(request.params.order))
    }

    async fn put_order(&self, (): (), request: ApiPutOrderRequest) -> ApiPutOrderResult {
        Ok(ApiPutOrderResponse::Ok(request.params.id))
    }

    async fn drop_order(&self, (): (), request: ApiDropOrderRequest) -> ApiDropOrderResult {
        Ok(ApiDropOrderResponse::Ok(request.params.id))
    }
}

fn main() {}
