use contract_runtime::{Patch, contract};

type Note = Patch<String>;

contract! {
    pub trait Api {
        change_order: {
            method: PATCH,
            path: "/order",
            body: { title: Patch<String>, note: Note },
            responses: { 204: () },
        },
        change_user: {
            method: PATCH,
            path: "/user",
            body: { note: Note },
            responses: { 204: () },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn change_order(&self, (): (), request: ApiChangeOrderRequest) -> ApiChangeOrderResult {
        let _ = request.body.note.is_absent();
        Ok(ApiChangeOrderResponse::NoContent)
    }

    async fn change_user(&self, (): (), request: ApiChangeUserRequest) -> ApiChangeUserResult {
        let _ = request.body.note.is_absent();
        Ok(ApiChangeUserResponse::NoContent)
    }
}

fn main() {}
