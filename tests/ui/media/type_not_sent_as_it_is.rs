use contract_runtime::contract;

#[derive(Debug)]
struct Order;

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: "text/csv" => Order, 404: "text/csv" => Order },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(Order))
    }
}

fn main() {}
