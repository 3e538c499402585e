use contract_runtime::contract;

contract! {
    pub trait Api {
        new: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn new(&self, (): (), _: ApiNewRequest) -> ApiNewResult {
        Ok(ApiNewResponse::Ok(String::new()))
    }
}

fn main() {}
