//! The model: what is published and kept, and what each listener gets of it.

use std::collections::HashMap;

use crate::log::{Event, Log, OTHERS_KEEP, POLICIES, Policy};
use crate::schedule::{Audience, CLIENTS, Publish};

/// Everything that was published.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) head: u64,
    /// What is published to everyone, then to each channel, then to each client.
    logs: Vec<Log>,
    /// How many bytes all logs keep together.
    total: usize,
    /// How long an epoch is.
    epoch: usize,
    /// The newest event of a log that was forgotten: whoever comes to one that is not there may have lost something.
    forgotten: u64,
    accepted: HashMap<(String, u8), (u64, u64)>,
    numbers: u64,
}

/// How long a channel's name is, and a client's.
const CHANNEL_NAME: usize = "0/x".len();
const CLIENT_NAME: usize = "0".len();

/// The places of logs.
const EVERYONE: usize = 0;

fn of_channel(channel: usize) -> usize {
    1 + channel
}

fn of_client(client: usize) -> usize {
    1 + POLICIES.len() + client
}

impl Model {
    pub(crate) fn new(epoch: &str, total: usize) -> Self {
        let everyone = Log::new(Policy::Gap, OTHERS_KEEP, 0);
        let channels = POLICIES.iter().map(|(policy, keeps)| Log::new(*policy, *keeps, CHANNEL_NAME));
        let clients = (0..CLIENTS).map(|_| Log::new(Policy::Gap, OTHERS_KEEP, CLIENT_NAME));
        Self {
            head: 0,
            logs: std::iter::once(everyone).chain(channels).chain(clients).collect(),
            total,
            epoch: epoch.len(),
            forgotten: 0,
            accepted: HashMap::new(),
            numbers: 0,
        }
    }

    fn channel(&self, channel: usize) -> &Log {
        &self.logs[of_channel(channel)]
    }

    /// The numbers that the events of the next publication have.
    pub(crate) fn numbers(&mut self, publish: &Publish) -> Vec<u64> {
        let first = self.numbers;
        self.numbers += publish.keys.len() as u64;
        (first..self.numbers).collect()
    }

    /// The first and the last sequence number, or `None` where the channel is closed.
    pub(crate) fn publish(&mut self, publish: &Publish, numbers: &[u64]) -> Option<(u64, u64)> {
        let idempotency_key = publish.idempotency_key.map(|key| (format!("{:?}", publish.audience), key));
        if let Some(known) = idempotency_key.as_ref().and_then(|key| self.accepted.get(key)) {
            return Some(*known);
        }
        let (channel, scope) = match publish.audience {
            Audience::Channel(channel) => (Some(channel), None),
            Audience::Both(channel, _) => (Some(channel), Some(channel)),
            Audience::Everyone | Audience::Client(_) => (None, None),
        };
        if channel.is_some_and(|channel| self.channel(channel).closed.is_some()) {
            return None;
        }
        let place = match publish.audience {
            Audience::Everyone => EVERYONE,
            Audience::Channel(channel) => of_channel(channel),
            Audience::Client(client) | Audience::Both(_, client) => of_client(client),
        };
        self.logs[place].exists = true;
        self.logs[place].is_held = true;
        let first = self.head + 1;
        for (key, number) in publish.keys.iter().zip(numbers) {
            self.head += 1;
            let key = key.filter(|_| matches!(publish.audience, Audience::Channel(_)));
            let size = self.size(self.head, *number, key, scope);
            self.logs[place].append(Event { sequence: self.head, number: *number, key, scope, size });
        }
        if let (Audience::Channel(_), true) = (publish.audience, publish.is_last) {
            self.logs[place].closed = Some(self.head);
        }
        if let Some(key) = idempotency_key {
            self.accepted.insert(key, (first, self.head));
        }
        self.trim();
        Some((first, self.head))
    }

    /// How many bytes an event has on the wire, and in its key and scope.
    fn size(&self, sequence: u64, number: u64, key: Option<u8>, scope: Option<usize>) -> usize {
        let wire = format!("event: number\ndata: {number}\nid: -{sequence}\n\n").len() + self.epoch;
        wire + key.map_or(0, |key| key.to_string().len()) + scope.map_or(0, |_| CHANNEL_NAME)
    }

    pub(crate) fn close(&mut self, channel: usize) -> u64 {
        let log = &mut self.logs[of_channel(channel)];
        if let Some(position) = log.closed {
            return position;
        }
        self.head += 1;
        log.closed = Some(self.head);
        (log.exists, log.is_held, log.newest) = (true, true, self.head);
        self.trim();
        self.head
    }

    pub(crate) fn reopen(&mut self, channel: usize) {
        let log = &mut self.logs[of_channel(channel)];
        log.closed = None;
        if log.is_empty() {
            log.is_held = false;
            self.forget_if_unused(of_channel(channel));
        }
    }

