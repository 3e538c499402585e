//! The manager: the one place where connections are attached and events are published.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Method, Response, Uri, Version};
use serde::Serialize;

use super::attach;
use super::channel::{Channel, Client};
use super::drain;
use super::engine::Engine;
use super::engine::lifecycle::LifecycleEvents;
use super::engine::owners::Owner;
use super::engine::stats::Stats;
use super::limits::peer::Peer;
use super::logs::connection::{CloseReason, ConnectionId, ConnectionInfo};
use super::logs::event::{EventSet, encode_data};
use super::logs::log::LogName;
use super::logs::publication::Publication;
use super::options::Options;
use super::options::channel_options::ChannelOptions;
use super::publish::PublishTo;
use super::request::StreamRequest;
use super::streams::body::EventBody;
use super::subscription::Subscription;

/// Holds the event streams of a server: who is connected, what was published, and how both come together.
///
/// A handle, cheap to clone; all clones are the same manager.
///
/// ```
/// # async fn example() -> Result<(), contract_runtime::sse::PublishError> {
/// use std::time::Duration;
/// use contract_runtime::sse::SseManager;
///
/// let sse = SseManager::builder()
///     .max_connections(100)
///     .connection_timeout(Duration::from_secs(60))
///     .build();
/// sse.send("message", "Hello, world!").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SseManager {
    engine: Arc<Engine>,
}

impl SseManager {
    pub(crate) fn with_options(options: Options) -> Self {
        Self { engine: Arc::new(Engine::new(options)) }
    }

    /// Publishes an event to everyone: to all connections that are subscribed to any channel, present and
    /// resuming. (Streams made for one request carry their own events alone.)
    ///
    /// The data is encoded at once; it is published when the future is first polled, so await it. The engine in
    /// memory never waits for anything, least of all for slow clients.
    ///
    /// # Errors
    /// [`PublishError`](super::PublishError), and then no client has seen anything of it.
    pub fn send<T>(&self, event: &str, data: &T) -> PublishTo
    where
        T: Serialize + ?Sized,
    {
        let block = encode_data(event, data, self.engine.options.max_event_bytes);
        let publication = block.map(|block| Publication::new(LogName::Everyone, None, block));
        PublishTo::new(Arc::clone(&self.engine), publication)
    }

    /// All connections of one client id: those whose subscription was given it by [`Subscription::client`].
    pub fn client(&self, client: impl fmt::Display) -> Client {
        Client::new(Arc::clone(&self.engine), client.to_string().into())
    }

    /// The channel of a name. Contracts generate a publisher that names the channels of its routes.
    pub fn channel<E: EventSet>(&self, name: impl Into<String>) -> Channel<E> {
        Channel::new(Arc::clone(&self.engine), name.into().into())
    }

    /// Who has the channels whose names begin with `prefix`: `owner`, where nobody had them.
    pub(crate) fn own(&self, prefix: &'static str, owner: Owner) -> Owner {
        self.engine.owners.own(prefix, owner)
    }

    /// Sets options for a family of channels: those whose name up to its first `/` is `family`. They hold from now
    /// on, also for channels that do not exist yet. The publisher that `contract!` generates has a method for it a
    /// stream, which names the family.
    ///
    /// ```
    /// use contract_runtime::sse::{ChannelOptions, SlowPolicy, SseManager};
    ///
    /// let sse = SseManager::new();
    /// // "prices", "prices/eur", "prices/usd", …
    /// sse.configure("prices", ChannelOptions::new().slow(SlowPolicy::latest()));
    /// ```
    ///
    /// # Panics
    /// When there is a `/` in `family`: it would be that of no channel.
    pub fn configure(&self, family: &str, options: ChannelOptions) {
        assert!(!family.contains('/'), "a family is the part of a channel's name before its first '/'");
        self.engine.hub.configure(family, options, self.engine.now());
    }

