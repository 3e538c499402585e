//! A server process that is stopped, killed, starved of file descriptors, and cut off, and whose clock is set.
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
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod clock;
mod descriptors;
mod follower;
mod origin;
mod restart;
mod shutdown;
#[cfg(target_os = "linux")]
mod untaken;
