use contract_runtime::{SseManager, Subscription, contract};

contract! {
    pub trait Api {
        events OrderUpdate { shipped: String },
        follow: {
            method: GET,
            path: "/events",
            responses: { 200: events OrderUpdate },
        },
        follow_news: {
            method: GET,
            path: "/news",
            responses: { 200: events { shipped: String } },
        },
    }
}

struct App {
    events: ApiEvents,
}

impl Api for App {
    type Context = ();

    async fn follow(&self, (): (), _: ApiFollowRequest) -> ApiFollowResult {
        Ok(Subscription::channel().also(&self.events.follow_news()))
    }

    async fn follow_news(&self, (): (), _: ApiFollowNewsRequest) -> ApiFollowNewsResult {
        Ok(Subscription::channel())
    }
}

fn main() {
    let sse = SseManager::new();
    let _ = ApiContract::router(App { events: ApiEvents::new(&sse) }, &sse);
}
