//! What else there is: the lints that are on for contracts have nothing to say of it here.

#![allow(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::restriction,
    missing_copy_implementations,
    missing_docs,
    unreachable_pub,
    reason = "it is contracts that are looked at"
)]

use contract_runtime::schemars::JsonSchema;
use contract_runtime::{Body, Subscription};
use serde::{Deserialize, Serialize};

use super::contracts::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    pub text: String,
    pub numbers: [u64; 32],
}

/// In a contract alone that nobody serves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unseen {
    pub text: String,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    Short,
    Long,
}

#[derive(Debug, Serialize)]
pub enum Access {
    All,
}

pub struct App;

impl Served for App {
    type Context = ();

    async fn archive(&self, (): (), _: ServedArchiveRequest) -> ServedArchiveResult {
        Ok(ServedArchiveResponse::NoContent)
    }

    async fn follow(&self, (): (), _: ServedFollowRequest) -> ServedFollowResult {
        Ok(Subscription::channel())
    }

    async fn get(&self, (): (), _: ServedGetRequest) -> ServedGetResult {
        Ok(Note { text: String::new(), numbers: [0; 32] }.into())
    }

    async fn into_photo(&self, (): (), _: ServedIntoPhotoRequest) -> ServedIntoPhotoResult {
        Ok(Body::new("").into())
    }

    async fn to_csv(&self, (): (), _: ServedToCsvRequest) -> ServedToCsvResult {
        Err(ServedToCsvError::TooManyRequests(ServedTooManyRequestsBody { retry_after: 1 }))
    }

    async fn upload(&self, (): (), _: ServedUploadRequest) -> ServedUploadResult {
        Ok(ServedUploadResponse::NoContent)
    }
}
