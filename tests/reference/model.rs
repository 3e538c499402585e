//! The model: lists, searched from one end to the other.

use std::collections::HashMap;

use crate::schedule::{Audience, CHANNELS, Publish};

/// What a channel does with readers that are too slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Policy {
    Gap,
    Close,
    /// The newest event of so many keys outlives the history.
    Latest(usize),
}

/// The policy of each channel, and how many events it keeps.
pub(crate) const POLICIES: [(Policy, usize); CHANNELS] =
    [(Policy::Gap, 4), (Policy::Close, 4), (Policy::Latest(3), 3), (Policy::Gap, 1000)];
/// How many events the logs of clients and of everyone keep.
pub(crate) const OTHERS_KEEP: usize = 5;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) sequence: u64,
    /// Tells it from all others.
    pub(crate) number: u64,
    key: Option<u8>,
    /// In a client's log, the channel that a reader must listen to.
    scope: Option<usize>,
}

#[derive(Debug)]
pub(crate) struct Log {
    policy: Policy,
    keeps: usize,
    kept: Vec<Event>,
    outlived: Vec<Event>,
    /// The newest sequence number that is lost.
    lost: u64,
    closed: Option<u64>,
}

impl Log {
    fn new(policy: Policy, keeps: usize) -> Self {
        Self { policy, keeps, kept: Vec::new(), outlived: Vec::new(), lost: 0, closed: None }
    }

    fn all(&self) -> impl Iterator<Item = &Event> {
        self.outlived.iter().chain(&self.kept)
    }

    fn append(&mut self, event: Event) {
        if let Policy::Latest(_) = self.policy {
            self.outlived.retain(|older| older.key != event.key);
        }
        self.kept.push(event);
        if self.kept.len() <= self.keeps {
            return;
        }
        let oldest = self.kept.remove(0);
        let has_newer = self.kept.iter().any(|event| event.key == oldest.key);
        match self.policy {
            Policy::Latest(_) if oldest.key.is_some() && has_newer => {}
            Policy::Latest(keys) if oldest.key.is_some() => {
                self.outlived.push(oldest);
                if self.outlived.len() > keys {
                    self.lost = self.lost.max(self.outlived.remove(0).sequence);
                }
            }
            _ => self.lost = self.lost.max(oldest.sequence),
        }
    }

    /// What a reader gets that wants everything in a range.
    fn visible(&self, after: u64, upto: u64) -> Vec<Event> {
        let in_range = |event: &&Event| event.sequence > after && event.sequence <= upto;
        let events: Vec<Event> = self.all().filter(in_range).cloned().collect();
        let is_superseded = |event: &Event| {
            let later = |other: &&Event| other.sequence > event.sequence && other.sequence <= upto;
            matches!(self.policy, Policy::Latest(_))
                && event.key.is_some()
                && self.all().filter(later).any(|other| other.key == event.key)
        };
        events.into_iter().filter(|event| !is_superseded(event)).collect()
    }
}

/// Everything that was published.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) head: u64,
    pub(crate) channels: Vec<Log>,
    everyone: Log,
    clients: HashMap<usize, Log>,
    accepted: HashMap<(String, u8), (u64, u64)>,
    numbers: u64,
}

impl Model {
    pub(crate) fn new() -> Self {
        Self {
            head: 0,
            channels: POLICIES.iter().map(|(policy, keeps)| Log::new(*policy, *keeps)).collect(),
            everyone: Log::new(Policy::Gap, OTHERS_KEEP),
            clients: HashMap::new(),
            accepted: HashMap::new(),
            numbers: 0,
        }
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
        if channel.is_some_and(|channel| self.channels[channel].closed.is_some()) {
            return None;
        }
        let first = self.head + 1;
        for (key, number) in publish.keys.iter().zip(numbers) {
            self.head += 1;
            let log = match publish.audience {
                Audience::Everyone => &mut self.everyone,
                Audience::Channel(channel) => &mut self.channels[channel],
                Audience::Client(client) | Audience::Both(_, client) => {
                    self.clients.entry(client).or_insert_with(|| Log::new(Policy::Gap, OTHERS_KEEP))
                }
            };
            log.append(Event { sequence: self.head, number: *number, key: *key, scope });
        }
        if let (Audience::Channel(channel), true) = (publish.audience, publish.is_last) {
            self.channels[channel].closed = Some(self.head);
        }
        if let Some(key) = idempotency_key {
            self.accepted.insert(key, (first, self.head));
        }
        Some((first, self.head))
    }

    pub(crate) fn close(&mut self, channel: usize) -> u64 {
        if let Some(position) = self.channels[channel].closed {
            return position;
        }
        self.head += 1;
        self.channels[channel].closed = Some(self.head);
        self.head
    }

    pub(crate) fn reopen(&mut self, channel: usize) {
        self.channels[channel].closed = None;
    }
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
            channels.map(|(channel, from)| (&model.channels[*channel], self.after.max(*from))).collect();
        let others = self.after.max(self.others_from);
        logs.push((&model.everyone, others));
        logs.extend(self.client.and_then(|client| model.clients.get(&client)).map(|log| (log, others)));
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
        let closed = self.channels.iter().map(|channel| model.channels[*channel].closed);
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
    let logs = channels.iter().map(|channel| &model.channels[*channel]);
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
