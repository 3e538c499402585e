use contract_runtime::{Patch, contract};

struct Note;

contract! {
    pub trait Api {
        change_order: {
            method: PATCH,
            path: "/order",
            body: { note: Patch<Note> },
            responses: { 204: () },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn change_order(&self, (): (), _: ApiChangeOrderRequest) -> ApiChangeOrderResult {
        Ok(ApiChangeOrderResponse::NoContent)
    }
}

fn main() {}
