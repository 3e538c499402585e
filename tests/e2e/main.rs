//! The whole way: a contract, its implementation, a real server, real sockets.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod admission;
mod answers;
mod bodies;
mod bounds;
mod channel_names;
mod channels;
mod continues;
mod cookies;
mod corners;
mod cors;
mod described;
mod faults;
mod files;
mod generated;
mod generic;
mod groups;
mod headers;
mod http2;
mod invalid;
mod layers;
mod limits;
mod media;
mod mounts;
mod multipart;
mod optional_params;
mod own_answers;
mod patches;
mod paths;
mod prefixes;
mod queries;
mod replay;
mod requests;
mod schemas;
mod serve;
mod sets;
mod shared_errors;
mod shop;
mod shutdown;
mod sockets;
mod sole_answers;
mod streams;
mod testing;
mod values;
mod wire;
