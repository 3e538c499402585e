use contract_runtime::{contract, Problem};

contract! {
    trait Api {
        common_responses: { 401: Problem },
        count: { method: GET, path: "/count", responses: { 200: u64 } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn count(&self, (): (), _: ApiCountRequest) -> ApiCountResult {
        let count = std::fs::read_to_string("orders")?.len() as u64;
        Ok(count.into())
    }
}

fn main() {}
