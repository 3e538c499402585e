//! One log: what was published to one audience, and who reads it.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::super::options::channel_options::LogOptions;
use super::super::options::slow::SlowPolicy;
use super::super::sync::{AtomicBool, AtomicU64, Mutex, MutexGuard, Ordering, lock};
use super::connection::Connection;
use super::entries::{Entries, Standing};
use super::entry::Entry;
use super::members::Members;
use super::roster::Numbered as _;
use super::runs::{Runs, Season};

/// About how many bytes are handed to a connection at once. A single larger event still goes in one piece.
pub(crate) const FRAME: usize = 64 << 10;

/// Which audience a log belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum LogName {
    Everyone,
    Channel(Arc<str>),
    Client(Arc<str>),
}

impl LogName {
    fn length(&self) -> usize {
        match self {
            Self::Everyone => 0,
            Self::Channel(name) | Self::Client(name) => name.len(),
        }
    }
}

/// A log. Only the [hub](super::hub) appends and adds readers, under its lock; reading takes the log's alone.
#[derive(Debug)]
pub(crate) struct Log {
    name: LogName,
    /// The newest sequence number, so that readers without news need no lock. The hub's head is stored after it,
    /// and orders it.
    newest: AtomicU64,
    /// Whether the log waits for the next delivery pass.
    marked: AtomicBool,
    /// The position at which the channel was closed; `OPEN` as long as it is not.
    closed_at: AtomicU64,
    entries: Mutex<Entries>,
    readers: Readers,
}

const OPEN: u64 = u64::MAX;

/// Connections that many share.
pub(crate) type Connections = Mutex<Members>;

/// Who reads a log.
#[derive(Debug)]
pub(crate) enum Readers {
    Own(Connections),
    /// All that are open, as it is with what is published to everyone: they are on a list already. One that reads no log is woken for
    /// nothing, and one that is about to be open has yet to look for the first time.
    AllOpen(Arc<Connections>),
}

impl Readers {
    fn lock(&self) -> MutexGuard<'_, Members> {
        match self {
            Self::Own(readers) => lock(readers),
            Self::AllOpen(open) => lock(open),
        }
    }
}

/// What a log gave to a reader.
#[derive(Debug)]
pub(crate) struct Batch {
    /// In order, and none above `through`.
    pub(crate) pieces: Vec<Piece>,
    /// Everything of this log up to here is in the batch, or was dropped.
    pub(crate) through: u64,
    /// The newest sequence number that was dropped before the reader had it, or knew.
    pub(crate) lost: Option<u64>,
    /// Whether a reader is to be cut off for that.
    pub(crate) is_strict: bool,
}

/// One event, or several that follow each other.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) last: u64,
    pub(crate) events: u64,
    /// When the first of them was published, on the manager's clock.
    pub(crate) published: Duration,
    pub(crate) bytes: Bytes,
}

impl Piece {
    fn of(entry: &Entry) -> Self {
        Self { last: entry.sequence, events: 1, published: entry.at, bytes: entry.bytes.clone() }
    }
}

/// What a reader wants.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) after: u64,
    /// The reader knows that whatever is not kept up to here is lost.
    pub(crate) told: u64,
    pub(crate) upto: u64,
    /// The channels that the connection is subscribed to: it sees the entries of their scopes.
    pub(crate) channels: &'a [Arc<str>],
}

impl Wanted<'_> {
    fn sees(self, entry: &Entry) -> bool {
        entry.scope.as_ref().is_none_or(|scope| self.channels.contains(scope))
    }
}

impl Log {
    pub(crate) fn new(
        name: LogName,
        evicted_through: u64,
        options: Arc<LogOptions>,
        readers: Readers,
    ) -> Self {
        Self {
            newest: AtomicU64::new(evicted_through),
            marked: AtomicBool::new(false),
            closed_at: AtomicU64::new(OPEN),
            entries: Mutex::new(Entries::new(name.length(), evicted_through, options)),
            readers,
            name,
        }
    }

    pub(crate) fn name(&self) -> &LogName {
        &self.name
    }

    /// The highest sequence number that a reader may have to hear of, read or lost.
    pub(crate) fn newest(&self) -> u64 {
        self.newest.load(Ordering::Relaxed)
    }

