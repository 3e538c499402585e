use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        follow: {
            method: GET,
            path: "/events",
            responses: { 200: events { started: String, ended: u64 } },
        },
    }
}

struct App {
    events: ApiEvents,
}

impl App {
    async fn start(&self) {
        let _ = self.events.follow().send(String::new().into()).await;
    }
}

impl Api for App {
    async fn follow(&self, _: Self::Context, _: ApiFollowRequest) -> ApiFollowResult {
        self.start().await;
        Ok(Subscription::channel())
    }
}

fn main() {}
