//! Helpers that several test programs share.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

pub mod answer;
pub mod client;
pub mod environment;
pub mod program;
pub mod server;
pub mod sse_decoder;
pub mod status;
pub mod way;
