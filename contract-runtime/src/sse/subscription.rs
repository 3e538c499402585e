//! What a handler answers: who may listen to what.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use futures_core::Stream;
use futures_util::StreamExt;
use tokio::time::Instant;

use super::channel::Channel;
use super::engine::Engine;
use super::format::id::EventId;
use super::format::wire::Block;
use super::logs::event::{EventSet, PublishError, encode_event};

/// What one connection listens to. A handler of an event stream returns it; the manager does the rest.
///
/// There are two kinds. One to channels ([`channel`](Self::channel), [`to`](Self::to)) stays open, also gets
/// what is sent to everyone and to its client, and resumes by `Last-Event-ID`. One made for one request
/// ([`stream`](Self::stream), [`try_stream`](Self::try_stream)) carries the events of that stream alone, without
/// ids, and ends with it.
#[must_use = "a subscription does nothing until a handler returns it"]
pub struct Subscription<E> {
    plan: Plan,
    events: PhantomData<fn(E)>,
}

/// A subscription without its event type, so that everything behind it is compiled once.
pub(crate) struct Plan {
    /// Whether the route's own channel is still to be filled in.
    pub(crate) unbound: bool,
    pub(crate) channels: Vec<(Arc<Engine>, Arc<str>)>,
    pub(crate) client: Option<Arc<str>>,
    pub(crate) snapshot: Result<Vec<Block>, PublishError>,
    /// What the snapshot includes everything through, where the handler knows it.
    pub(crate) as_of: Option<EventId>,
    pub(crate) history: FirstHistory,
    pub(crate) stream: Option<BlockStream>,
    pub(crate) lifetime: Lifetime,
    /// In place of the manager's option.
    pub(crate) heartbeat_event: Option<bool>,
    /// When its permission ends.
    pub(crate) until: Option<Instant>,
}

/// How much of the channels' history a client gets that connects for the first time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FirstHistory {
    pub(crate) last: Option<usize>,
    pub(crate) since: Option<Duration>,
}

/// The encoded events of a stream made for one request.
pub(crate) type BlockStream = Pin<Box<dyn Stream<Item = Result<Block, StreamError>> + Send>>;

/// Why a stream made for one request failed. For the log alone: clients are shown nothing of it.
pub(crate) type StreamError = Box<dyn Error + Send + Sync>;

/// How long a connection may last, counted from its attachment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// The manager's `connection_timeout`, or no limit for a stream made for one request.
    Default,
    Limited(Duration),
    Unlimited,
}

impl<E: EventSet> Subscription<E> {
    fn new(unbound: bool, stream: Option<BlockStream>) -> Self {
        let plan = Plan {
            unbound,
            channels: Vec::new(),
            client: None,
            snapshot: Ok(Vec::new()),
            as_of: None,
            history: FirstHistory::default(),
            stream,
            lifetime: Lifetime::Default,
            heartbeat_event: None,
            until: None,
        };
        Self { plan, events: PhantomData }
    }

    /// The route's own channel: the one that the contract's publisher gives for the same path parameters.
    pub fn channel() -> Self {
        Self::new(true, None)
    }

    /// A channel that the handler chooses.
    pub fn to(channel: &Channel<E>) -> Self {
        Self::new(false, None).also(channel)
    }

    /// A stream made for this request: an answer that comes in pieces, the progress of a job. It ends when the
    /// stream ends, has no time limit unless [`timeout`](Self::timeout) sets one, and cannot be resumed.
    ///
    /// It listens to no channel: what is published to the route's own reaches nobody whose handler answers so. A browser's
    /// `EventSource` sends a GET again when the stream has ended, and the handler makes a new one: let the last event tell
    /// the page to `close()`, or make the route a POST.
    pub fn stream(events: impl Stream<Item = E> + Send + 'static) -> Self {
        let blocks = events.map(|event| Ok(encode_event(&event, usize::MAX)?));
        Self::new(false, Some(Box::pin(blocks)))
    }

