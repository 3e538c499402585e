use contract_runtime::{contract, Problem};

struct Order {
    id: u64,
}

contract! {
    trait Api {
        list_orders: { method: GET, path: "/orders", responses: { 200: Vec<Order>, 404: Problem } },
        get_order: { method: GET, path: "/orders/{id}", path_params: { id: u64 }, responses: { 200: Order, 404: Problem } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn list_orders(&self, (): (), _: ApiListOrdersRequest) -> ApiListOrdersResult {
        Ok(ApiListOrdersResponse::Ok(vec![Order { id: 1 }]))
    }

    async fn get_order(&self, (): (), request: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(Order { id: request.params.id }))
    }
}

fn main() {}
