//! Runs of several events as one piece of memory, shared by all who read the same run.

use bytes::Bytes;

use super::super::sync::{AtomicU64, Mutex, Ordering, lock};

/// How many runs are remembered. With [`FRAME`](super::log::FRAME) bytes each they stay under 4 MiB, whatever
/// the number of logs.
const SLOTS: u64 = 64;

/// Remembers the runs that were copied together last. Readers that are woken by the same pass want the same
/// run, and get it without another copy.
#[derive(Debug)]
pub(crate) struct Runs {
    season: AtomicU64,
    slots: Box<[Mutex<Option<Run>>]>,
}

/// The events from one sequence number to another in the log that both belong to. Numbers are the manager's,
/// so that they also tell the log.
#[derive(Debug)]
struct Run {
    season: Season,
    first: u64,
    last: u64,
    bytes: Bytes,
}

/// The time between two changes of what logs give. What was read in one is not for those who read in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Season(u64);

impl Runs {
    pub(crate) fn new() -> Self {
        Self { season: AtomicU64::new(0), slots: (0..SLOTS).map(|_| Mutex::new(None)).collect() }
    }

    /// To be looked at before a log is read.
    pub(crate) fn season(&self) -> Season {
        Season(self.season.load(Ordering::Acquire))
    }

    /// The bytes of a run that was read in a season, made if they are not remembered.
    pub(crate) fn get(&self, season: Season, first: u64, last: u64, make: impl FnOnce() -> Bytes) -> Bytes {
        let slot = usize::try_from(last % SLOTS).ok().and_then(|slot| self.slots.get(slot));
        let Some(slot) = slot else { return make() };
        let mut slot = lock(slot);
        if let Some(run) =
            slot.as_ref().filter(|run| (run.season, run.first, run.last) == (season, first, last))
        {
            return run.bytes.clone();
        }
        let bytes = make();
        *slot = Some(Run { season, first, last, bytes: bytes.clone() });
        bytes
    }

    /// Forgets all runs. To be called when logs have begun to give something else.
    pub(crate) fn clear(&self) {
        self.season.fetch_add(1, Ordering::AcqRel);
        self.slots.iter().for_each(|slot| *lock(slot) = None);
    }
}
