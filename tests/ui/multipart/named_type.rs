use contract_runtime::contract;
use contract_runtime::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Upload {
    title: String,
}

contract! {
    pub trait Api {
        add_photo: {
            method: POST,
            path: "/photos",
            content_type: "multipart/form-data",
            body: Upload,
            responses: { 204: () },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn add_photo(&self, (): (), _: ApiAddPhotoRequest) -> ApiAddPhotoResult {
        Ok(ApiAddPhotoResponse::NoContent)
    }
}

fn main() {}
