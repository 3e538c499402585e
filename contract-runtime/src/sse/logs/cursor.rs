//! One connection's position in its logs, and what comes next from there.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::super::format::chunk::Chunk;
use super::super::format::gap::{Gap, GapReason};
use super::super::format::wire;
use super::audience::Audience;
use super::hub::Hub;
use super::log::{Batch, FRAME, Log, Piece, Wanted, join};
use super::recent::{Recent, Same};
use super::waiter::Waiter;

/// A connection's reading position. It has no queue: whatever its logs hold above `after` is pending.
#[derive(Debug)]
pub(crate) struct Cursor {
    /// Everything up to here was sent, or the client was told that it may be lost.
    after: u64,
    audience: Arc<Audience>,
    /// Nothing, for nearly all of a connection's life.
    apart: Option<Box<Apart>>,
}

/// What sets a connection apart from all others: at its beginning, when it has lost something, and at its end.
#[derive(Debug, Default)]
struct Apart {
    due: Option<Gap>,
    /// The client was told that anything up to here may be lost; what is kept of it is still to come. Zero where nothing is.
    told: u64,
    snapshot: Option<Snapshot>,
    /// Where the logs begin for this reader, until it has come that far in all of them.
    floors: Option<Floors>,
    /// Whether it goes on when all its channels are closed: a stream that was made for the request is still there.
    outlives_channels: bool,
    /// Why it ends by itself, once it does.
    ending: Option<Ending>,
}

impl Apart {
    /// Whether the client has yet to be told something.
    fn has_more_to_tell(&self) -> bool {
        !matches!(self, Self { due: None, told: 0, snapshot: None, floors: None, .. })
    }

    fn is_nothing(&self) -> bool {
        !self.has_more_to_tell() && !self.outlives_channels && self.ending.is_none()
    }
}

/// For each log the position after which it is read. A first connection may be given what was published before it,
/// of its channels alone.
#[derive(Debug)]
pub(crate) struct Floors {
    pub(crate) of_logs: Box<[u64]>,
    /// The highest of them.
    pub(crate) through: u64,
}

/// Why a cursor ended by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// All its channels are closed, and it has given all that was in them.
    Closed,
    /// It lost something that a reader is cut off for.
    TooSlow,
}

/// Events that stand between two sequence numbers: they tell the state at the first of them.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub(crate) at: u64,
    pub(crate) events: VecDeque<Bytes>,
}

impl Cursor {
    pub(crate) fn new(after: u64, audience: Arc<Audience>) -> Self {
        Self { after, audience, apart: None }
    }

    fn apart(&mut self) -> &mut Apart {
        self.apart.get_or_insert_default()
    }

    /// Reads some logs from other places than the rest.
    pub(crate) fn with_floors(mut self, floors: Option<Floors>) -> Self {
        if floors.is_some() || self.apart.is_some() {
            self.apart().floors = floors;
        }
        self
    }

    /// Reads from an earlier position, some logs from later ones.
    pub(crate) fn moved_back(self, after: u64, floors: Floors) -> Self {
        Self { after, ..self }.with_floors(Some(floors))
    }

    /// Goes on when all its channels are closed.
    pub(crate) fn outliving_channels(mut self) -> Self {
        self.apart().outlives_channels = true;
        self
    }

    /// Tells of a gap before anything else, whether anything is known to be lost or not.
    pub(crate) fn with_gap(mut self, gap: Gap) -> Self {
        self.apart().due = Some(gap);
        self
    }

    /// Sends a snapshot where it belongs in the order of events.
    pub(crate) fn with_snapshot(mut self, snapshot: Snapshot) -> Self {
        self.apart().snapshot = Some(snapshot);
        self
    }

    fn due(&self) -> Option<&Gap> {
        self.apart.as_ref()?.due.as_ref()
    }

    fn snapshot(&self) -> Option<&Snapshot> {
        self.apart.as_ref()?.snapshot.as_ref()
    }

