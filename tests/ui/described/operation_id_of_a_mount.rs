use contract_runtime::contract;

mod staff {
    use contract_runtime::contract;

    contract! {
        pub trait Staff {
            read: { method: GET, path: "/", responses: { 200: String } },
        }
    }
}

contract! {
    pub trait Api {
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
            operation_id: "staff.read",
        },
        list_orders: { method: GET, path: "/orders", responses: { 200: String } },
        staff: staff::Staff,
    }
}

struct App;

impl Api for App {
    type Context = ();
    type Staff = App;

    fn staff(&self) -> App {
        App
    }

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(ApiGetOrderResponse::Ok(String::new()))
    }

    async fn list_orders(&self, (): (), _: ApiListOrdersRequest) -> ApiListOrdersResult {
        Ok(ApiListOrdersResponse::Ok(String::new()))
    }
}

impl staff::Staff for App {
    type Context = ();

    async fn read(&self, (): (), _: staff::StaffReadRequest) -> staff::StaffReadResult {
        Ok(staff::StaffReadResponse::Ok(String::new()))
    }
}

fn main() {}
