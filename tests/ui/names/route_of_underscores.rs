use contract_runtime::contract;

contract! {
    pub trait Api {
        __: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
        other: {
            method: GET,
            path: "/other",
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn other(&self, (): (), _: ApiOtherRequest) -> ApiOtherResult {
        Ok(ApiOtherResponse::Ok(String::new()))
    }
}

fn main() {}
