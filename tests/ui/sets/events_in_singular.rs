use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        event OrderUpdate { shipped: String },

        follow: {
            method: GET,
            path: "/orders/events",
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

fn publish(events: &ApiEvents) {
    let _ = events.follow().send(OrderUpdate::Shipped(String::new()));
}

fn main() {}
