//! Runs of several events as one piece of memory, shared by all who read the same run.

use bytes::Bytes;

use super::sync::{Mutex, lock};

/// How many runs are remembered. With [`FRAME`](super::log::FRAME) bytes each they stay under 4 MiB, whatever
/// the number of logs.
const SLOTS: u64 = 64;

/// Remembers the runs that were copied together last. Readers that are woken by the same pass want the same
/// run, and get it without another copy.
#[derive(Debug)]
pub(crate) struct Runs {
    slots: Box<[Mutex<Option<Run>>]>,
}

/// The events from one sequence number to another in the log that both belong to. Numbers are the manager's,
/// so that they also tell the log.
#[derive(Debug)]
struct Run {
    first: u64,
    last: u64,
    bytes: Bytes,
}

impl Runs {
    pub(crate) fn new() -> Self {
        Self { slots: (0..SLOTS).map(|_| Mutex::new(None)).collect() }
    }

    /// The bytes of a run, made if they are not remembered.
    pub(crate) fn get(&self, first: u64, last: u64, make: impl FnOnce() -> Bytes) -> Bytes {
        let slot = usize::try_from(last % SLOTS).ok().and_then(|slot| self.slots.get(slot));
        let Some(slot) = slot else { return make() };
        let mut slot = lock(slot);
        if let Some(run) = slot.as_ref().filter(|run| run.first == first && run.last == last) {
            return run.bytes.clone();
        }
        let bytes = make();
        *slot = Some(Run { first, last, bytes: bytes.clone() });
        bytes
    }

    /// Forgets all runs.
    pub(crate) fn clear(&self) {
        self.slots.iter().for_each(|slot| *lock(slot) = None);
    }
}
