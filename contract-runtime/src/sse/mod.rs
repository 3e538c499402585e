//! Server-Sent Events: one manager for all event streams of a server.

mod attach;
mod body;
mod builder;
mod channel;
mod connection;
mod cursor;
mod deliver;
mod doorbell;
mod engine;
mod entries;
mod event;
mod history;
mod hub;
mod id;
mod lifecycle;
mod log;
mod manager;
mod places;
mod registry;
mod request;
mod response;
mod runs;
mod subscription;
mod sync;
mod waiter;
mod wheel;
mod wire;

pub use body::{BoxError, EventBody};
pub use builder::SseManagerBuilder;
pub use channel::{Channel, ChannelClient, Client};
pub use connection::{CloseReason, ConnectionId, ConnectionInfo};
pub use event::{EventSet, PublishError};
pub use history::History;
pub use id::EventId;
pub use lifecycle::{Lifecycle, LifecycleEvents, RefusalReason};
pub use manager::SseManager;
pub use request::StreamRequest;
pub use subscription::Subscription;

#[cfg(test)]
mod tests;
