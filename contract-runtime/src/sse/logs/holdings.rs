//! What all logs hold together, and what of it is the oldest.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entries::Entries;
use super::log::Log;

/// Keeps account of logs: each change of what they hold goes through here.
#[derive(Debug, Default)]
pub(crate) struct Holdings {
    /// In bytes.
    cost: usize,
    /// The logs that hold more than their newest event, by the number of their oldest, which is the manager's and so no other log's.
    spare: BTreeMap<u64, Arc<Log>>,
}

impl Holdings {
    /// What all logs cost, in bytes.
    pub(crate) fn cost(&self) -> usize {
        self.cost
    }

    /// Changes what a log holds, and gives how many bytes it takes less than before.
    pub(crate) fn change(&mut self, log: &Arc<Log>, change: impl FnOnce(&mut Entries)) -> usize {
        let (before, after) = log.change(change);
        self.cost = self.cost + after.cost - before.cost;
        if before.oldest_spare != after.oldest_spare {
            // Nearly always it is still the same, or one that is further back in the same log.
            self.remove(before.oldest_spare);
            self.spare.extend(after.oldest_spare.map(|oldest| (oldest, Arc::clone(log))));
        }
        before.cost.saturating_sub(after.cost)
    }

    /// Has a log drop all that it holds, which is given back to be freed where no lock is held.
    pub(crate) fn clear(&mut self, log: &Log) -> Entries {
        let dropped = log.clear();
        let before = dropped.standing();
        self.cost -= before.cost;
        self.remove(before.oldest_spare);
        dropped
    }

    fn remove(&mut self, oldest_spare: Option<u64>) {
        if let Some(oldest) = oldest_spare {
            self.spare.remove(&oldest);
        }
    }

    /// The oldest event of all that are not the newest of their logs, and its log.
    pub(crate) fn oldest_spare(&self) -> Option<(u64, &Arc<Log>)> {
        self.spare.first_key_value().map(|(oldest, log)| (*oldest, log))
    }
}
