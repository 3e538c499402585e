//! Where events are published: typed channels, and the clients behind one client id.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;

use super::engine::Engine;
use super::event::{EventSet, PublishError, encode_data, encode_event};
use super::id::EventId;
use super::log::LogName;

/// A named channel of typed events: whoever is subscribed to it gets what is sent to it.
///
/// A handle, cheap to clone. Making one allocates nothing in the manager, so that a channel may be named by a
/// path parameter. Two handles of the same name are the same channel.
pub struct Channel<E> {
    engine: Arc<Engine>,
    name: Arc<str>,
    events: PhantomData<fn(E)>,
}

impl<E: EventSet> Channel<E> {
    pub(crate) fn new(engine: Arc<Engine>, name: Arc<str>) -> Self {
        Self { engine, name, events: PhantomData }
    }

    /// The channel's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Publishes an event to all subscribers, present and resuming.
    ///
    /// The event is encoded at once; it is published when the future is first polled, so await it. The engine
    /// in memory never waits for anything, least of all for slow clients.
    ///
    /// # Errors
    /// [`PublishError`], and then no client has seen anything of it.
    #[expect(clippy::needless_pass_by_value, reason = "an event that was sent is the channel's")]
    pub fn send(&self, event: E) -> impl Future<Output = Result<EventId, PublishError>> + Send + use<E> {
        let block = encode_event(&event, self.engine.options.max_event_bytes);
        let (engine, name) = (Arc::clone(&self.engine), Arc::clone(&self.name));
        async move { Ok(engine.publish(LogName::Channel(name), None, block?)) }
    }

    /// The connections of one client id that are subscribed to this channel.
    pub fn to(&self, client: impl fmt::Display) -> ChannelClient<E> {
        ChannelClient { channel: self.clone(), client: client.to_string().into() }
    }

    pub(crate) fn engine(&self) -> &Arc<Engine> {
        &self.engine
    }

    pub(crate) fn shared_name(&self) -> &Arc<str> {
        &self.name
    }
}

impl<E> Clone for Channel<E> {
    fn clone(&self) -> Self {
        Self { engine: Arc::clone(&self.engine), name: Arc::clone(&self.name), events: PhantomData }
    }
}

impl<E> fmt::Debug for Channel<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Channel").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One client's connections to one channel; see [`Channel::to`].
pub struct ChannelClient<E> {
    channel: Channel<E>,
    client: Arc<str>,
}

impl<E: EventSet> ChannelClient<E> {
    /// Publishes an event to those connections of this client that are subscribed to the channel, present and
    /// resuming. Like [`Channel::send`] otherwise.
    ///
    /// # Errors
    /// [`PublishError`], and then no client has seen anything of it.
    #[expect(clippy::needless_pass_by_value, reason = "an event that was sent is the channel's")]
    pub fn send(&self, event: E) -> impl Future<Output = Result<EventId, PublishError>> + Send + use<E> {
        let engine = Arc::clone(&self.channel.engine);
        let block = encode_event(&event, engine.options.max_event_bytes);
        let (client, channel) = (Arc::clone(&self.client), Arc::clone(&self.channel.name));
        async move { Ok(engine.publish(LogName::Client(client), Some(channel), block?)) }
    }
}

impl<E> Clone for ChannelClient<E> {
    fn clone(&self) -> Self {
        Self { channel: self.channel.clone(), client: Arc::clone(&self.client) }
    }
}

impl<E> fmt::Debug for ChannelClient<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelClient").field("channel", &self.channel.name).finish_non_exhaustive()
    }
}

/// All connections of one client id, whatever they are subscribed to; see [`SseManager::client`](super::SseManager::client).
#[derive(Clone)]
pub struct Client {
    engine: Arc<Engine>,
    id: Arc<str>,
}

impl Client {
    pub(crate) fn new(engine: Arc<Engine>, id: Arc<str>) -> Self {
        Self { engine, id }
    }

    /// Publishes an event to all connections of this client that are subscribed to any channel. Like
    /// [`SseManager::send`](super::SseManager::send) otherwise.
    ///
    /// # Errors
    /// [`PublishError`], and then no client has seen anything of it.
    pub fn send<T>(
        &self,
        event: &str,
        data: &T,
    ) -> impl Future<Output = Result<EventId, PublishError>> + Send + use<T>
    where
        T: Serialize + ?Sized,
    {
        let block = encode_data(event, data, self.engine.options.max_event_bytes);
        let (engine, client) = (Arc::clone(&self.engine), Arc::clone(&self.id));
        async move { Ok(engine.publish(LogName::Client(client), None, block?)) }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("id", &self.id).finish_non_exhaustive()
    }
}
