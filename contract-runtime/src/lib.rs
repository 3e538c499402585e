//! Contract-first APIs for axum, with typed, resumable Server-Sent Events.
//!
//! PLACEHOLDER: the crate's documentation.

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod http;
mod payload;
mod route;
mod server;
pub mod sse;

pub use crate::http::{Fault, InvalidRequest, Place, Problem};
pub use crate::payload::Payload;
pub use crate::route::{Answer, Route, Verb};
pub use crate::server::{Internal, InternalExt, Serve, not_found, serve};
pub use crate::sse::{SseManager, Subscription};

pub use contract_macros::contract;
pub use {axum, schemars, serde, serde_json};

/// What most files with a contract want: `use contract_runtime::prelude::*;`.
pub mod prelude {
    pub use crate::{InternalExt, Problem, SseManager, Subscription};
}