    /// Like [`stream`](Self::stream), of events that can fail. An error is logged and cuts the connection off,
    /// so that the client knows that the end is missing; nothing of the error is sent.
    pub fn try_stream<Err>(events: impl Stream<Item = Result<E, Err>> + Send + 'static) -> Self
    where
        Err: Into<Box<dyn Error + Send + Sync>>,
    {
        let blocks = events.map(|event| Ok(encode_event(&event.map_err(Into::into)?, usize::MAX)?));
        Self::new(false, Some(Box::pin(blocks)))
    }

    /// Adds a channel.
    pub fn also(mut self, channel: &Channel<E>) -> Self {
        self.plan.channels.push((Arc::clone(channel.engine()), Arc::clone(channel.shared_name())));
        self
    }

    /// Names the client that the connection belongs to, a user id say: what is sent to that client reaches all
    /// its connections, and the list of connections shows it.
    pub fn client(mut self, client: impl fmt::Display) -> Self {
        self.plan.client = Some(client.to_string().into());
        self
    }

    /// Begins a client that connects for the first time with the newest events of its channels: so many of them at
    /// most, those of all its channels together. A client that resumes goes on from its id instead.
    ///
    /// With [`SlowPolicy::Latest`](super::SlowPolicy::Latest) only the newest event of a key counts and is sent, so
    /// that `last(usize::MAX)` gives the value of every key. What was sent to everyone or to one client is not
    /// repeated.
    ///
    /// ```
    /// # use contract_runtime::sse::{Channel, EventSet, Subscription};
    /// # fn handler<E: EventSet>() -> Subscription<E> {
    /// Subscription::channel().last(50)
    /// # }
    /// ```
    pub fn last(mut self, events: usize) -> Self {
        self.plan.history.last = Some(events);
        self
    }

    /// Begins a client that connects for the first time with what was published to its channels within this time, so
    /// far as it is kept. With [`last`](Self::last) too, it gets what both allow.
    pub fn since(mut self, ago: Duration) -> Self {
        self.plan.history.since = Some(ago);
        self
    }

    /// Events that tell the present state, sent before the live ones to a client that is new or has missed
    /// something; a client that resumes without loss gets none of them.
    ///
    /// Live events follow from the moment when the request came in, before the handler read the state: none is
    /// missed, and one that was published while the handler ran may be told twice, by the state and by itself. That
    /// is right where an event says what is now, a price or a status. Where it says what changed, one more or ten
    /// less, use [`snapshot_as_of`](Self::snapshot_as_of).
    pub fn snapshot(mut self, events: impl IntoIterator<Item = E>) -> Self {
        self.plan.snapshot = events.into_iter().map(|event| encode_event(&event, usize::MAX)).collect();
        self.plan.as_of = None;
        self
    }

    /// Like [`snapshot`](Self::snapshot), of a state that is known to include everything that was published to the
    /// channels up to an event, and nothing after it: exactly the later events follow.
    ///
    /// It needs the id of the last event that changed the state, read together with the state. Where the state is in
    /// this process, one lock around both does it:
    ///
    /// ```
    /// use contract_runtime::sse::{Channel, EventId, EventSet, PublishError, Subscription};
    /// use tokio::sync::Mutex;
    ///
    /// struct Deposit(i64);
    ///
    /// impl EventSet for Deposit {
    ///     fn name(&self) -> &str {
    ///         "deposit"
    ///     }
    ///     fn data(&self) -> Result<String, serde_json::Error> {
    ///         serde_json::to_string(&self.0)
    ///     }
    /// }
    ///
    /// struct Account {
    ///     balance: Mutex<(i64, Option<EventId>)>,
    ///     channel: Channel<Deposit>,
    /// }
    ///
    /// impl Account {
    ///     async fn deposit(&self, amount: i64) -> Result<(), PublishError> {
    ///         let mut balance = self.balance.lock().await;
    ///         let id = self.channel.send(Deposit(amount)).await?;
    ///         *balance = (balance.0 + amount, Some(id));
    ///         Ok(())
    ///     }
    ///
    ///     async fn follow(&self) -> Subscription<Deposit> {
    ///         let (balance, as_of) = self.balance.lock().await.clone();
    ///         let subscription = Subscription::to(&self.channel);
    ///         match as_of {
    ///             Some(id) => subscription.snapshot_as_of(&id, [Deposit(balance)]),
    ///             None => subscription.snapshot([Deposit(balance)]), // nothing was ever published
    ///         }
    ///     }
    /// }
    /// ```
    ///
    /// Where the state is in a database, keep the id in the same transaction, as text. If the channels do not keep all
    /// that came after it, the client is told of a gap behind the snapshot. After a restart of the server the id is one
    /// of before: then everything that was published since the restart follows.
    pub fn snapshot_as_of(self, id: &EventId, events: impl IntoIterator<Item = E>) -> Self {
        let mut subscription = self.snapshot(events);
        subscription.plan.as_of = Some(id.clone());
        subscription
    }

    /// How long the connection may last, in place of the manager's `connection_timeout`; `None` is without end. The manager's
    /// `timeout_jitter` holds for it too.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.plan.lifetime = timeout.into().map_or(Lifetime::Unlimited, Lifetime::Limited);
        self
    }

