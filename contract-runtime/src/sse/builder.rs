//! Making a manager, and setting its options.

use std::sync::Arc;
use std::time::Duration;

use super::limits::admission::AdmissionLimits;
use super::limits::peer::TrustedProxies;
use super::limits::rate::PublishRate;
use super::manager::SseManager;
use super::options::Options;
use super::options::history::History;
use super::options::slow::SlowPolicy;

/// More is a mistake of units.
const MOST_PADDING: usize = 64 << 10;

/// More would be taken for a stream that hangs.
const LONGEST_DELAY: Duration = Duration::from_secs(1);

impl SseManager {
    /// Sets options before the manager is made.
    pub fn builder() -> SseManagerBuilder {
        SseManagerBuilder::default()
    }

    /// A manager with the default options.
    pub fn new() -> Self {
        Self::builder().build()
    }
}

impl Default for SseManager {
    fn default() -> Self {
        Self::new()
    }
}

/// Sets a manager's options; made by [`SseManager::builder`].
#[derive(Debug, Clone, Default)]
#[must_use = "a builder does nothing until build is called"]
pub struct SseManagerBuilder {
    options: Options,
}

impl SseManagerBuilder {
    /// What the manager is called where a process has several: the label `manager` of its metrics, and the field `manager` of its
    /// streams' spans. None by default, as befits the only one.
    pub fn name(mut self, name: impl Into<Arc<str>>) -> Self {
        self.options.name = Some(name.into());
        self
    }

