//! Helpers that several test programs share.

pub mod sse_decoder;
