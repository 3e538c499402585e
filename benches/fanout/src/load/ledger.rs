//! What has arrived of what was published: the next event of every connection, and how far all of them are.

use std::collections::VecDeque;

use bench_fanout::Histogram;

use crate::stream::Seen;

/// The account of all connections that read.
#[derive(Debug)]
pub(crate) struct Ledger {
    readers: u64,
    /// All readers have every event below this one.
    complete: u64,
    /// How many readers have the events from there on.
    received: VecDeque<u64>,
    pub(crate) deliveries: u64,
    pub(crate) delays: Histogram,
}

impl Ledger {
    /// The account of events from a number on.
    pub(crate) fn new(readers: usize, first: u64) -> Self {
        Self {
            readers: readers as u64,
            complete: first,
            received: VecDeque::new(),
            deliveries: 0,
            delays: Histogram::default(),
        }
    }

    /// Notes an event on a connection whose next one has this number; an error if it is another one.
    pub(crate) fn enter(&mut self, seen: Seen, next: &mut u64, now: u64) -> Result<(), String> {
        if seen.number != *next {
            let what = if seen.number > *next { "lost" } else { "sent again" };
            return Err(format!("an event was {what}: {} came where {next} was due", seen.number));
        }
        *next += 1;
        self.deliveries += 1;
        self.delays.record(now.saturating_sub(seen.at));
        let index = usize::try_from(seen.number.wrapping_sub(self.complete)).unwrap_or(usize::MAX);
        while self.received.len() <= index {
            self.received.push_back(0);
        }
        if let Some(readers) = self.received.get_mut(index) {
            *readers += 1;
        }
        while self.received.front() == Some(&self.readers) {
            self.received.pop_front();
            self.complete += 1;
        }
        Ok(())
    }

    /// How many events, counted from the first one of all, every reader has.
    pub(crate) fn complete(&self) -> u64 {
        self.complete
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(number: u64) -> Seen {
        Seen { number, at: 100 }
    }

    #[test]
    fn an_event_is_complete_when_all_have_it() {
        let mut ledger = Ledger::new(2, 0);
        let mut next = [0, 0];
        for number in 0..3 {
            ledger.enter(seen(number), &mut next[0], 150).expect("it is due");
        }
        assert_eq!(ledger.complete(), 0);
        ledger.enter(seen(0), &mut next[1], 170).expect("it is due");
        ledger.enter(seen(1), &mut next[1], 170).expect("it is due");
        assert_eq!((ledger.complete(), ledger.deliveries, ledger.delays.most()), (2, 5, 70));
    }

    #[test]
    fn what_is_lost_or_sent_again_is_an_error() {
        let mut ledger = Ledger::new(1, 0);
        let mut next = 0;
        ledger.enter(seen(0), &mut next, 100).expect("it is due");
        let lost = ledger.enter(seen(2), &mut next, 100).expect_err("1 is due");
        assert!(lost.contains("lost"), "{lost}");
        let again = ledger.enter(seen(0), &mut next, 100).expect_err("1 is due");
        assert!(again.contains("again"), "{again}");
    }
}
