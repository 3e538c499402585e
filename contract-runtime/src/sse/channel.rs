//! Where events are published: typed channels, and the clients behind one client id.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::Serialize;

use super::engine::Engine;
use super::format::id::EventId;
use super::logs::event::{EventSet, PublishError, encode_data, encode_event};
use super::logs::log::LogName;
use super::logs::publication::{Item, Publication};
use super::presence::{Occupancy, PresenceEvents};
use super::publish::{Publish, PublishAll, PublishTo};

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
    /// in memory never waits for anything, least of all for slow clients. What [`Publish`] offers is said before it
    /// is awaited: `channel.send(event).idempotency_key("payment-7").await`.
    ///
    /// # Errors
    /// [`PublishError`], and then no client has seen anything of it.
    #[expect(clippy::needless_pass_by_value, reason = "an event that was sent is the channel's")]
    pub fn send(&self, event: E) -> Publish {
        let block = encode_event(&event, self.engine.options.max_event_bytes);
        Publish::new(Arc::clone(&self.engine), block.map(|block| Publication::new(self.log(), None, block)))
    }

    /// Publishes a batch of events as one: with consecutive ids, no other event between them, and all of them or
    /// none. Cheaper than one after the other, and seen by readers at once.
    ///
    /// A batch that is larger than the channel's history leaves only its end.
    ///
    /// # Errors
    /// [`PublishError`] if any of the events cannot be published, and then no client has seen any of them.
    pub fn send_all(&self, events: impl IntoIterator<Item = E>) -> PublishAll {
        self.batch(events.into_iter().map(|event| (None, event)))
    }

    /// Like [`send_all`](Self::send_all), of events with their keys: what each is the value of, as for
    /// [`Publish::key`].
    ///
    /// # Errors
    /// [`PublishError`] if any of the events cannot be published, and then no client has seen any of them.
    pub fn send_all_keyed<K: Into<String>>(&self, events: impl IntoIterator<Item = (K, E)>) -> PublishAll {
        self.batch(events.into_iter().map(|(key, event)| (Some(key.into().into()), event)))
    }

    fn batch(&self, events: impl Iterator<Item = (Option<Arc<str>>, E)>) -> PublishAll {
        let limit = self.engine.options.max_event_bytes;
        let items = events.map(|(key, event)| Ok(Item { block: encode_event(&event, limit)?, key }));
        let publication = items.collect::<Result<Vec<_>, _>>().map(|items| {
            let mut items = items.into_iter();
            let first = items.next()?;
            Some(Publication::batch(self.log(), None, first, items.collect()))
        });
        PublishAll::new(Arc::clone(&self.engine), publication)
    }

    /// Closes the channel, and gives the id of its end: there will be no further event. (With a last event:
    /// `channel.send(event).last()`.)
    ///
    /// Streams that listen to closed channels alone end as soon as their clients have everything. A client that comes
    /// back gets what it has not seen, one that is new the last event, if the channel was closed by one, and then the
    /// stream ends; whoever has everything is answered with a `204`, which stops the reconnects of an `EventSource`.
    /// Publishing to the channel is an error, [`PublishError::Closed`], until it is [reopened](Self::reopen).
    ///
    /// A channel stays closed as long as its history is kept: for its `age`, and at most until the manager's
    /// `history_total` is needed for others. Closing a closed channel changes nothing.
    ///
    /// # Errors
    /// None by the engine in memory.
    pub fn close(&self) -> impl Future<Output = Result<EventId, PublishError>> + Send + use<E> {
        let (engine, name) = (Arc::clone(&self.engine), Arc::clone(&self.name));
        async move { Ok(engine.close_channel(name)) }
    }

    /// Lets a closed channel be published to again. Streams that have ended meanwhile stay ended.
    ///
    /// # Errors
    /// None by the engine in memory.
    pub fn reopen(&self) -> impl Future<Output = Result<(), PublishError>> + Send + use<E> {
        let (engine, name) = (Arc::clone(&self.engine), Arc::clone(&self.name));
        async move {
            engine.hub.reopen(name);
            Ok(())
        }
    }

    /// How many connections are subscribed to the channel, and of how many clients. It looks at each of them.
    pub fn occupancy(&self) -> Occupancy {
        self.engine.occupancy(&self.name)
    }

    /// The clients that are subscribed to the channel, each once, in alphabetical order: those that
    /// [`Subscription::client`](super::Subscription::client) named.
    pub fn clients(&self) -> Vec<String> {
        self.engine.clients_on(&self.name).iter().map(ToString::to_string).collect()
    }

    /// Tells who comes to the channel and who goes: first those who are there, and then every change. A client with many
    /// connections is one, and one that reconnects or reloads its page within the [grace](PresenceEvents::grace) was never
    /// away.
    ///
    /// The stream keeps no queue. Who is slow to poll it may miss that a client came and went again, and is told all that is
    /// true by then. It looks at the channel's connections when they change, ten times a second at most: watch rooms, not
    /// the channel that everybody is on.
    ///
    /// To tell the clients themselves, declare events for it and publish them:
    ///
    /// ```no_run
    /// # use contract_runtime::prelude::*;
    /// # use contract_runtime::sse::{Presence, PublishError};
    /// # use futures_util::StreamExt as _;
    /// contract! {
    ///     pub trait Chat {
    ///         room_events: {
    ///             method: GET,
    ///             path: "/rooms/{room}/events",
    ///             responses: { 200: events { said: String, joined: String, left: String } },
    ///         },
    ///     }
    /// }
    ///
    /// async fn tell_who_is_there(events: ChatEvents, room: &str) -> Result<(), PublishError> {
    ///     let channel = events.room_events(room);
    ///     let mut presence = channel.presence();
    ///     while let Some(change) = presence.next().await {
    ///         match change {
    ///             Presence::Joined(client) => channel.send(ChatRoomEventsEvent::Joined(client)).await?,
    ///             Presence::Left(client) => channel.send(ChatRoomEventsEvent::Left(client)).await?,
    ///             _ => continue,
    ///         };
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// Where a page is to show who is there, publish the [`lists`](PresenceEvents::lists) instead.
    pub fn presence(&self) -> PresenceEvents {
        PresenceEvents::new(&self.engine, &self.name)
    }

    fn log(&self) -> LogName {
        LogName::Channel(Arc::clone(&self.name))
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
    pub fn send(&self, event: E) -> PublishTo {
        let Channel { engine, name, .. } = &self.channel;
        let block = encode_event(&event, engine.options.max_event_bytes);
        let log = LogName::Client(Arc::clone(&self.client));
        let publication = block.map(|block| Publication::new(log, Some(Arc::clone(name)), block));
        PublishTo::new(Arc::clone(engine), publication)
    }
}

