use contract_runtime::{Subscription, contract};

contract! {
    pub trait Api {
        channel_prefix: shop_v2,

        news: {
            method: GET,
            path: "/news",
            responses: { 200: events { said: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn news(&self, (): (), _: ApiNewsRequest) -> ApiNewsResult {
        Ok(Subscription::channel())
    }
}

fn main() {}
