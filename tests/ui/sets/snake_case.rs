use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        events order_update { shipped: String },
        follow: {
            method: GET,
            path: "/events",
            responses: { 200: events order_update },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn follow(&self, (): (), _: ApiFollowRequest) -> ApiFollowResult {
        Ok(Subscription::channel())
    }
}

fn main() {}
