use contract_runtime::{Bytes, contract};

contract! {
    pub trait Api {
        upload: {
            method: POST,
            path: "/files",
            body: Bytes,
            responses: { 204: () },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn upload(&self, (): (), request: ApiUploadRequest) -> ApiUploadResult {
        drop(request.body);
        Ok(ApiUploadResponse::NoContent)
    }
}

fn main() {}
