//! The ledger of every connection, and what it is held against.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Instant;

use contract_tests::sse_decoder::Message;
use serde::Deserialize;

/// Where a client asked its connection to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Began {
    /// It came without an id.
    New,
    /// It had everything up to here.
    After(u64),
    /// Its id tells this server nothing: why, and the id as the gap is to repeat it.
    Nowhere(&'static str, Option<String>),
}

/// A gap that a client was told of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gap {
    pub(crate) reason: String,
    pub(crate) from: Option<String>,
    /// `from`, if it is an id of this server; the beginning of everything otherwise.
    pub(crate) after: u64,
    pub(crate) to: u64,
}

/// What one connection was, from its answer to its end.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) visitor: usize,
    /// Which audiences it listens to.
    pub(crate) audiences: Arc<[String]>,
    pub(crate) began: Began,
    /// Whether it asked for a state to begin with.
    pub(crate) wants_hello: bool,
    /// Whether it is a browser's `EventSource`, which is told where it stands.
    pub(crate) is_told_its_place: bool,
    /// When its answer had begun.
    pub(crate) answered: Instant,
    /// Where it was told that it stands before it had any event.
    pub(crate) place: Option<u64>,
    /// The sequence numbers of all events, in the order in which they came.
    pub(crate) events: Vec<u32>,
    pub(crate) gaps: Vec<Gap>,
    /// The place of the state that it was told.
    pub(crate) hello: Option<u64>,
    /// How many bytes it had.
    pub(crate) bytes: u64,
    /// How far it came, by the last id that it was told.
    pub(crate) through: Option<u64>,
    /// Whether it has the last event of all.
    pub(crate) has_end: bool,
}

#[derive(Deserialize)]
struct GapData {
    reason: String,
    from: Option<String>,
    to: String,
}

impl Entry {
    /// A connection of which nothing has come yet.
    pub(crate) fn new(visitor: usize, audiences: Arc<[String]>, began: Began) -> Self {
        Self {
            visitor,
            audiences,
            began,
            wants_hello: false,
            is_told_its_place: false,
            answered: Instant::now(),
            place: None,
            events: Vec::new(),
            gaps: Vec::new(),
            hello: None,
            bytes: 0,
            through: None,
            has_end: false,
        }
    }

    /// Notes an event. An error is what can be told to be wrong by the connection alone.
    pub(crate) fn note(&mut self, message: &Message, ledger: &Ledger) -> Result<(), String> {
        let sequence = ledger.sequence(&message.last_event_id)?;
        let so_far = self.through.unwrap_or(0);
        let goes_on = |is_so: bool| {
            if is_so { Ok(()) } else { Err(format!("{message:?} comes after {so_far}: {self:?}")) }
        };
        match message.event.as_str() {
            "said" | "end" => {
                goes_on(self.through.is_none_or(|through| through < sequence))?;
                ledger.claim(sequence, &message.data)?;
                self.events.push(u32::try_from(sequence).unwrap());
                self.has_end |= message.event == "end" && ledger.is_the_end(&message.data);
            }
            "hello" => {
                goes_on(self.wants_hello && self.hello.is_none() && so_far <= sequence)?;
                if self.through.is_none() {
                    self.place = Some(sequence);
                }
                self.hello = Some(sequence);
            }
            "gap" => {
                goes_on(so_far <= sequence)?;
                let GapData { reason, from, to } = serde_json::from_str(&message.data).unwrap();
                let to = ledger.sequence(&to)?;
                goes_on(sequence <= to)?;
                let after = from.as_deref().and_then(|from| ledger.sequence(from).ok()).unwrap_or(0);
                let after = if reason == "lagged" || reason == "expired" { after } else { 0 };
                self.gaps.push(Gap { reason, from, after, to });
            }
            _ => goes_on(false)?,
        }
        self.through = Some(sequence);
        Ok(())
    }

    /// Notes the last id, which may have been told without an event.
    pub(crate) fn note_place(&mut self, id: &str, ledger: &Ledger) -> Result<(), String> {
        if id.is_empty() {
            return Ok(());
        }
        let place = ledger.sequence(id)?;
        if self.through.is_some_and(|through| place < through) {
            return Err(format!("back to {place}: {self:?}"));
        }
        if self.through.is_none() {
            self.place = Some(place);
        }
        self.through = Some(place);
        Ok(())
    }
}

/// The entries of all connections, and what they have in common.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    epoch: OnceLock<String>,
    /// By sequence number, what its first reader got. All others must get the same.
    claims: Mutex<HashMap<u64, u64>>,
    entries: Mutex<Vec<Entry>>,
    /// Events to everyone: when they were asked for, and what their numbers are.
    soundings: Mutex<Vec<(Instant, u64)>>,
    faults: Mutex<Vec<String>>,
    /// Which of the last events of all is the next one.
    season: AtomicU64,
}

impl Ledger {
    /// From now on it is another event that is the last of all.
    pub(crate) fn begin_season(&self) {
        self.season.fetch_add(1, Ordering::Relaxed);
    }

    fn is_the_end(&self, data: &str) -> bool {
        data.parse() == Ok(self.season.load(Ordering::Relaxed))
    }

    /// The sequence number of an id of this server.
    fn sequence(&self, id: &str) -> Result<u64, String> {
        let (epoch, sequence) = id.rsplit_once('-').ok_or_else(|| format!("no id: {id:?}"))?;
        if self.epoch.get_or_init(|| epoch.to_owned()) != epoch {
            return Err(format!("an id of another server: {id}"));
        }
        sequence.parse().map_err(|_| format!("no id: {id:?}"))
    }

    /// The id of a sequence number.
    pub(crate) fn id(&self, sequence: u64) -> String {
        format!("{}-{sequence}", self.epoch.get().expect("there is an id before one is sent back"))
    }

    fn claim(&self, sequence: u64, data: &str) -> Result<(), String> {
        let mut hasher = DefaultHasher::new();
        hasher.write(data.as_bytes());
        let hash = hasher.finish();
        let claimed = *self.claims.lock().unwrap().entry(sequence).or_insert(hash);
        if claimed == hash { Ok(()) } else { Err(format!("{sequence} is something else: {data}")) }
    }

    /// What the readers of an event got.
    pub(crate) fn claimed(&self, sequence: u64) -> Option<u64> {
        self.claims.lock().unwrap().get(&sequence).copied()
    }

    pub(crate) fn add(&self, entry: Entry) {
        self.entries.lock().unwrap().push(entry);
    }

    /// Takes all entries, those of a visitor in their order.
    pub(crate) fn take(&self) -> Vec<Entry> {
        std::mem::take(&mut self.entries.lock().unwrap())
    }

    pub(crate) fn sound(&self, asked: Instant, id: &str) {
        let sequence = self.sequence(id).unwrap();
        self.soundings.lock().unwrap().push((asked, sequence));
    }

    /// The first event to everyone that was asked for after a time.
    pub(crate) fn sounding_after(&self, time: Instant) -> Option<u64> {
        let soundings = self.soundings.lock().unwrap();
        soundings.get(soundings.partition_point(|(asked, _)| *asked <= time)).map(|(_, sequence)| *sequence)
    }

    pub(crate) fn fault(&self, fault: String) {
        self.faults.lock().unwrap().push(fault);
    }

    /// Fails if anything was wrong.
    #[track_caller]
    pub(crate) fn assert_no_faults(&self) {
        let faults = self.faults.lock().unwrap();
        let first: Vec<_> = faults.iter().take(5).collect();
        assert!(faults.is_empty(), "{} faults: {first:#?}", faults.len());
    }
}
