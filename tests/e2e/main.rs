//! The whole way: a contract, its implementation, a real server, real sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod answers;
mod bodies;
mod faults;
mod limits;
mod media;
mod patches;
mod queries;
mod requests;
mod serve;
mod shop;
mod streams;
mod wire;
