//! What is sold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A product's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub struct ProductId(pub u32);

/// An amount of money, in cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Cents(pub u64);

/// Something that can be ordered.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Product {
    /// Its number.
    pub id: ProductId,
    /// What it is called.
    pub name: String,
    /// What there is to say about it.
    pub description: Option<String>,
    /// What one costs.
    pub price_cents: Cents,
    /// How many there are.
    pub stock: u32,
    /// Whether there is a photo of it.
    pub has_photo: bool,
}