impl<E> ChannelClient<E> {
    /// Ends this client's connections that are subscribed to the channel, also where they are subscribed to others too,
    /// and says how many there were. Like [`Client::close`] otherwise.
    pub fn close(&self, why: impl Into<Arc<str>>) -> usize {
        let Channel { engine, name, .. } = &self.channel;
        engine.revoke(&self.client, Some(name), &why.into())
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
    pub fn send<T>(&self, event: &str, data: &T) -> PublishTo
    where
        T: Serialize + ?Sized,
    {
        let block = encode_data(event, data, self.engine.options.max_event_bytes);
        let log = LogName::Client(Arc::clone(&self.id));
        PublishTo::new(Arc::clone(&self.engine), block.map(|block| Publication::new(log, None, block)))
    }
}

impl Client {
    /// Ends all connections of this client at once, and says how many there were: when it has logged out, was banned, or may
    /// see less than before. Nothing more is delivered to them, and their places are free, also where a socket takes nothing.
    ///
    /// `why` is for [`Lifecycle::Detached`](super::Lifecycle::Detached) and for the log; the client is told when to come
    /// back, as at any end. So change what your handlers decide by first, and close then: they refuse whoever comes back. A
    /// request that came before the close and is still being served gets a stream that ends at once, since its handler may
    /// have looked before the change. (This holds for handlers that take up to a minute.)
    ///
    /// ```
    /// # async fn ban(_: u64) {}
    /// # async fn example(sse: contract_runtime::SseManager, user: u64) {
    /// ban(user).await; // from here on the handlers answer 403
    /// sse.client(user).close("banned");
    /// # }
    /// ```
    pub fn close(&self, why: impl Into<Arc<str>>) -> usize {
        self.engine.revoke(&self.id, None, &why.into())
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("id", &self.id).finish_non_exhaustive()
    }
}
