use contract_runtime::contract;

contract! {
    pub trait Api {
        match: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn r#match(&self, (): (), _: ApiMatchRequest) -> ApiMatchResult {
        Ok(ApiMatchResponse::Ok(String::new()))
    }
}

fn main() {}
