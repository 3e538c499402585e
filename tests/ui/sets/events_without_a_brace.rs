use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        events OrderUpdate,
        follow: {
            method: GET,
            path: "/events",
            responses: { 200: events OrderUpdate },
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
