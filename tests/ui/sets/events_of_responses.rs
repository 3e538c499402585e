use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        responses RateLimited { 429: u8 },
        follow: {
            method: GET,
            path: "/events",
            responses: { 200: events RateLimited },
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
