use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        follow: {
            method: GET,
            path: "/events",
            responses: { 200: stream { tick: u64, "order.gone": { id: u64 } } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn follow(&self, (): (), _: ApiFollowRequest) -> ApiFollowResult {
        let gone = ApiFollowOrderGone { id: 1 };
        let events: [ApiFollowEvent; 2] = [ApiFollowEvent::Tick(1), gone.into()];
        Ok(Subscription::channel().snapshot(events))
    }
}

fn main() {}
