use contract_runtime::{contract, Subscription};

contract! {
    pub trait Api {
        follow: {
            method: GET,
            path: "/events",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events [shipped: String] },
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