    /// Lets go of the oldest of all events until the rest is within the total; of a log's newest one with the log.
    fn trim(&mut self) {
        while self.logs.iter().map(Log::cost).sum::<usize>() > self.total {
            let held = || (0..self.logs.len()).filter(|place| self.logs[*place].is_held);
            let oldest =
                |place: usize| self.logs[place].oldest_of_several().unwrap_or(self.logs[place].newest);
            let Some(place) = held().min_by_key(|place| oldest(*place)) else { return };
            if self.logs[place].oldest_of_several().is_some() {
                self.logs[place].let_go_of_oldest();
            } else if held().count() > 1 {
                self.logs[place].let_go_of_all();
                self.forget_if_unused(place);
            } else {
                return;
            }
        }
    }

    /// Somebody listens.
    pub(crate) fn enter(&mut self, channels: &[usize], client: Option<usize>) {
        for place in places(channels, client) {
            self.logs[place].exists = true;
            self.logs[place].readers += 1;
        }
    }

    /// And does no more.
    pub(crate) fn leave(&mut self, channels: &[usize], client: Option<usize>) {
        for place in places(channels, client) {
            self.logs[place].readers -= 1;
            self.forget_if_unused(place);
        }
    }

    fn forget_if_unused(&mut self, place: usize) {
        let log = &mut self.logs[place];
        if log.exists && log.readers == 0 && !log.is_held {
            log.exists = false;
            log.closed = None;
            self.forgotten = self.forgotten.max(log.lost);
        }
        for log in self.logs.iter_mut().filter(|log| !log.exists) {
            log.lost = self.forgotten;
        }
    }
}

/// The logs of a listener.
fn places(channels: &[usize], client: Option<usize>) -> impl Iterator<Item = usize> {
    let channels = channels.iter().map(|channel| of_channel(*channel));
    std::iter::once(EVERYONE).chain(channels).chain(client.map(of_client))
}

/// A listener as the model knows it.
#[derive(Debug, Clone)]
pub(crate) struct Listener {
    pub(crate) channels: Vec<usize>,
    pub(crate) client: Option<usize>,
    /// It has been given everything up to here.
    pub(crate) after: u64,
    /// Where its channels begin, and where everything else does.
    pub(crate) channels_from: Vec<u64>,
    pub(crate) others_from: u64,
    /// The reason of a gap that it is to be told of.
    pub(crate) due: Option<&'static str>,
    /// It was told that anything up to here may be lost.
    pub(crate) told: u64,
    /// The place of a state that it is to be told, and the number of that event.
    pub(crate) snapshot: Option<(u64, u64)>,
}

/// What a listener gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    Event {
        sequence: u64,
        number: u64,
    },
    Gap {
        /// Where the listener stands when it was told.
        at: u64,
        to: u64,
        reason: &'static str,
        /// The reason of what it is to be told later: after the snapshot, or if the channels are opened again.
        rest: Option<&'static str>,
    },
    Snapshot {
        at: u64,
        number: u64,
    },
    /// The stream ends.
    End,
}

impl Item {
    fn of(event: &Event) -> Self {
        Self::Event { sequence: event.sequence, number: event.number }
    }
}

fn gap_or_end(
    is_strict: bool,
    due: Option<&'static str>,
    at: u64,
    to: u64,
    rest: Option<&'static str>,
) -> Item {
    match due {
        None if is_strict => Item::End,
        due => Item::Gap { at, to, reason: due.unwrap_or("lagged"), rest },
    }
}

