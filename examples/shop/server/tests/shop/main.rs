//! The shop as its clients see it: over sockets, with a database on disk.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests fail by panicking")]

mod accounts;
mod admin;
mod answers;
mod events;
mod export;
mod orders;
mod photos;
mod support;