    /// Takes from a request's head what [`respond`](Self::respond) needs of it. To be called before a handler looks
    /// at its state: what is published from now on is not lost to the connection.
    pub fn capture(
        &self,
        method: &Method,
        version: Version,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> StreamRequest {
        StreamRequest::new(&self.engine, method, version, uri, headers)
    }

    /// Like [`capture`](Self::capture), of a request whose peer is known: the other end of its socket. Where it comes from is
    /// what the [trusted proxies](super::SseManagerBuilder::trusted_proxies) say, or the peer.
    pub fn capture_from(
        &self,
        peer: IpAddr,
        method: &Method,
        version: Version,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> StreamRequest {
        self.capture_peer(Peer::Address(peer), method, version, uri, headers)
    }

    pub(crate) fn capture_peer(
        &self,
        peer: Peer,
        method: &Method,
        version: Version,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> StreamRequest {
        let proxies = self.engine.options.trusted_proxies.as_ref();
        let address = proxies.map_or(peer.address(), |proxies| proxies.origin(peer, headers));
        StreamRequest { address, ..self.capture(method, version, uri, headers) }
    }

    /// Answers a request with a stream, or with the refusal that its client can act on.
    ///
    /// # Panics
    /// Outside of a Tokio runtime, which the delivery runs on.
    pub fn respond<E: EventSet>(
        &self,
        subscription: Subscription<E>,
        request: &StreamRequest,
    ) -> Response<EventBody> {
        attach::respond(&self.engine, subscription.into_plan(), request)
    }

    /// The open connections, in the order of their attachment.
    pub fn connections(&self) -> Vec<ConnectionInfo> {
        self.engine.registry.all().iter().map(|connection| connection.info()).collect()
    }

    /// How many connections are open.
    pub fn connection_count(&self) -> usize {
        self.engine.registry.count()
    }

    /// Ends a connection politely: the client is told when to come back, and the response ends. False when it
    /// was not open. (All connections of a client: [`client(id).close(why)`](Client::close).)
    pub fn detach(&self, id: ConnectionId) -> bool {
        self.engine.close(id, CloseReason::Detached)
    }

    /// What the manager has done and what it holds, in numbers. It looks at every connection: ask every few seconds, not for
    /// every request.
    pub fn stats(&self) -> Stats {
        self.engine.stats()
    }

    /// Hands the manager's numbers to the installed recorder of the `metrics` crate; see [`metrics`](crate::metrics). It happens by itself
    /// every few seconds: a page that is scraped may ask for it, so that it shows the present.
    #[cfg(feature = "metrics")]
    pub fn report_metrics(&self) {
        self.engine.report_metrics();
    }

    /// What happens to connections from now on. A listener that is too slow is told how much it missed.
    pub fn lifecycle(&self) -> LifecycleEvents {
        self.engine.listeners.listen()
    }

    /// Refuses new connections, ends those to channels politely, and waits until the streams that were made for
    /// one request have come to their end. These may take any time: set a deadline of your own.
    ///
    /// Every connection gets what was published up to its end, and is told when to come back. Publishing goes on to work, since requests
    /// that are still being served may publish. [`serve`](crate::serve) does all of it.
    pub fn shutdown(&self) -> impl Future<Output = ()> + Send + use<> {
        self.drain(Duration::ZERO)
    }

    /// Like [`shutdown`](Self::shutdown), but ends the connections to channels one after the other over a window, so that
    /// their clients do not all come back at once. A hundred are ended a second at least, so that few take no time.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use contract_runtime::SseManager;
    /// # async fn example(sse: SseManager) {
    /// let deadline = Duration::from_secs(25);
    /// if tokio::time::timeout(deadline, sse.drain(Duration::from_secs(15))).await.is_err() {
    ///     // Streams made for one request are still open.
    /// }
    /// # }
    /// ```
    pub fn drain(&self, window: Duration) -> impl Future<Output = ()> + Send + use<> {
        drain::drain(Arc::clone(&self.engine), window)
    }

    /// Ends whatever is still open, at a shutdown whose time is up.
    pub(crate) fn cut(&self) {
        for connection in self.engine.registry.all() {
            self.engine.close(connection.id, CloseReason::Shutdown);
        }
    }

    /// How many connections may be attached at once, where there is a limit.
    pub(crate) fn max_connections(&self) -> Option<usize> {
        Some(self.engine.options.admission.in_all).filter(|limit| *limit < usize::MAX)
    }

    #[cfg(test)]
    pub(crate) fn log_count(&self) -> usize {
        self.engine.hub.log_count()
    }

    #[cfg(test)]
    pub(crate) fn watched_count(&self) -> usize {
        self.engine.watchers.count()
    }

    #[cfg(test)]
    pub(crate) fn timer_count(&self) -> usize {
        self.engine.timer_count()
    }
}

impl fmt::Debug for SseManager {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SseManager").field("options", &self.engine.options).finish_non_exhaustive()
    }
}
