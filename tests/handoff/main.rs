//! How an event stream's connection leaves its task for the reactor, and comes back: clients that do what they like, layers of every kind,
//! and the same bytes either way.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests fail by panicking, and print what they did"
)]

mod client;
mod host;
#[cfg(unix)]
mod keys;
mod layers;
mod leaving;
mod partial;
mod pipelined;
mod requests;
mod runtimes;
mod same_bytes;
mod shutdown;
#[cfg(unix)]
mod unix;