impl Listener {
    /// The logs that it reads, with where it begins in each.
    fn logs<'a>(&'a self, model: &'a Model) -> Vec<(&'a Log, u64)> {
        let channels = self.channels.iter().zip(&self.channels_from);
        let mut logs: Vec<(&Log, u64)> =
            channels.map(|(channel, from)| (model.channel(*channel), self.after.max(*from))).collect();
        let others = self.after.max(self.others_from);
        logs.push((&model.logs[EVERYONE], others));
        logs.extend(self.client.map(|client| (&model.logs[of_client(client)], others)));
        logs
    }

    pub(crate) fn has_lost(&self, model: &Model) -> bool {
        self.logs(model).iter().any(|(log, after)| log.lost > *after)
    }

    /// Whether nothing sets it apart from those that have been there for long, and listen to channels that are open.
    pub(crate) fn is_plain(&self, model: &Model) -> bool {
        let begins = self.channels_from.iter().copied().fold(self.others_from, u64::max);
        let is_apart = self.due.is_some() || self.snapshot.is_some() || self.told.max(begins) > self.after;
        !is_apart && self.closed(model).is_none()
    }

    /// Where all its channels were closed, if they are.
    pub(crate) fn closed(&self, model: &Model) -> Option<u64> {
        let closed = self.channels.iter().map(|channel| model.channel(*channel).closed);
        closed.collect::<Option<Vec<u64>>>().and_then(|closed| closed.into_iter().max())
    }

    /// All that it can get now.
    pub(crate) fn expected(&self, model: &Model) -> Vec<Item> {
        let closed = self.closed(model);
        let place_of_snapshot = self.snapshot.map_or(0, |(at, _)| at);
        let end = closed.map(|closed| closed.max(place_of_snapshot).max(self.after));
        let upto = end.unwrap_or(model.head);
        let mut kept: Vec<Event> = Vec::new();
        let (mut loss, mut is_strict) = (0, false);
        for (log, after) in self.logs(model) {
            // What a state stands between does not replace each other.
            let state = self.snapshot.map_or(after, |(at, _)| at.clamp(after, upto.max(after)));
            let events = log.visible(after, state).into_iter().chain(log.visible(state, upto));
            kept.extend(
                events.filter(|event| event.scope.is_none_or(|scope| self.channels.contains(&scope))),
            );
            if log.lost > after.max(self.told) {
                loss = loss.max(log.lost);
                is_strict |= log.policy == Policy::Close;
            }
        }
        kept.sort_by_key(|event| event.sequence);
        let mut items: Vec<Item> = Vec::new();
        let (all, loss) = (loss, loss.min(end.unwrap_or(u64::MAX)));
        // Before the state, what is lost before it.
        let before = self.snapshot.map_or(loss, |(at, _)| loss.min(at));
        let mut due = self.due;
        if before > self.after.max(self.told) || (loss == 0 && due.is_some()) {
            let to = before.max(self.after);
            let rest = Some("expired").filter(|_| due.is_some() && all > to);
            let first =
                kept.iter().map(|event| event.sequence).filter(|first| *first <= self.state(upto)).min();
            let at = first.map_or(to, |first| to.min(first - 1)).max(self.after);
            items.push(gap_or_end(is_strict, due, at, to, rest));
            due = rest;
        }
        if let Some((at, number)) = self.snapshot {
            let behind = kept.partition_point(|event| event.sequence <= at);
            items.extend(kept.drain(..behind).map(|event| Item::of(&event)));
            items.push(Item::Snapshot { at, number });
            // And behind it, what is lost there.
            if loss > at.max(self.told) {
                let first = kept.first().map_or(u64::MAX, |first| first.sequence - 1);
                items.push(gap_or_end(is_strict, due, loss.min(first).max(at), loss, None));
            }
        }
        items.extend(kept.iter().map(Item::of));
        if end.is_some() {
            items.push(Item::End);
        }
        if let Some(first_end) = items.iter().position(|item| *item == Item::End) {
            items.truncate(first_end + 1);
        }
        items
    }

    /// How far it reads now: to the place of its state, if there is one.
    fn state(&self, upto: u64) -> u64 {
        self.snapshot.map_or(upto, |(at, _)| at.min(upto))
    }

    /// It got something.
    pub(crate) fn take(&mut self, item: &Item) {
        match item {
            Item::Event { sequence, .. } => self.after = *sequence,
            Item::Gap { at, to, rest, .. } => (self.after, self.told, self.due) = (*at, *to, *rest),
            Item::Snapshot { at, .. } => (self.after, self.snapshot) = (*at, None),
            Item::End => {}
        }
    }
}

/// How a listener that comes for the first time begins.
pub(crate) fn first(
    model: &Model,
    channels: &[usize],
    client: Option<usize>,
    position: u64,
    as_of: Option<u64>,
    last: Option<usize>,
) -> Listener {
    let logs = channels.iter().map(|channel| model.channel(*channel));
    let mut history: Vec<u64> =
        logs.clone().flat_map(|log| log.visible(0, position)).map(|event| event.sequence).collect();
    history.sort_unstable();
    let wanted = history.iter().rev().take(last.unwrap_or(0)).min().map(|oldest| oldest - 1);
    let are_closed = logs.clone().all(|log| log.closed.is_some());
    let channels_from: Vec<u64> = logs
        .map(|log| {
            let history = wanted.map(|start| start.max(log.lost));
            let end = log.closed.filter(|_| are_closed).map(|closed| closed - 1);
            [Some(as_of.unwrap_or(position)), history, end].into_iter().flatten().min().expect("one at least")
        })
        .collect();
    let after = channels_from.iter().copied().min().map_or(position, |first| first.min(position));
    let mut listener = Listener {
        channels: channels.to_vec(),
        client,
        after,
        channels_from,
        others_from: position,
        due: None,
        told: 0,
        snapshot: None,
    };
    if as_of.is_some() && listener.has_lost(model) {
        listener.due = Some("expired");
    }
    listener
}

/// How a listener begins that comes with an id.
pub(crate) fn resumed(
    model: &Model,
    channels: &[usize],
    client: Option<usize>,
    after: u64,
    due: Option<&'static str>,
) -> Listener {
    let channels_from = vec![0; channels.len()];
    let mut listener = Listener {
        channels: channels.to_vec(),
        client,
        after,
        channels_from,
        others_from: 0,
        due,
        told: 0,
        snapshot: None,
    };
    if due.is_none() && listener.has_lost(model) {
        listener.due = Some("expired");
    }
    listener
}