    /// Changes the entries, and gives how they stood before and stand now.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Entries)) -> (Standing, Standing) {
        let mut entries = lock(&self.entries);
        let before = entries.standing();
        change(&mut entries);
        (before, entries.standing())
    }

    /// Notes the newest sequence number, which the entries have by now or never will.
    pub(crate) fn set_newest(&self, sequence: u64) {
        self.newest.store(sequence, Ordering::Relaxed);
    }

    /// Where the channel was closed, if it is. Whoever learns it finds the hub's head there or above.
    pub(crate) fn closed_at(&self) -> Option<u64> {
        Some(self.closed_at.load(Ordering::Acquire)).filter(|position| *position != OPEN)
    }

    /// To be called after the hub's head was set.
    pub(crate) fn set_closed_at(&self, position: Option<u64>) {
        self.closed_at.store(position.unwrap_or(OPEN), Ordering::Release);
    }

    pub(crate) fn is_channel(&self) -> bool {
        matches!(self.name, LogName::Channel(_))
    }

    /// Drops all entries, and gives them back to be freed where no lock is held.
    pub(crate) fn clear(&self) -> Entries {
        lock(&self.entries).clear()
    }

    pub(crate) fn is_empty(&self) -> bool {
        lock(&self.entries).is_empty()
    }

    pub(crate) fn evicted_through(&self) -> u64 {
        lock(&self.entries).evicted_through()
    }

    /// Reads as one piece: what nearly every reader wants, who has news of one log alone.
    pub(crate) fn read_run(&self, wanted: Wanted<'_>, runs: &Runs) -> Batch {
        let season = runs.season();
        let mut batch = self.read(wanted, |entries, range| match self.name {
            // The entries of a client's log may have scopes, so that two readers may see different runs.
            LogName::Client(_) => visible(entries, range, wanted),
            LogName::Everyone | LogName::Channel(_) => {
                run(entries, range, season, runs).into_iter().collect()
            }
        });
        // The first piece tells where a gap leaves off, and it is told before the piece is sent.
        if batch.pieces.len() > 1 && batch.lost.is_none() {
            batch.pieces = join(&batch.pieces).into_iter().collect();
        }
        batch
    }

    /// Reads a piece an event, for readers that have to merge several logs.
    pub(crate) fn read_each(&self, wanted: Wanted<'_>) -> Batch {
        self.read(wanted, |entries, range| visible(entries, range, wanted))
    }

    fn read(&self, wanted: Wanted<'_>, collect: impl FnOnce(&Entries, Range<usize>) -> Vec<Piece>) -> Batch {
        let entries = lock(&self.entries);
        let (through, pieces) = if entries.are_values() {
            newest_values(&entries, wanted)
        } else {
            let pending = entries.between(wanted.after, wanted.upto);
            let range = entries.cut(pending.clone(), FRAME);
            let cut_at = entries.range(range.clone()).next_back().map(|last| last.sequence);
            let through = cut_at.filter(|_| range.end < pending.end).unwrap_or(wanted.upto);
            (through, collect(&entries, range))
        };
        let lost = Some(entries.evicted_through()).filter(|lost| *lost > wanted.after.max(wanted.told));
        let is_strict = lost.is_some() && entries.options().slow == SlowPolicy::Close;
        Batch { pieces, through, lost, is_strict }
    }

    /// Whether a reader at a position has lost something, and is to be cut off for it.
    pub(crate) fn cuts_off(&self, after: u64) -> bool {
        let entries = lock(&self.entries);
        entries.options().slow == SlowPolicy::Close && entries.evicted_through() > after
    }

    /// The sequence numbers of the newest events up to a position, newest first: at most so many, and none that
    /// was published before a time.
    pub(crate) fn newest_events(&self, upto: u64, most: usize, not_before: Duration) -> Vec<u64> {
        let entries = lock(&self.entries);
        let newest = entries.visible(0, upto).rev();
        newest.take_while(|entry| entry.at >= not_before).take(most).map(|entry| entry.sequence).collect()
    }

    /// How many kept events a reader has not been given yet.
    pub(crate) fn lag(&self, wanted: Wanted<'_>) -> u64 {
        if self.newest() <= wanted.after {
            return 0;
        }
        let entries = lock(&self.entries);
        let pending = entries.visible(wanted.after, wanted.upto);
        pending.filter(|entry| wanted.sees(entry)).count() as u64
    }

    pub(crate) fn add_reader(&self, connection: Arc<Connection>) {
        if let Readers::Own(readers) = &self.readers {
            lock(readers).insert(connection);
        }
    }

    pub(crate) fn remove_reader(&self, connection: &Connection) {
        if let Readers::Own(readers) = &self.readers {
            lock(readers).remove(connection.number());
        }
    }

    pub(crate) fn readers(&self) -> Vec<Arc<Connection>> {
        self.readers.lock().iter().cloned().collect()
    }

    /// Marks the log for the next pass. False if it is marked already.
    pub(crate) fn mark(&self) -> bool {
        !self.marked.swap(true, Ordering::AcqRel)
    }

    /// Has a reader that lives in a reactor told together with its others.
    pub(crate) fn move_in(&self, reader: &Connection) {
        self.readers.lock().move_in(reader);
    }

    /// To be called before it leaves its reactor.
    pub(crate) fn move_out(&self, reader: &Connection) {
        self.readers.lock().move_out(reader);
    }

    /// Wakes all readers. The mark goes first, so that what is published from now on asks for another pass. Who moves into a reactor
    /// meanwhile looks by itself.
    pub(crate) fn wake_readers(&self) {
        self.marked.swap(false, Ordering::AcqRel);
        let readers = self.readers.lock();
        readers.ring();
        if readers.have_tasks() {
            self.wake_tasks(readers);
        }
    }

    /// A few at a time: whoever attaches meanwhile must not wait for thousands of wake-ups.
    fn wake_tasks<'a>(&'a self, mut readers: MutexGuard<'a, Members>) {
        const AT_ONCE: usize = 64;
        let mut wakers = Vec::with_capacity(AT_ONCE.min(readers.len()));
        let mut next = 0;
        loop {
            let mut visited = 0;
            for reader in readers.from(next).take(AT_ONCE) {
                wakers.extend(reader.waiter.take());
                next = reader.number() + 1;
                visited += 1;
            }
            drop(readers);
            wakers.drain(..).for_each(std::task::Waker::wake);
            if visited < AT_ONCE {
                return;
            }
            readers = self.readers.lock();
        }
    }
}

