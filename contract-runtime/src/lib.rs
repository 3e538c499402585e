//! Contract-first APIs for [axum], with typed, resumable Server-Sent Events.
//!
//! [axum]: https://docs.rs/axum
//!
//! [`contract!`] turns a declaration of routes into a trait to implement, types for requests, answers and events, a
//! router, and a publisher of events. An implementation that does not match the contract does not compile.
//!
//! ```
//! use contract_runtime::prelude::*;
//!
//! contract! {
//!     /// A clock that can be read and followed.
//!     pub trait Clock {
//!         /// What time is it?
//!         read: {
//!             method: GET,
//!             path: "/time",
//!             responses: { 200: { hour: u8 } },
//!         },
//!
//!         /// Every tick as it happens.
//!         follow: {
//!             method: GET,
//!             path: "/ticks",
//!             headers: { content_type: "text/event-stream" },
//!             responses: { 200: events { tick: { hour: u8 } } },
//!         },
//!     }
//! }
//!
//! struct Grandfather;
//!
//! impl Clock for Grandfather {
//!     type Context = ();
//!
//!     async fn read(&self, _: (), _: ClockReadRequest) -> ClockReadResult {
//!         Ok(ClockReadOkBody { hour: 12 }.into())
//!     }
//!
//!     async fn follow(&self, _: (), _: ClockFollowRequest) -> ClockFollowResult {
//!         Ok(Subscription::channel())
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), contract_runtime::sse::PublishError> {
//! let sse = SseManager::new();
//! let router = ClockContract::router(Grandfather, &sse);
//! ClockEvents::new(&sse).follow().send(ClockFollowTick { hour: 1 }.into()).await?;
//! # let _: contract_runtime::axum::Router = router;
//! # Ok(())
//! # }
//! ```
//!
//! # What is where
//!
//! - [`contract!`]: the language, and what it generates.
//! - [`guide`]: event streams in practice, one chapter per task, from the page to the proxy.
//! - [`sse`]: the engine of event streams. [`SseManager`] holds them all; a stream's handler returns a [`Subscription`].
//! - [`Problem`]: error bodies. The runtime's own answers (400, 404, 405, 406, 412, 413, 415, 416, 500, 503) are problems too, and an
//!   invalid request is answered with all its faults at once ([`Fault`]).
//! - [`answers`]: what routes answer that have one answer for when all goes well.
//! - [`InternalExt::internal`]: turns any error into a logged `500` that shows nothing.
//! - [`serve`]: a router on a socket, with a graceful shutdown of its streams.
//! - [`testing`]: reads the events of a stream in a test.
//!
//! # What it needs
//!
//! Rust 1.95 or later, and a Tokio runtime. The types in a contract derive the traits of [serde](https://docs.rs/serde) 1 and
//! [schemars](https://docs.rs/schemars) 1, and contexts are extractors of [axum] 0.8. An application depends on serde and schemars itself, since
//! their derives name these crates; the versions that fit are re-exported here. On Unix, [`serve`] writes event streams with threads of its
//! own; elsewhere tasks write them, and everything else is the same.
//!
//! Whatever goes wrong, above all the errors behind a `500`, is logged with [tracing](https://docs.rs/tracing): without a subscriber, such as that of
//! tracing-subscriber, nobody sees it.
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `metrics` | no | the module `metrics`: counters and gauges of managers and servers, for any recorder of the `metrics` crate |
//! | `prometheus` | no | a page of these for Prometheus; it includes `metrics` |

#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
mod answered;
pub mod answers;
mod causes;
mod contract_items;
mod derived;
mod from_body;
#[cfg(any(doc, doctest))]
pub mod guide;
mod http;
mod info;
mod internal;
mod metadata;
#[cfg(feature = "metrics")]
pub mod metrics;
mod mounts;
mod multipart;
mod object;
mod own_answer;
mod patch;
mod payload;
mod publisher;
mod ranged;
mod raw;
mod request_data;
mod route;
mod security;
#[cfg(feature = "metrics")]
mod series;
mod server;
pub mod sse;
pub mod testing;

#[doc = include_str!("contract.md")]
pub use contract_macros::contract;

pub use crate::from_body::{FromBody, NotRead};
pub use crate::http::{
    CombinedErrors, Fault, InvalidRequest, PartErrors, PartIssue, Place, Problem, ProblemDetails,
};
pub use crate::info::ContractInfo;
pub use crate::internal::{Internal, InternalExt};
pub use crate::multipart::{File, FileReader, Multipart, MultipartError, Part};
pub use crate::patch::Patch;
pub use crate::payload::Payload;
pub use crate::raw::{Body, RawBody};
pub use crate::request_data::{FieldDefault, RequestHeader};
pub use crate::route::{Answer, Route, Verb};
pub use crate::security::{OAuth2Flow, Scheme, SchemeKind, Security};
pub use crate::server::{Listener, Serve, StayWithTask, bind, not_found, serve};
pub use crate::sse::{SseManager, Subscription};

pub use bytes::Bytes;
pub use {axum, schemars, serde, serde_json};

/// What most files with a contract need: `use contract_runtime::prelude::*;`.
pub mod prelude {
    pub use crate::{InternalExt, Problem, Security, SseManager, Subscription, contract};
}

/// Keeps the code of the README true.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
