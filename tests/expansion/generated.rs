//! Types with derives, with names of another beginning and with other names on the wire.

use contract_runtime::{Body, Problem, Subscription, contract};

contract! {
    /// A market.
    pub trait Market {
        derive: [Clone, PartialEq, ::core::cmp::Eq, Hash],
        type_prefix: Stall,
        rename_all: "SCREAMING-KEBAB-CASE",
        common_responses: { 429: { retry_after: u8 }, 401: Problem with { www_authenticate: String } },

        buy: {
            method: POST,
            path: "/fruits/{fruit_id}",
            query: { max_price: u8 = 9, "in_stock": Option<bool> },
            headers: { idempotency_key: u8 },
            cookies: { session_id: String },
            body: { how_many: u8, r#type: Vec<String> },
            responses: { 201: { total_price: u8 } with { location: String }, 204: () },
        },
        follow: { method: GET, path: "/events", responses: { 200: events { price_set: { new_price: u8 }, closed: () } } },
        photo: { method: GET, path: "/photo", responses: { 200: "image/*" => Body, 404: { why_not: String } } },
    }
}

contract! {
    /// A market whose types are called after its routes alone.
    trait Bare {
        type_prefix: _,
        derive: [],

        sell: { method: POST, path: "/", body: { how_many: u8 }, responses: { 204: () } },
    }
}

mod derives {
    /// Nobody knows what it gives, so that types of the runtime's can't have it.
    pub(super) use ::core::clone::Clone as Twofold;
}

contract! {
    /// A market with a derive that is not called as one of the standard library's.
    trait Twin {
        derive: [derives::Twofold],

        sell: { method: POST, path: "/", body: { how_many: u8 }, responses: { 200: Vec<u8> } },
    }
}

#[test]
fn a_derive_of_any_kind_is_had_by_enums_of_routes() {
    use TwinSellResponse::Ok as Sold;

    let response: TwinSellResponse = vec![1].into();
    let Sold(held) = response.clone();
    assert_eq!(held, [1]);
}

/// Says the least.
#[derive(Debug)]
pub struct App;

impl Market for App {
    type Context = ();

    async fn buy(&self, (): (), request: StallBuyRequest) -> StallBuyResult {
        if request.clone() == request {
            Ok(StallBuyResponse::NoContent)
        } else {
            Err(StallTooManyRequestsBody { retry_after: 1 }.into())
        }
    }

    async fn follow(&self, (): (), _: StallFollowRequest) -> StallFollowResult {
        Ok(Subscription::channel())
    }

    async fn photo(&self, (): (), _: StallPhotoRequest) -> StallPhotoResult {
        Err(StallPhotoNotFoundBody { why_not: String::new() }.into())
    }
}

impl Bare for App {
    type Context = ();

    async fn sell(&self, (): (), request: SellRequest) -> SellResult {
        let SellBody { how_many: _ } = request.body;
        Ok(SellResponse::NoContent)
    }
}
