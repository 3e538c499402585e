//! What is ordered, and what becomes of it.

use std::fmt;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::bounds::{Number, Text};
use crate::products::{Cents, ProductId};

/// An order's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct OrderId(pub u32);

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How far an order has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It is being packed, and can still be cancelled.
    Packing,
    /// It is on its way.
    Shipped,
    /// It has arrived.
    Delivered,
    /// It was cancelled.
    Cancelled,
}

impl Status {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Packing => "packing",
            Self::Shipped => "shipped",
            Self::Delivered => "delivered",
            Self::Cancelled => "cancelled",
        }
    }
}

/// How many of a product.
pub type Quantity = Number<1, 100>;

/// What a client calls a request to place an order, so that it may send it again: one key is one order.
pub type IdempotencyKey = Text<1, 100>;

/// An order to be placed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NewOrder {
    /// What is ordered: 1 to 100 lines; lines of one product are added up.
    pub lines: Vec<NewLine>,
}

/// A line of an order to be placed.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct NewLine {
    /// Which product.
    pub product: ProductId,
    /// How many of it.
    pub quantity: Quantity,
}

/// An order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its number.
    pub id: OrderId,
    /// How far it has come.
    pub status: Status,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
    /// What it costs in all.
    pub total_cents: Cents,
    /// The parcel's number, once there is a parcel.
    pub tracking: Option<String>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// When its status changed last.
    pub changed_at: Timestamp,
}

/// A line of an order.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrderLine {
    /// Which product.
    pub product: ProductId,
    /// What it was called.
    pub name: String,
    /// How many of it.
    pub quantity: u32,
    /// What one cost when it was ordered.
    pub price_cents: Cents,
}

/// An order left the house.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Shipped {
    /// Which one.
    pub order: OrderId,
    /// The parcel's number.
    pub tracking: String,
    /// When.
    pub at: Timestamp,
}

/// An order arrived.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Delivered {
    /// Which one.
    pub order: OrderId,
    /// When.
    pub at: Timestamp,
}

/// An order was cancelled.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Cancelled {
    /// Which one.
    pub order: OrderId,
    /// When.
    pub at: Timestamp,
}
