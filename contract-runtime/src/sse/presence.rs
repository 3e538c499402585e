//! Who is on a channel: asked for, and told as it changes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_core::stream::BoxStream;
use futures_util::{StreamExt as _, stream};
use serde::Serialize;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::engine::Engine;

/// How many are on a channel; see [`Channel::occupancy`](super::Channel::occupancy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Occupancy {
    /// The connections that are subscribed to it.
    pub connections: usize,
    /// The clients that these belong to, each counted once. Connections without a client id are not among them.
    pub clients: usize,
}

/// That a client came to a channel or went; see [`Channel::presence`](super::Channel::presence).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Presence {
    /// The client has its first connection to the channel.
    Joined(String),
    /// The client has had no connection to the channel for the time of grace.
    Left(String),
}

/// How long a client may be away before it counts as gone: as long as a reload takes, or a reconnect after the time that
/// clients are told by default.
const GRACE: Duration = Duration::from_secs(10);

/// Nobody waits for longer. A moment that is later still may be none that the system's clock can tell.
const LONGEST_GRACE: Duration = Duration::from_hours(24 * 365 * 30);

/// At least so much time is between two looks at a channel, so that a crowd that comes together costs few of them.
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// How many changes go into one list at most. There are as many at once where a crowd is there already, or comes together.
const MOST_AT_ONCE: usize = 1024;

/// A stream of [`Presence`] events of one channel; see [`Channel::presence`](super::Channel::presence). It ends with the
/// manager.
#[must_use = "a stream does nothing unless polled"]
pub struct PresenceEvents {
    state: State,
}

/// The watch, until it is first polled; then the stream that it became.
enum State {
    New(Option<Watch>),
    Running(Pin<Box<dyn Stream<Item = Presence> + Send>>),
}

impl PresenceEvents {
    pub(crate) fn new(engine: &Arc<Engine>, channel: &Arc<str>) -> Self {
        let changes = Some(engine.watchers.watch(channel));
        let watch = Watch {
            engine: Arc::downgrade(engine),
            channel: Arc::clone(channel),
            changes,
            grace: GRACE,
            known: BTreeMap::new(),
            ready: VecDeque::new(),
            next_look: Instant::now(),
        };
        Self { state: State::New(Some(watch)) }
    }

    /// How long a client may be away before it counts as gone; 10 seconds by default. Less than clients take to reconnect, and
    /// each of their reconnects is a leaving and a coming.
    ///
    /// It has no effect on a stream that was polled.
    pub fn grace(mut self, grace: Duration) -> Self {
        if let State::New(Some(watch)) = &mut self.state {
            watch.grace = grace.min(LONGEST_GRACE);
        }
        self
    }

    /// The clients that are there, in alphabetical order: a list as soon as there is one, and another whenever somebody has come
    /// or gone. It is what a page shows.
    ///
    /// Who is away for less than the [grace](Self::grace) is still in it. [`Channel::clients`](super::Channel::clients) tells of one
    /// moment instead, in which some may be reconnecting. Those who come together come in one list.
    pub fn lists(self) -> BoxStream<'static, Vec<String>> {
        let mut there = BTreeSet::new();
        let lists = self.ready_chunks(MOST_AT_ONCE).map(move |changes| {
            for change in changes {
                match change {
                    Presence::Joined(client) => there.insert(client),
                    Presence::Left(client) => there.remove(&client),
                };
            }
            there.iter().cloned().collect()
        });
        lists.boxed()
    }
}

impl Stream for PresenceEvents {
    type Item = Presence;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Presence>> {
        if let State::New(watch) = &mut self.state {
            let events = stream::unfold(watch.take(), |watch| async {
                let mut watch = watch?;
                Some((watch.next().await?, Some(watch)))
            });
            self.state = State::Running(Box::pin(events));
        }
        match &mut self.state {
            State::Running(events) => events.as_mut().poll_next(cx),
            State::New(_) => Poll::Ready(None),
        }
    }
}

impl fmt::Debug for PresenceEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresenceEvents").finish_non_exhaustive()
    }
}

/// What one stream knows of its channel. It is told that something has changed, and looks what it is: so it holds no
/// queue, and however slow its listener is, what it says ends with what is.
struct Watch {
    engine: Weak<Engine>,
    channel: Arc<str>,
    /// `None` only while it is being dropped.
    changes: Option<watch::Receiver<()>>,
    grace: Duration,
    /// Who is there, and of those who are not any more when they will count as gone.
    known: BTreeMap<Arc<str>, Option<Instant>>,
    ready: VecDeque<Presence>,
    next_look: Instant,
}

impl Watch {
    async fn next(&mut self) -> Option<Presence> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            sleep_until(self.next_look).await;
            // Before the look: what changes after it is worth another one.
            self.changes.as_mut()?.mark_unchanged();
            let present = self.engine.upgrade()?.clients_on(&self.channel);
            let now = Instant::now();
            self.compare(&present, now);
            self.next_look = now + BETWEEN_LOOKS;
            if !self.ready.is_empty() {
                continue;
            }
            let next_leave = self.known.values().flatten().min().copied();
            let leaving = async {
                match next_leave {
                    Some(time) => sleep_until(time).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                changed = self.changes.as_mut()?.changed() => changed.ok()?,
                () = leaving => (),
            }
        }
    }

    fn compare(&mut self, present: &BTreeSet<Arc<str>>, now: Instant) {
        for client in present {
            if self.known.insert(Arc::clone(client), None).is_none() {
                self.ready.push_back(Presence::Joined(client.to_string()));
            }
        }
        let (grace, ready) = (self.grace, &mut self.ready);
        self.known.retain(|client, gone_at| {
            if present.contains(client) {
                return true;
            }
            let is_away = *gone_at.get_or_insert(now + grace) > now;
            if !is_away {
                ready.push_back(Presence::Left(client.to_string()));
            }
            is_away
        });
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.changes = None;
        if let Some(engine) = self.engine.upgrade() {
            engine.watchers.forget(&self.channel);
        }
    }
}

impl Engine {
    /// The clients that are subscribed to a channel.
    pub(crate) fn clients_on(&self, channel: &Arc<str>) -> BTreeSet<Arc<str>> {
        self.on_channel(channel).into_iter().flatten().collect()
    }

    pub(crate) fn occupancy(&self, channel: &Arc<str>) -> Occupancy {
        let clients = self.on_channel(channel);
        let connections = clients.len();
        let distinct: BTreeSet<_> = clients.into_iter().flatten().collect();
        Occupancy { connections, clients: distinct.len() }
    }

    /// The client of each connection to a channel.
    fn on_channel(&self, channel: &Arc<str>) -> Vec<Option<Arc<str>>> {
        let readers = self.hub.readers(Arc::clone(channel));
        readers.iter().map(|connection| connection.audience.client().cloned()).collect()
    }
}