    fn floors(&self) -> Option<&Floors> {
        self.apart.as_ref()?.floors.as_ref()
    }

    fn logs(&self) -> &[Arc<Log>] {
        self.audience.logs()
    }

    /// Forgets what is over.
    fn settle(&mut self) {
        let Some(apart) = &mut self.apart else { return };
        if apart.floors.as_ref().is_some_and(|floors| floors.through <= self.after) {
            apart.floors = None;
        }
        if apart.told <= self.after {
            apart.told = 0;
        }
        if apart.is_nothing() {
            self.apart = None;
        }
    }

    pub(crate) fn after(&self) -> u64 {
        self.after
    }

    /// Whether it is given something else than others that read the same logs from the same position.
    pub(crate) fn is_apart(&self) -> bool {
        self.apart.is_some()
    }

    /// Whether nothing has come for it since a look that left nothing behind; it then moves over what has come for others. It costs less
    /// than a look.
    pub(crate) fn passes(&mut self, hub: &Hub) -> bool {
        // The head comes first: all that is at or below it is in the logs by now.
        let head = hub.head();
        let passes = !self.is_apart() && !self.audience.has_news_after(self.after);
        if passes {
            self.after = self.after.max(head);
        }
        passes
    }

    /// Moves over what is not its own.
    pub(crate) fn move_to(&mut self, position: u64) {
        self.after = position;
    }

    /// How far the client has everything, or knows that it may be lost.
    pub(crate) fn told(&self) -> u64 {
        self.apart.as_ref().map_or(0, |apart| apart.told).max(self.after)
    }

    pub(crate) fn has_logs(&self) -> bool {
        !self.logs().is_empty()
    }

    /// Whether the client is to be told of a gap because of the id that it came with.
    pub(crate) fn has_gap(&self) -> bool {
        self.due().is_some()
    }

    /// Whether a gap, a snapshot or history is to come, after which the client has an id.
    pub(crate) fn has_more_to_tell(&self) -> bool {
        self.apart.as_ref().is_some_and(|apart| apart.has_more_to_tell())
    }

    /// Whether something that the client has not seen is no longer kept.
    pub(crate) fn has_lost(&self) -> bool {
        self.logs().iter().enumerate().any(|(index, log)| log.evicted_through() > self.after_in(index))
    }

    /// Why it ended, if it ended by itself.
    pub(crate) fn ending(&self) -> Option<Ending> {
        self.apart.as_ref()?.ending
    }

    /// Looks for what comes next, for a connection that is woken by whatever comes after the look. `None` at its end.
    /// Others that read the same may have been there just before: `recent` is what they found.
    pub(crate) fn look(
        &mut self,
        hub: &Hub,
        waiter: &Waiter,
        recent: Option<&mut Recent>,
    ) -> Poll<Option<Chunk>> {
        if let Some(end) = waiter.end() {
            return Poll::Ready(if end <= self.after { None } else { self.next(hub, end) });
        }
        let end = self.end_of_channels();
        let chunk = match (recent, end) {
            (Some(recent), None) if !self.is_apart() => self.next_among_others(hub, recent),
            _ => self.next(hub, end.unwrap_or(u64::MAX)),
        };
        if chunk.is_none() && end.is_some() {
            self.apart().ending.get_or_insert(Ending::Closed);
        }
        if chunk.is_some() || self.ending().is_some() { Poll::Ready(chunk) } else { Poll::Pending }
    }

