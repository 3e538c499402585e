//! Helpers that several test programs share.

pub mod client;
pub mod server;
pub mod sse_decoder;
