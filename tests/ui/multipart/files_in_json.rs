use contract_runtime::contract;
use contract_runtime::File;

contract! {
    pub trait Api {
        add_photo: {
            method: POST,
            path: "/photos",
            body: { title: String, photos: Vec<File> },
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
