use contract_runtime::{contract, Problem};

contract! {
    trait Api {
        names: { method: GET, path: "/names", responses: { 200: Vec<String>, 404: Problem } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn names(&self, (): (), _: ApiNamesRequest) -> ApiNamesResult {
        Ok(vec!["me".to_owned()])
    }
}

fn main() {}