    /// How many connections may be attached at once. No limit by default. Further ones are refused; none is
    /// ever ended to make room.
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.options.admission.in_all = connections;
        self
    }

    /// How many connections one client id may have at once, its tabs say; [`Subscription::client`](super::Subscription::client)
    /// names it. No limit by default. Further ones are refused: were an old one ended instead, two tabs would end each other in
    /// turns.
    pub fn max_connections_per_client(mut self, connections: usize) -> Self {
        self.options.admission.of_client = Some(connections);
        self
    }

    /// How many connections may come from one address at once; of IPv6 its first 64 bits count, since one subscriber has all
    /// addresses behind them. No limit by default. Many users may share an address, so be generous.
    ///
    /// The address is that of the socket, or behind [trusted proxies](Self::trusted_proxies) what they say. It is known
    /// where [`serve`](crate::serve) serves, and under `axum::serve` by `into_make_service_with_connect_info::<SocketAddr>()`;
    /// where it is not known the limit does not hold, and an error is logged. (On a Unix socket it is what the proxy says.)
    pub fn max_connections_per_address(mut self, connections: usize) -> Self {
        self.options.admission.of_address = Some(connections);
        self
    }

    /// The proxies whose word is taken on where a request comes from. None by default: anybody can write a header.
    ///
    /// ```
    /// use contract_runtime::sse::{SseManager, TrustedProxies};
    ///
    /// let sse = SseManager::builder()
    ///     .max_connections_per_address(50)
    ///     .trusted_proxies(TrustedProxies::x_forwarded_for(["127.0.0.1", "10.0.0.0/8"]))
    ///     .build();
    /// ```
    pub fn trusted_proxies(mut self, proxies: TrustedProxies) -> Self {
        self.options.trusted_proxies = Some(proxies);
        self
    }

    /// How many connections may be attached in a second, which may also come all at once. No limit by default. It spreads the
    /// replays and snapshots that a herd of clients asks for, who come back together; their handlers have run by then.
    ///
    /// # Panics
    /// When it is zero.
    pub fn max_connects_per_second(mut self, connections: u32) -> Self {
        self.options.admission.rate = Some(PublishRate::per_second(connections));
        self
    }

    /// How many channels one subscription may have. No limit by default; set one where clients choose their channels, since each
    /// is looked at for every delivery.
    pub fn max_channels_per_connection(mut self, channels: usize) -> Self {
        self.options.admission.channels = Some(channels);
        self
    }

    /// How long a connection lasts from its attachment, busy or not; the client then reconnects and resumes.
    /// 30 seconds by default, `None` lifts the limit.
    pub fn connection_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.connection_timeout = timeout.into();
        self
    }

    /// By how much connections may end sooner than their time: each by a part of its own between nothing and this, 0.2 for up to
    /// a fifth. Clients that connected together, after a restart say, then do not come back together. 0 by default.
    pub fn timeout_jitter(mut self, part: f64) -> Self {
        self.options.timeout_jitter = part;
        self
    }

    /// After how long a silence a comment is sent, so that proxies keep the connection and a dead peer is
    /// noticed. 20 seconds by default, `None` sends none.
    pub fn heartbeat(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.options.heartbeat = interval.into();
        self
    }

    /// How long a client may take nothing although there is something for it: a phone that has fallen asleep, or one that keeps the window
    /// of its HTTP/2 stream closed while its connection goes on. Its stream ends then, and gives its place back; if it comes to life again
    /// it resumes. 30 seconds by default, `None` lets it hold its place until its time is up.
    ///
    /// A large event is taken in parts, and each is something: of a stream that [`serve`](crate::serve) writes with its reactor's threads any
    /// byte, of others 64 kB.
    ///
    /// It is looked at when heartbeats are due, so that it may take as long as the time between two of them more, and has no effect without
    /// any.
    pub fn stall_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options.stall_timeout = timeout.into();
        self
    }

    /// Whether heartbeats are events that a page can see, instead of comments, which no script does: `heartbeat`, whose data
    /// is `{"interval": 20000}`, in milliseconds. One comes at once, and then one after each silence of that time, so that a page
    /// which has heard nothing at all for twice as long may take the connection for dead, and make a new one. Off by
    /// default, since a client that takes every event for one of its contract would trip over it;
    /// [`Subscription::heartbeat_event`](super::Subscription::heartbeat_event) is for the pages that ask.
    pub fn heartbeat_event(mut self, is_on: bool) -> Self {
        self.options.heartbeat_event = is_on;
        self
    }

    /// How many bytes of a comment a stream begins with. None by default. Some old proxies and clients hold an answer back until
    /// they have 2 kB of it, for which 2048 is the number; every connection pays for it.
    pub fn padding(mut self, bytes: usize) -> Self {
        self.options.padding = bytes;
        self
    }

    /// How long events wait for others, so that what is published meanwhile goes out in one piece: each connection is then written to
    /// once in that time at most, however much is published. Not at all by default, which is right nearly always: where there is
    /// more to send than a processor can write, events wait for each other anyway. Some milliseconds save processor time and packets where
    /// many small events go to many connections all the time, and every event may come that much later.
    ///
    /// Replays wait for nothing; heartbeats, time limits and the ends of channels wait no longer than that.
    pub fn coalesce(mut self, delay: Duration) -> Self {
        self.options.coalesce = delay;
        self
    }

    /// How long clients are told to wait before they reconnect. 2 seconds by default; each client is told a
    /// time of its own between half of it and one and a half, so that they do not all come back at once.
    pub fn retry(mut self, delay: Duration) -> Self {
        self.options.retry = delay;
        self
    }

    /// Whether a browser's `EventSource` is told where it stands also when nothing is published to it: by an id
    /// without an event, when its stream begins and ends and with a heartbeat. A client without an id, or with an
    /// old one, could otherwise miss events while it reconnects. On by default.
    ///
    /// By the standard such an id is silent. Libraries that make an empty event of it are told by their request
    /// headers and are never sent one; give these a `snapshot`, whose events have an id.
    pub fn cursor_advance(mut self, is_on: bool) -> Self {
        self.options.cursor_advance = is_on;
        self
    }

    /// How much each channel keeps, and the log of each client id, and that of what is sent to everyone. The
    /// channels of a route may keep something else, by [`ChannelOptions`](super::ChannelOptions).
    pub fn history(mut self, history: History) -> Self {
        self.options.channel.history = history;
        self
    }

    /// What happens to readers that are slower than what they read. The channels of a route may have another
    /// policy, by [`ChannelOptions`](super::ChannelOptions).
    pub fn slow(mut self, policy: SlowPolicy) -> Self {
        self.options.channel.slow = policy;
        self
    }

    /// How many bytes the histories of all channels together take, those of client ids and of what is sent to everyone among them.
    /// 128 MiB by default; when it is exceeded, the oldest events go first, of whichever channel they are.
    ///
    /// So a client that was away, or is behind, for less time than it takes to publish as much to all channels together finds
    /// everything that its channels' [`history`](Self::history) would give it, and another one is told of a gap. The newest event of each key
    /// ([`SlowPolicy::Latest`](super::SlowPolicy::Latest)) outlives that too, and goes with its channel, when that channel's newest event
    /// is the oldest of all.
    pub fn history_total(mut self, bytes: usize) -> Self {
        self.options.history_total = bytes;
        self
    }

    /// For how long the idempotency keys of publications are remembered
    /// ([`Publish::idempotency_key`](super::Publish::idempotency_key)). 5 minutes by default.
    pub fn idempotency_window(mut self, window: Duration) -> Self {
        self.options.idempotency_window = window;
        self
    }

    /// How many idempotency keys are remembered, the newest of all channels together. 100,000 by default, which take
    /// some 10 MB.
    pub fn idempotency_keys(mut self, keys: usize) -> Self {
        self.options.idempotency_keys = keys;
        self
    }

    /// The largest payload of one event, in bytes of its JSON. 4 MiB by default.
    pub fn max_event_bytes(mut self, bytes: usize) -> Self {
        self.options.max_event_bytes = bytes;
        self
    }

    /// Makes the manager.
    ///
    /// # Panics
    /// When one of the limits a client, an address or a connection, `connection_timeout`, `heartbeat`, `stall_timeout`, `retry`, the history's `events` or `age` or `max_event_bytes` is
    /// zero, or `timeout_jitter` is not from 0 up to, but not including, 1; when there is to be a
    /// `heartbeat_event` without a `heartbeat`; when `padding` is over 64 kB or `coalesce` over a second: no stream could work with it, and a mistake in a configuration should be seen when a server starts.
    pub fn build(self) -> SseManager {
        let Self { options } = self;
        let AdmissionLimits { of_client, of_address, channels, .. } = &options.admission;
        assert!(*of_client != Some(0), "max_connections_per_client must not be zero");
        assert!(*of_address != Some(0), "max_connections_per_address must not be zero");
        assert!(*channels != Some(0), "max_channels_per_connection must not be zero");
        assert!(options.connection_timeout != Some(Duration::ZERO), "connection_timeout must not be zero");
        assert!((0.0..1.0).contains(&options.timeout_jitter), "timeout_jitter must be from 0 to less than 1");
        assert!(options.heartbeat != Some(Duration::ZERO), "heartbeat must not be zero");
        assert!(options.stall_timeout != Some(Duration::ZERO), "stall_timeout must not be zero");
        assert!(!options.heartbeat_event || options.heartbeat.is_some(), "heartbeat_event needs a heartbeat");
        assert!(options.padding <= MOST_PADDING, "padding must be 64 kB at most");
        assert!(options.coalesce <= LONGEST_DELAY, "coalesce must be a second at most");
        assert!(options.retry >= Duration::from_millis(1), "retry must be a millisecond at least");
        options.channel.history.check();
        assert!(options.max_event_bytes > 0, "max_event_bytes must not be zero");
        SseManager::with_options(options)
    }
}
