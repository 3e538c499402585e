//! What must hold of every input. Each function takes any bytes, sends them to a contract's router, and panics where the answer
//! is not one that the contract allows.

mod contract;
mod targets;

pub use targets::{multipart, problem, query};
