//! The contract of a shop: what its server and its clients agree on, and nothing else.
//!
//! [`Shop`] is the whole of it, with [`admin::Admin`] mounted below. The server implements the traits; who reads this
//! crate knows every request, answer and event without reading the server.

mod access;
mod accounts;
pub mod admin;
mod answers;
mod bounds;
mod orders;
mod products;
mod shop;

pub use crate::access::Access;
pub use crate::accounts::{Account, Challenge, Credentials, Name, Password, Role, Token};
pub use crate::answers::{Question, Usage, Word};
pub use crate::bounds::{Number, OutOfBounds, Text};
pub use crate::orders::{
    Cancelled, Delivered, IdempotencyKey, NewLine, NewOrder, Order, OrderId, OrderLine, Quantity, Shipped,
    Status,
};
pub use crate::products::{Cents, Product, ProductId};
pub use crate::shop::*;
