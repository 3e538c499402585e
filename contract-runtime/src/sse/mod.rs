//! Server-Sent Events: one manager for all event streams of a server.

mod body;
mod builder;
mod channel;
mod connection;
mod event;
mod id;
mod lifecycle;
mod manager;
mod request;
mod subscription;
mod wire;

pub use body::{BoxError, EventBody};
pub use builder::{History, SseManagerBuilder};
pub use channel::{Channel, ChannelClient, Client};
pub use connection::{CloseReason, ConnectionId, ConnectionInfo};
pub use event::{EventSet, PublishError};
pub use id::EventId;
pub use lifecycle::{Lifecycle, LifecycleEvents, RefusalReason};
pub use manager::SseManager;
pub use request::StreamRequest;
pub use subscription::Subscription;
