use contract_runtime::contract;

contract! {
    pub trait Api {
        add_photo: {
            method: POST,
            path: "/photos",
            content_type: "multipart/form-data",
            body: { title: String, photo: contract_runtime::Multipart },
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
