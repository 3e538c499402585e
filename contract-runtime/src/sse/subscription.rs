//! What a handler answers: who may listen to what.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_core::Stream;
use futures_util::StreamExt;

use super::channel::Channel;
use super::engine::Engine;
use super::event::{EventSet, PublishError, encode_event};
use super::wire::Block;

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
    pub(crate) stream: Option<BlockStream>,
    pub(crate) lifetime: Lifetime,
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
            stream,
            lifetime: Lifetime::Default,
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

    /// Events that tell the present state, sent before the live ones to a client that is new or has missed
    /// something; a client that resumes without loss gets none of them.
    ///
    /// Live events follow from the moment when the request came in, before the handler read the state: none is
    /// missed, and one that was published while the handler ran may be told twice, by the state and by itself.
    pub fn snapshot(mut self, events: impl IntoIterator<Item = E>) -> Self {
        self.plan.snapshot = events.into_iter().map(|event| encode_event(&event, usize::MAX)).collect();
        self
    }

    /// How long the connection may last, in place of the manager's `connection_timeout`; `None` is without end.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.plan.lifetime = timeout.into().map_or(Lifetime::Unlimited, Lifetime::Limited);
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
