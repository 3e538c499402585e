pub use contract_runtime::{Problem, Subscription};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! payloads {
    ($($name:ident)*) => {$(
        #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
        pub struct $name {
            pub id: u64,
        }
    )*};
}

payloads!(NewOrder Order Reason Shipped Delivered);

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct OrderId(pub u64);

pub mod api {
    contract_runtime::contract! {
        pub trait Admin {
            ban: { method: POST, path: "/bans", responses: { 204: () } },
        }
    }
}

pub struct Office;

impl api::Admin for Office {
    type Context = ();

    async fn ban(&self, (): (), _: api::AdminBanRequest) -> api::AdminBanResult {
        Ok(api::AdminBanResponse::NoContent)
    }
}
