//! Publications on their way: what `send` gives, to be refined and awaited.
//!
//! Events are encoded when they are sent and published when the future is first polled. The engine in memory is done
//! by then; a publication is nevertheless awaited, since the order of events need not be made in this process.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::engine::Engine;
use super::format::id::EventId;
use super::logs::event::PublishError;
use super::logs::publication::{Publication, Published};

/// What all publications are before they are awaited.
struct Request {
    engine: Arc<Engine>,
    /// `None` once it was awaited, or where there is nothing to publish.
    publication: Option<Result<Publication, PublishError>>,
}

impl Request {
    fn change(mut self, change: impl FnOnce(&mut Publication)) -> Self {
        if let Some(Ok(publication)) = &mut self.publication {
            change(publication);
        }
        self
    }

    fn with_idempotency_key(self, key: String) -> Self {
        self.change(|publication| publication.idempotency_key = Some(key.into()))
    }

    fn publish(&mut self) -> Result<Option<Published>, PublishError> {
        let Some(publication) = self.publication.take() else { return Ok(None) };
        self.engine.publish(publication?).map(Some)
    }

    fn publish_one(&mut self) -> Poll<Result<EventId, PublishError>> {
        match self.publish() {
            Ok(Some(published)) => Poll::Ready(Ok(self.engine.event_id(published.last))),
            Ok(None) => Poll::Pending,
            Err(error) => Poll::Ready(Err(error)),
        }
    }

    fn fmt(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name).field("publication", &self.publication).finish_non_exhaustive()
    }
}

/// An event on its way to a channel, made by [`Channel::send`](super::Channel::send). Nothing is published until it
/// is awaited.
///
/// ```
/// use contract_runtime::sse::{Channel, EventSet, PublishError};
///
/// async fn publish<E: EventSet>(channel: &Channel<E>, quote: E, paid: E, done: E) -> Result<(), PublishError> {
///     // Of what a slow reader has not read yet, the newest quote of a symbol is enough.
///     channel.send(quote).key("EURUSD").await?;
///     // However often this is tried, it is published once.
///     channel.send(paid).idempotency_key("payment-7").await?;
///     // Subscribers get this one, and their streams end.
///     channel.send(done).last().await?;
///     Ok(())
/// }
/// ```
#[must_use = "nothing is published until it is awaited"]
pub struct Publish {
    request: Request,
}

impl Publish {
    pub(crate) fn new(engine: Arc<Engine>, publication: Result<Publication, PublishError>) -> Self {
        Self { request: Request { engine, publication: Some(publication) } }
    }

    /// What the event is the value of: a symbol, a job, a user. It matters where the channel's policy is
    /// [`SlowPolicy::Latest`](super::SlowPolicy::Latest), for which a later event of the same key replaces this one.
    pub fn key(self, key: impl Into<String>) -> Self {
        let key: String = key.into();
        Self { request: self.request.change(|publication| publication.first.key = Some(key.into())) }
    }

    /// Makes a repetition harmless: if an event was published to this channel with the same key within the manager's
    /// [`idempotency_window`](super::SseManagerBuilder::idempotency_window), nothing is published, and the first
    /// one's id is given.
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self { request: self.request.with_idempotency_key(key.into()) }
    }

    /// Closes the channel with this event; see [`Channel::close`](super::Channel::close).
    pub fn last(self) -> Self {
        Self { request: self.request.change(|publication| publication.is_last = true) }
    }
}

impl Future for Publish {
    type Output = Result<EventId, PublishError>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.request.publish_one()
    }
}

impl fmt::Debug for Publish {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt("Publish", f)
    }
}

/// An event on its way to one client or to everyone. Nothing is published until it is awaited.
#[must_use = "nothing is published until it is awaited"]
pub struct PublishTo {
    request: Request,
}

impl PublishTo {
    pub(crate) fn new(engine: Arc<Engine>, publication: Result<Publication, PublishError>) -> Self {
        Self { request: Request { engine, publication: Some(publication) } }
    }

    /// Makes a repetition harmless, as [`Publish::idempotency_key`] does; a key is one of its client, and of its
    /// channel if it has one.
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self { request: self.request.with_idempotency_key(key.into()) }
    }
}

impl Future for PublishTo {
    type Output = Result<EventId, PublishError>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        self.request.publish_one()
    }
}

impl fmt::Debug for PublishTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt("PublishTo", f)
    }
}

/// A batch of events on its way to a channel, made by [`Channel::send_all`](super::Channel::send_all). Nothing is
/// published until it is awaited.
#[must_use = "nothing is published until it is awaited"]
pub struct PublishAll {
    request: Request,
}

impl PublishAll {
    /// Without a publication there is nothing to publish.
    pub(crate) fn new(engine: Arc<Engine>, publication: Result<Option<Publication>, PublishError>) -> Self {
        Self { request: Request { engine, publication: publication.transpose() } }
    }

    /// Makes a repetition harmless: if a batch was published to this channel with the same key within the manager's
    /// [`idempotency_window`](super::SseManagerBuilder::idempotency_window), nothing is published, and the first
    /// one's ids are given.
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self { request: self.request.with_idempotency_key(key.into()) }
    }

    /// Closes the channel with the last of these events; see [`Channel::close`](super::Channel::close).
    pub fn last(self) -> Self {
        Self { request: self.request.change(|publication| publication.is_last = true) }
    }
}

impl Future for PublishAll {
    type Output = Result<Vec<EventId>, PublishError>;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let engine = Arc::clone(&self.request.engine);
        let ids = |published: Published| {
            (published.first..=published.last).map(|sequence| engine.event_id(sequence))
        };
        Poll::Ready(self.request.publish().map(|published| published.into_iter().flat_map(ids).collect()))
    }
}

impl fmt::Debug for PublishAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt("PublishAll", f)
    }
}
