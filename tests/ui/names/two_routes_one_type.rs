use contract_runtime::contract;

contract! {
    pub trait Api {
        get_v1: { method: GET, path: "/v1", responses: { 200: String } },
        get_v_1: { method: GET, path: "/v-1", responses: { 200: String } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn get_v1(&self, (): (), _: ApiGetV1Request) -> ApiGetV1Result {
        Ok(ApiGetV1Response::Ok(String::new()))
    }

    async fn get_v_1(&self, (): (), _: ApiGetV1Request) -> ApiGetV1Result {
        Ok(ApiGetV1Response::Ok(String::new()))
    }
}

fn main() {}
