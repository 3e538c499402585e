use contract_runtime::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Failure {
    message: String,
}

contract! {
    trait Shop {
        common_responses: { 500: Failure, 406: Failure },

        good: { method: GET, path: "/good/{id}", path_params: { id: u32 }, responses: { 200: u8 } },
        other: { method: GET, path: "/other", responses: { 200: u8, 404: Failure } },
    }
}

struct App;

impl Shop for App {
    type Context = ();

    async fn good(&self, (): (), request: ShopGoodRequest) -> ShopGoodResult {
        let _: u32 = request.params.id;
        Ok(1.into())
    }

    async fn other(&self, (): (), _: ShopOtherRequest) -> ShopOtherResult {
        Ok(ShopOtherResponse::Ok(2))
    }
}

fn main() {
    let _ = ShopContract::router(App, &SseManager::new());
}