fn visible(entries: &Entries, range: Range<usize>, wanted: Wanted<'_>) -> Vec<Piece> {
    let seen = entries.range(range).filter(|entry| wanted.sees(entry));
    seen.map(Piece::of).collect()
}

/// A range of entries that everybody sees, as one piece.
fn run(entries: &Entries, range: Range<usize>, season: Season, runs: &Runs) -> Option<Piece> {
    let mut all = entries.range(range.clone());
    let first = all.next()?;
    let Some(last) = all.next_back() else {
        return Some(Piece::of(first));
    };
    let bytes = runs.get(season, first.sequence, last.sequence, || {
        let mut run = BytesMut::with_capacity(entries.length(&range));
        entries.range(range.clone()).for_each(|entry| run.extend_from_slice(&entry.bytes));
        run.freeze()
    });
    Some(Piece { last: last.sequence, events: range.len() as u64, published: first.at, bytes })
}

/// The newest event of each key, and the events without one, as many as go in one frame; and how far that is.
fn newest_values(entries: &Entries, wanted: Wanted<'_>) -> (u64, Vec<Piece>) {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut length = 0;
    for entry in entries.visible(wanted.after, wanted.upto).filter(|entry| wanted.sees(entry)) {
        length += entry.bytes.len();
        if let Some(last) = pieces.last().filter(|_| length > FRAME) {
            return (last.last, pieces);
        }
        pieces.push(Piece::of(entry));
    }
    (wanted.upto, pieces)
}

/// Joins pieces that follow each other. One alone is shared. Several are copied for each reader: which of a log's values or of
/// a client's events are among them is not told by the first and the last, as it is of a [run](super::runs).
pub(crate) fn join(pieces: &[Piece]) -> Option<Piece> {
    let last = pieces.last()?;
    let [first, _, ..] = pieces else { return Some(last.clone()) };
    let mut bytes = BytesMut::with_capacity(pieces.iter().map(|piece| piece.bytes.len()).sum());
    for piece in pieces {
        bytes.extend_from_slice(&piece.bytes);
    }
    let events = pieces.iter().map(|piece| piece.events).sum();
    Some(Piece { last: last.last, events, published: first.published, bytes: bytes.freeze() })
}
