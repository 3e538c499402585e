use contract_runtime::contract;

struct Order {
    id: u64,
}

contract! {
    trait Api {
        create_order: { method: POST, path: "/orders", body: { order: Order, note: String }, responses: { 201: { order: Order } } },
        list_orders: { method: GET, path: "/orders", responses: { 200: { orders: Vec<Order>, last: Option<Order> } } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn create_order(&self, (): (), request: ApiCreateOrderRequest) -> ApiCreateOrderResult {
        Ok(ApiCreateOrderCreatedBody { order: request.body.order }.into())
    }

    async fn list_orders(&self, (): (), _: ApiListOrdersRequest) -> ApiListOrdersResult {
        Ok(ApiListOrdersOkBody { orders: vec![Order { id: 1 }], last: None }.into())
    }
}

fn main() {}
