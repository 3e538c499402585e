//! Server-Sent Events: one [`SseManager`] for all event streams of a server.
//!
//! Handlers decide who may listen to what, by returning a [`Subscription`]. The manager does the rest:
//! limits, heartbeats, replay after a reconnect, slow clients, and graceful ends. Any code with a handle can
//! publish, to everyone, to a [`Channel`] or to one [`Client`], and never waits for a listener.
//!
//! ```
//! use contract_runtime::sse::{EventSet, PublishError, SseManager, Subscription};
//!
//! struct Shipped { order: u64 }
//!
//! impl EventSet for Shipped {
//!     fn name(&self) -> &str {
//!         "shipped"
//!     }
//!     fn data(&self) -> Result<String, serde_json::Error> {
//!         serde_json::to_string(&serde_json::json!({ "order": self.order }))
//!     }
//! }
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
//! let sse = SseManager::new();
//! let channel = sse.channel::<Shipped>("orders");
//!
//! // What the generated code of a route does: note where the stream begins, ask the handler, attach.
//! let request = http::Request::get("/events").body(()).unwrap();
//! let (method, version, uri) = (request.method(), request.version(), request.uri());
//! let stream = sse.capture(method, version, uri, request.headers());
//! let response = sse.respond(Subscription::to(&channel).client("ann"), &stream);
//! assert_eq!(response.headers()["content-type"], "text/event-stream");
//!
//! channel.send(Shipped { order: 7 }).await?;
//! # Ok::<(), PublishError>(())
//! # }).unwrap();
//! ```
//!
//! # What channels can do
//!
//! | to get | write |
//! |---|---|
//! | several events seen as one | [`channel.send_all([a, b])`](Channel::send_all) |
//! | a publication that may be repeated | [`.send(event).idempotency_key("payment-7")`](Publish::idempotency_key) |
//! | an end: the last event closes the channel, its streams end, and a client that comes back gets what it lacks, or a `204` | [`.send(event).last()`](Publish::last), [`channel.close()`](Channel::close) |
//! | a new page that begins with history | [`Subscription::channel().last(50)`](Subscription::last), [`since`](Subscription::since) |
//! | a new page that begins with the current state | [`snapshot`](Subscription::snapshot), or exact to the event [`snapshot_as_of`](Subscription::snapshot_as_of) |
//! | for slow readers, the newest value of each key instead of a gap | [`SlowPolicy::Latest`] and [`.send(event).key("EURUSD")`](Publish::key) |
//! | readers that must see everything, or begin again | [`SlowPolicy::Close`] |
//! | another history, or a limit on the rate of publishing | [`ChannelOptions`], for all channels of a route |
//!
//! # What connections can be told
//!
//! | to get | write |
//! |---|---|
//! | an end when the token expires | [`Subscription::until`] |
//! | an end now, for somebody who was banned or has logged out | [`sse.client(id).close("banned")`](Client::close), on one channel [`channel.to(id).close("left")`](ChannelClient::close) |
//! | who is there | [`channel.occupancy()`](Channel::occupancy), [`channel.clients()`](Channel::clients), and for changes [`channel.presence()`](Channel::presence) |
//! | limits: in all, per client, per address, per second, of channels per connection | [`max_connections`](SseManagerBuilder::max_connections) and what follows it |
//! | the true address behind proxies | [`SseManagerBuilder::trusted_proxies`] |
//! | an end for good, when nothing more will come | a declared `204` from the handler, or [`channel.close()`](Channel::close) from the publisher: both stop an `EventSource` |
//! | heartbeats that a page can see | [`Subscription::heartbeat_event`] |
//! | lifetimes that do not all end together | [`SseManagerBuilder::timeout_jitter`] |
//! | fewer and larger writes, a little later | [`SseManagerBuilder::coalesce`] |
//! | an answer that old proxies do not hold back | [`SseManagerBuilder::padding`] |
//!
//! A client over a limit is refused, and no other one is disconnected to make room. A client that accepts more than event streams gets a
//! problem with `Retry-After`: `503` where the server is full, is shutting down, or is connected to too fast, `429` where the client or
//! its address has too many. An `EventSource` would give up for good on any of these, so it gets a `200` that only says when to come
//! back, and ends. Only a subscription with too many channels is a `400` for all clients, since coming back would not help.
//! [`Lifecycle::Refused`] and the metrics give the reason.
//!
//! # Pages of other origins
//!
//! An `EventSource` of another origin only needs the header `Access-Control-Allow-Origin`, and
//! `Access-Control-Allow-Credentials` if it sends cookies. A script that sends `Last-Event-ID` itself, and browsers that follow the newer
//! rules, ask first whether they may. With tower-http that is
//!
//! ```text
//! CorsLayer::new()
//!     .allow_origin("https://page.example".parse::<HeaderValue>()?)
//!     .allow_headers([HeaderName::from_static("last-event-id")])
//!     .allow_credentials(true)
//! ```
//!
//! around the router. The id may also be in the URL, as `?lastEventId=…`, which needs no permission. If there are both, the header
//! wins, since after a reconnect it is the newer one.
//!
//! # How it works
//!
//! An event is stored once, in the log of its audience, as the bytes that go on the wire. A connection
//! owns no queue: it is a cursor into the logs that it may read, and whatever is pending when its socket can
//! take something is sent as one piece of shared memory. Live delivery, replay and slow clients are therefore
//! one mechanism, and memory is that of the logs, which is bounded, plus a few words a connection.
//!
//! One lock gives each event its number and makes it visible, so the order of the numbers is the order in
//! which everybody sees the events, whatever logs they are in: one `Last-Event-ID` resumes any number of channels.
//! If something is no longer kept, or the id is not one of this server's, the client is sent an event named
//! `gap`, whose data is `{"reason": "expired" | "lagged" | "restarted" | "unknown", "from": id | null, "to": id}`:
//! what the client lacks was published after `from`, and up to `to`; what is still kept of that follows. So a client never wrongly believes that it
//! has seen everything.
//!
//! Publishers do not wake connections. They mark the log, and one task wakes the readers of all marked logs in
//! passes, so everything that is published during a pass is sent together in the next one.

