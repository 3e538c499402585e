//! Server-Sent Events: one [`SseManager`] for all event streams of a server.
//!
//! Handlers decide who may listen to what, by answering with a [`Subscription`]. The manager does the rest:
//! limits, heartbeats, replay after a reconnect, slow clients, and the polite end. Whatever has a handle
//! publishes, to everyone, to a [`Channel`] or to one [`Client`], and never waits for a listener.
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
//! | wanted | said |
//! |---|---|
//! | several events seen as one | [`channel.send_all([a, b])`](Channel::send_all) |
//! | a publication that may be repeated | [`.send(event).idempotency_key("payment-7")`](Publish::idempotency_key) |
//! | an end: the last event closes the channel, its streams end, and who comes back has it all or is told `204` | [`.send(event).last()`](Publish::last), [`channel.close()`](Channel::close) |
//! | a new page that begins with what was | [`Subscription::channel().last(50)`](Subscription::last), [`since`](Subscription::since) |
//! | a new page that begins with what is | [`snapshot`](Subscription::snapshot), or to the very event [`snapshot_as_of`](Subscription::snapshot_as_of) |
//! | of what a slow reader has missed the newest value of each key, and no gap | [`SlowPolicy::Latest`] and [`.send(event).key("EURUSD")`](Publish::key) |
//! | readers that must see all, or begin anew | [`SlowPolicy::Close`] |
//! | another history, or a bound on the rate of publishing | [`ChannelOptions`], for all channels of a route |
//!
//! # What connections can be told
//!
//! | wanted | said |
//! |---|---|
//! | an end with the token, to the second | [`Subscription::until`] |
//! | an end now, for who was banned or has logged out | [`sse.client(id).close("banned")`](Client::close), on one channel [`channel.to(id).close("left")`](ChannelClient::close) |
//! | who is there | [`channel.occupancy()`](Channel::occupancy), [`channel.clients()`](Channel::clients), and as it changes [`channel.presence()`](Channel::presence) |
//! | limits: in all, a client, an address, a second, channels a connection | [`max_connections`](SseManagerBuilder::max_connections) and what follows it |
//! | the true address behind proxies | [`SseManagerBuilder::trusted_proxies`] |
//! | an end for good, of what will never come | a declared `204` by the handler that knows, or [`channel.close()`](Channel::close) by who publishes: both stop an `EventSource` |
//! | heartbeats that a page can see | [`Subscription::heartbeat_event`] |
//! | lifetimes that do not end together | [`SseManagerBuilder::timeout_jitter`] |
//! | fewer and larger writes, a little later | [`SseManagerBuilder::coalesce`] |
//! | an answer that old proxies do not hold back | [`SseManagerBuilder::padding`] |
//!
//! Whoever is over a limit is refused, and nobody is ended to make room. A client that reads anything but event streams gets a
//! problem with `Retry-After`: `503` where the server is full, is shutting down, or is connected to too fast, `429` where the client or
//! its address has too many. An `EventSource` would give up for good on any of these, so it gets a `200` that only says when to come
//! back, and ends. Only a subscription with too many channels is a `400` for all, since coming back would not help.
//! [`Lifecycle::Refused`] and the metrics tell the reason.
//!
//! # Pages of other origins
//!
//! An `EventSource` of another origin needs nothing but the leave of `Access-Control-Allow-Origin`, and
//! `Access-Control-Allow-Credentials` where it sends cookies. A script that resumes by a header of its own, and browsers by the newer
//! rules, ask first whether they may send `Last-Event-ID`. With tower-http that is
//!
//! ```text
//! CorsLayer::new()
//!     .allow_origin("https://page.example".parse::<HeaderValue>()?)
//!     .allow_headers([HeaderName::from_static("last-event-id")])
//!     .allow_credentials(true)
//! ```
//!
//! around the router. The id may also stand in the address, as `?lastEventId=…`, which nobody asks about; where there are both, the header
//! wins, since after a reconnect it is the newer one.
//!
//! # How it works
//!
//! What is published goes into the log of its audience, once, as the bytes that go on the wire. A connection
//! owns no queue: it is a cursor into the logs that it may read, and whatever is pending when its socket can
//! take something leaves as one piece of shared memory. Live delivery, replay and slow clients are therefore
//! one mechanism, and memory is that of the logs, which is bounded, plus a few words a connection.
//!
//! One lock gives each event its number and makes it visible, so that the order of the numbers is the order in
//! which anybody sees the events, in whatever logs they are: one `Last-Event-ID` resumes any number of channels.
//! Where something is no longer kept, or the id is not one of this server's, the client is sent an event named
//! `gap`, whose data is `{"reason": "expired" | "lagged" | "restarted" | "unknown", "from": id | null, "to": id}`:
//! what the connection lacks was published after `from`, and up to `to`; what is kept of that follows. It is never left to believe that it
//! has seen all.
//!
//! Publishers do not wake connections. They mark the log, and one task wakes the readers of all marked logs in
//! passes, so that what is published during a pass goes out together in the next one.

mod admission;
mod attach;
mod audience;
#[cfg(feature = "metrics")]
mod background;
mod body;
mod builder;
mod channel;
mod channel_options;
mod chunk;
mod connection;
mod cursor;
mod deliver;
mod deliverers;
mod doorbell;
mod drain;
mod engine;
mod entries;
mod entry;
mod event;
mod gap;
mod handover;
mod history;
mod hub;
mod id;
mod idempotency;
mod keys;
mod lifecycle;
mod live;
mod log;
mod manager;
mod members;
mod meter;
mod options;
mod owners;
mod peer;
mod places;
mod presence;
mod publication;
mod publish;
mod rate;
pub(crate) mod reactor;
mod recency;
mod recent;
mod registry;
#[cfg(feature = "metrics")]
mod report;
mod request;
mod response;
mod retry;
mod revocations;
mod roster;
mod runs;
mod slow;
mod spares;
mod stamp;
mod start;
mod stats;
mod subscription;
mod sync;
mod values;
mod waiter;
mod watchers;
mod wheel;
mod wire;

pub use admission::RefusalReason;
pub use body::{BoxError, EventBody};
pub use builder::SseManagerBuilder;
pub use channel::{Channel, ChannelClient, Client};
pub use channel_options::ChannelOptions;
pub use connection::{CloseReason, ConnectionId, ConnectionInfo};
pub use event::{EventSet, PublishError};
pub(crate) use handover::Handover;
pub use history::History;
pub use id::{EventId, InvalidEventId};
pub use lifecycle::{Lifecycle, LifecycleEvents};
pub(crate) use live::{Live, Next};
pub use manager::SseManager;
pub(crate) use owners::Owner;
pub(crate) use peer::Peer;
pub use peer::TrustedProxies;
pub use presence::{Occupancy, Presence, PresenceEvents};
pub use publish::{Publish, PublishAll, PublishTo};
pub use rate::PublishRate;
pub use request::StreamRequest;
pub(crate) use request::says_close;
pub(crate) use response::Refused;
pub use slow::SlowPolicy;
pub use stats::{ConnectionStats, Delays, GapStats, Stats};
pub use subscription::Subscription;

#[cfg(test)]
mod tests;
