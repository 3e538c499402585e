use contract_runtime::{contract, Problem};

contract! {
    trait Api {
        count: { method: GET, path: "/count", responses: { 200: u64, 404: Problem } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn count(&self, (): (), _: ApiCountRequest) -> ApiCountResult {
        Ok(ApiCountResponse::Created(1))
    }
}

fn main() {}