mod attach;
mod builder;
mod channel;
mod drain;
mod engine;
mod format;
mod limits;
mod logs;
mod manager;
mod options;
mod presence;
mod publish;
pub(crate) mod reactor;
mod request;
mod response;
mod streams;
mod subscription;
mod sync;

pub use builder::SseManagerBuilder;
pub use channel::{Channel, ChannelClient, Client};
pub use engine::lifecycle::{Lifecycle, LifecycleEvents};
pub(crate) use engine::owners::Owner;
pub use engine::stats::{ConnectionStats, GapStats, Stats};
pub use format::id::{EventId, InvalidEventId};
pub use limits::admission::RefusalReason;
pub(crate) use limits::peer::Peer;
pub use limits::peer::TrustedProxies;
pub use limits::rate::PublishRate;
pub use logs::connection::{CloseReason, ConnectionId, ConnectionInfo};
pub use logs::delays::Delays;
pub use logs::event::{DecodeEvent, EventSet, PublishError};
pub(crate) use logs::log::FRAME;
pub use manager::SseManager;
pub use options::channel_options::ChannelOptions;
pub use options::history::History;
pub use options::slow::SlowPolicy;
pub use presence::{Occupancy, Presence, PresenceEvents};
pub use publish::{Publish, PublishAll, PublishTo};
pub use request::StreamRequest;
pub(crate) use request::says_close;
pub(crate) use response::Refused;
pub use streams::body::{BoxError, EventBody};
pub(crate) use streams::handover::Handover;
pub(crate) use streams::live::{Live, Next};
pub use subscription::Subscription;

#[cfg(test)]
mod tests;
