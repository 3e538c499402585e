use contract_runtime::{contract, Subscription};

contract! {
    pub trait Api {
        prices: {
            method: GET,
            path: "/prices",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { price: String } },
        },

        configure_prices: {
            method: GET,
            path: "/settings",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { set: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn prices(&self, (): (), _: ApiPricesRequest) -> ApiPricesResult {
        Ok(Subscription::channel())
    }

    async fn configure_prices(&self, (): (), _: ApiConfigurePricesRequest) -> ApiConfigurePricesResult {
        Ok(Subscription::channel())
    }
}

fn main() {}
