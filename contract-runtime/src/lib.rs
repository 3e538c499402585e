//! Contract-first APIs for axum, with typed, resumable Server-Sent Events.

pub mod sse;