    /// Whether heartbeats are events that a page can see, in place of the manager's
    /// [`heartbeat_event`](super::SseManagerBuilder::heartbeat_event): for the pages that ask, by a query parameter that the
    /// contract declares say. Without a heartbeat there is none.
    pub fn heartbeat_event(mut self, is_on: bool) -> Self {
        self.plan.heartbeat_event = Some(is_on);
        self
    }

    /// Until when the connection is allowed: the expiry of the token or session that the handler has checked. The stream
    /// ends then, to the second, or at its [`timeout`](Self::timeout) if that comes first. The client is told to come
    /// back, and its next request is for the handler to allow or to refuse.
    ///
    /// What was published up to then is still delivered, and nothing after it. Of several times the earliest counts. It is the
    /// clock of now that decides how long the connection has; nobody gets more time where the clock is set later.
    ///
    /// A permission that has expired already is for the handler to refuse, by a declared `401` say, for which an
    /// `EventSource` gives up. Where it expires between that and the answer, the stream ends at once, without any event, and
    /// takes no place.
    ///
    /// ```
    /// # use contract_runtime::sse::{EventSet, Subscription};
    /// use std::time::{Duration, SystemTime};
    ///
    /// # struct Token { exp: u64 }
    /// # fn handler<E: EventSet>(token: Token) -> Subscription<E> {
    /// Subscription::channel().until(SystemTime::UNIX_EPOCH + Duration::from_secs(token.exp))
    /// # }
    /// ```
    pub fn until(mut self, expiry: SystemTime) -> Self {
        let left = expiry.duration_since(SystemTime::now()).unwrap_or_default();
        let until = Instant::now().checked_add(left);
        self.plan.until = self.plan.until.into_iter().chain(until).min();
        self
    }

    /// Fills in the route's own channel. Generated code calls it with the handler's answer.
    #[doc(hidden)]
    pub fn bind(mut self, channel: &Channel<E>) -> Self {
        if !std::mem::take(&mut self.plan.unbound) {
            return self;
        }
        self.also(channel)
    }

    pub(crate) fn into_plan(self) -> Plan {
        self.plan
    }
}

impl<E> fmt::Debug for Subscription<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let channels: Vec<&str> = self.plan.channels.iter().map(|(_, name)| &**name).collect();
        f.debug_struct("Subscription")
            .field("channels", &channels)
            .field("client", &self.plan.client)
            .finish_non_exhaustive()
    }
}
