//! What the staff may do: a contract of its own, mounted below [`Shop`](crate::Shop).

use std::collections::BTreeMap;

use contract_runtime::prelude::*;
use contract_runtime::{File, Patch};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::access::Access;
use crate::accounts::{Challenge, Name, Role};
use crate::bounds::{Number, Text};
use crate::products::{Cents, Product, ProductId};

contract! {
    /// Running the shop.
    pub trait Admin {
        path_prefix: "/admin",
        metadata: Access::Only(Role::Admin),
        common_responses: {
            /// Nobody is signed in, or not any more.
            401: Problem with { www_authenticate: Challenge },
            /// The account is not an administrator's.
            403: Problem,
        },

        stats: {
            method: GET,
            path: "/stats",
            responses: { 200: Stats },
            summary: "Say how the shop is doing",
        },

        /// The user's sign-ins end, and so do the event streams that are open.
        ban_user: {
            method: PUT,
            path: "/users/{name}/ban",
            path_params: { name: Name },
            responses: {
                204: (),
                /// Nobody has this name.
                404: Problem,
                /// It is the caller's own.
                409: Problem,
            },
            summary: "Ban a user",
        },

        change_product: {
            method: PATCH,
            path: "/products/{id}",
            path_params: { id: ProductId },
            content_type: "application/merge-patch+json",
            body: {
                name: Option<Text<1, 100>>,
                /// `null` takes it away.
                description: Patch<Text<1, 2000>>,
                "priceCents": Option<Number<1, 10_000_000>>,
                stock: Option<u32>,
            },
            responses: {
                200: Product,
                404: Problem,
            },
            summary: "Change what is said of a product",
        },

        set_photo: {
            method: PUT,
            path: "/products/{id}/photo",
            path_params: { id: ProductId },
            content_type: "multipart/form-data",
            body: {
                /// A PNG, a JPEG or a WebP.
                photo: File,
            },
            body_limit: 5 << 20,
            responses: {
                204: (),
                404: Problem,
                /// It is a file of another kind.
                422: Problem,
            },
            summary: "Show what a product looks like",
        },
    }
}

/// How the shop is doing.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// How many accounts there are.
    pub accounts: u32,
    /// How many orders there are of each status.
    pub orders: BTreeMap<String, u32>,
    /// What was sold, without what was cancelled.
    pub revenue_cents: Cents,
    /// How many event streams are open.
    pub streams: usize,
}
