//! Types that the contracts here hold.

use contract_runtime::schemars::{self, JsonSchema};
use serde::{Deserialize, Serialize};

/// An order.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Order {
    /// What it is known by.
    pub id: OrderId,
    /// Where it is in its life.
    pub status: Status,
}

/// What an order is known by.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
pub struct OrderId(pub u64);

/// Where an order is in its life.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nobody has looked at it.
    Open,
    /// It is with the customer.
    Delivered,
}

/// What a list of orders is narrowed by.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub struct Filter {
    /// The status that an order must have.
    pub status: Option<Status>,
}
