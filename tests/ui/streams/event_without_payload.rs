use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        follow: {
            method: GET,
            path: "/events",
            responses: { 200: events { started, ended: u64 } },
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
    type Context = ();

    async fn follow(&self, (): (), _: ApiFollowRequest) -> ApiFollowResult {
        self.start().await;
        Ok(Subscription::channel())
    }
}

fn main() {}
