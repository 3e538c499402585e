//! A server process that is stopped, killed, starved of file descriptors, and cut off.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "tests fail by panicking, and print what they measured"
)]
#![cfg(unix)]

#[cfg(target_os = "linux")]
mod cable;
mod descriptors;
mod follower;
mod origin;
mod restart;
mod shutdown;