    /// What another one found, where it is just what comes next here, too, and all that there is. `on_clock` tells what `now` is on the
    /// manager's clock; neither is asked where there is nothing to take.
    pub(crate) fn same<'a>(
        &self,
        hub: &Hub,
        recent: &'a mut Recent,
        now: impl FnOnce() -> Instant,
        on_clock: impl FnOnce(Instant) -> Duration,
    ) -> Option<(&'a Chunk, Same)> {
        if self.is_apart() {
            return None;
        }
        recent.same(hub.runs().season(), &self.audience, self.after, hub.head(), now, on_clock)
    }

    /// What comes next where nothing sets it apart: what another one has just found from here, or what it finds itself and leaves to others.
    fn next_among_others(&mut self, hub: &Hub, recent: &mut Recent) -> Option<Chunk> {
        let (season, after) = (hub.runs().season(), self.after);
        if let Some((chunk, last)) = recent.find(season, &self.audience, after) {
            self.after = last;
            return Some(chunk);
        }
        let chunk = self.next(hub, u64::MAX);
        if let Some(chunk) = chunk.as_ref().filter(|_| !self.is_apart()) {
            recent.note(season, &self.audience, after, self.after, chunk);
        }
        chunk
    }

    /// Whether nothing is left to be read of channels that are all closed.
    pub(crate) fn is_over(&mut self, hub: &Hub) -> bool {
        self.end_of_channels().is_some_and(|end| self.next(hub, end).is_none())
    }

    /// Where the last of the channels was closed, if all are; or the place of a snapshot behind it.
    fn end_of_channels(&self) -> Option<u64> {
        if self.apart.as_ref().is_some_and(|apart| apart.outlives_channels) {
            return None;
        }
        let channels = self.logs().iter().filter(|log| log.is_channel());
        let closed =
            channels.map(|log| log.closed_at()).try_fold(0, |end, closed| closed.map(|at| end.max(at)));
        let snapshot = self.snapshot().map_or(0, |snapshot| snapshot.at);
        closed.filter(|end| *end > 0).map(|end| end.max(snapshot).max(self.after))
    }

    /// The position after which a log is to be read.
    fn after_in(&self, index: usize) -> u64 {
        let floor = self.floors().and_then(|floors| floors.of_logs.get(index));
        floor.map_or(self.after, |floor| self.after.max(*floor))
    }

    /// Takes what comes next, at or below a limit, and moves behind it; `None` until more is published.
    pub(crate) fn next(&mut self, hub: &Hub, limit: u64) -> Option<Chunk> {
        loop {
            self.settle();
            // The head comes first: all that is at or below it is in the logs by now.
            let head = hub.head().min(limit);
            let upto = self.snapshot().map_or(head, |snapshot| snapshot.at.min(head)).max(self.after);
            let batch = self.read(hub, upto);
            if let Some(loss) = self.loss(&batch, limit) {
                if batch.is_strict && self.due().is_none() {
                    self.apart().ending = Some(Ending::TooSlow);
                    return None;
                }
                return Some(self.tell_gap(hub, loss, &batch));
            }
            let Batch { mut pieces, through, .. } = batch;
            let fitting = within(&pieces, through);
            // Nothing sets the cursor apart, and nothing was left out: neither for its size, nor above a limit.
            let is_all =
                fitting == pieces.len() && through == upto && limit == u64::MAX && self.apart.is_none();
            pieces.truncate(fitting);
            if let Some(Piece { last, events, published, bytes }) = join(&pieces) {
                self.after = last;
                let through = is_all.then_some(upto);
                return Some(Chunk { bytes, events, published: Some(published), gap: None, through });
            }
            self.after = through;
            if through == upto {
                let chunk = self.next_of_snapshot();
                // Behind a snapshot there may be more.
                if chunk.is_some() || upto == limit || self.snapshot().is_none() {
                    return chunk;
                }
            }
        }
    }

    /// How far the client is to be told that it may have lost something, before anything else: whatever it gets behind a loss comes
    /// after that was told, so that no id leads past a loss that it does not know of. A snapshot makes good for what is lost before
    /// it, so what is lost behind it is another gap, told behind it.
    fn loss(&self, batch: &Batch, limit: u64) -> Option<u64> {
        let bound = self.snapshot().map_or(limit, |snapshot| snapshot.at.min(limit));
        match batch.lost.map(|lost| lost.min(bound)) {
            Some(lost) => Some(lost).filter(|lost| *lost > self.told()),
            None => self.due().map(|_| self.after),
        }
    }

    /// What all logs hold above the position. Nearly always one of them at most has any news.
    fn read(&self, hub: &Hub, upto: u64) -> Batch {
        let told = self.told();
        let logs = self.logs().iter().enumerate().map(|(index, log)| (log, self.after_in(index)));
        let mut busy = logs.filter(|(log, after)| log.newest() > *after);
        let channels = self.audience.channels();
        let wanted = |after| Wanted { after, told, upto: upto.max(after), channels };
        match (busy.next(), busy.next()) {
            (None, _) => Batch { pieces: Vec::new(), through: upto, lost: None, is_strict: false },
            (Some((log, after)), None) => {
                let batch = log.read_run(wanted(after), hub.runs());
                Batch { through: batch.through.min(upto), ..batch }
            }
            (Some(first), Some(second)) => {
                let busy = [first, second].into_iter().chain(busy);
                merge(busy.map(|(log, after)| log.read_each(wanted(after))), upto)
            }
        }
    }

    /// Tells that something up to a position may be lost. What is kept of it follows: the client's own position moves up to that alone,
    /// so that whoever comes back from there is told of the rest again.
    fn tell_gap(&mut self, hub: &Hub, to: u64, batch: &Batch) -> Chunk {
        let kept_from = batch.pieces.first().map_or(u64::MAX, |first| first.last);
        let position = to.min(batch.through).min(kept_from.saturating_sub(1)).max(self.after);
        let gap = self.apart().due.take();
        // A client that was told of a loss when it came is not cut off for it, also where a snapshot parts it in two.
        let is_parted = gap.is_some() && batch.lost.is_some_and(|lost| lost > to);
        let id = |position| Some(hub.id(position).into_boxed_str());
        let rest = is_parted.then(|| Gap { reason: GapReason::Expired, from: id(to) });
        let Gap { reason, from } =
            gap.unwrap_or_else(|| Gap { reason: GapReason::Lagged, from: id(self.after) });
        let apart = self.apart();
        (apart.due, apart.told) = (rest, to);
        self.after = position;
        let bytes = wire::gap(reason.as_str(), from.as_deref(), &hub.id(to), &hub.id(position));
        Chunk { bytes, events: 0, published: None, gap: Some(reason), through: None }
    }

    /// The next events of the snapshot, once all that is older has been sent.
    fn next_of_snapshot(&mut self) -> Option<Chunk> {
        let slot = &mut self.apart.as_mut()?.snapshot;
        let snapshot = slot.as_mut().filter(|snapshot| snapshot.at <= self.after)?;
        let mut pieces = Vec::new();
        let mut length = 0;
        while let Some(bytes) =
            snapshot.events.pop_front_if(|next| length == 0 || length + next.len() <= FRAME)
        {
            length += bytes.len();
            pieces.push(Piece { last: snapshot.at, events: 1, published: Duration::ZERO, bytes });
        }
        if snapshot.events.is_empty() {
            *slot = None;
        }
        let joined = join(&pieces)?;
        Some(Chunk { events: joined.events, ..Chunk::without_events(joined.bytes) })
    }
}

/// Merges what several logs gave. Where one was cut short, nothing above the cut is complete.
fn merge(batches: impl Iterator<Item = Batch>, upto: u64) -> Batch {
    let mut merged = Batch { pieces: Vec::new(), through: upto, lost: None, is_strict: false };
    for batch in batches {
        merged.pieces.extend(batch.pieces);
        merged.through = merged.through.min(batch.through);
        merged.is_strict |= batch.is_strict;
        merged.lost = merged.lost.max(batch.lost);
    }
    merged.pieces.sort_unstable_by_key(|piece| piece.last);
    merged
}

/// How many pieces, from the first, end at or below a bound and go in one frame.
fn within(pieces: &[Piece], bound: u64) -> usize {
    let mut length = 0;
    let fits = |piece: &&Piece| {
        let first = length == 0;
        length += piece.bytes.len();
        piece.last <= bound && (first || length <= FRAME)
    };
    pieces.iter().take_while(fits).count()
}
