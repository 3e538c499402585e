//! What tests of an implementation read answers with.
//!
//! [`events`] reads the events of a stream as what they are in the contract. The chapter [`testing`](crate::guide::testing) of the guide
//! shows how handlers and streams are tested without a socket.

mod decoder;
mod events;

pub use events::{Events, Gap, events};
