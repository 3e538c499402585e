//! What was published, as the server wrote it down.

use std::collections::HashMap;
use std::path::Path;

/// Everything that was published, in its order: the sequence numbers are those of the manager.
#[derive(Debug, Default)]
pub(crate) struct Truth {
    events: Vec<Published>,
    audiences: HashMap<String, u32>,
    /// The sequence numbers of each audience's events.
    of_audiences: Vec<Vec<u64>>,
    /// The sequence numbers of each value's events.
    of_values: HashMap<Value, Vec<u64>>,
}

type Value = (u32, String);

#[derive(Debug)]
pub(crate) struct Published {
    pub(crate) audience: u32,
    pub(crate) hash: u64,
    value: Option<Value>,
}

impl Truth {
    pub(crate) fn read(path: &Path) -> Self {
        Self::of(&std::fs::read_to_string(path).unwrap())
    }

    /// The record, whose lines come in any order.
    pub(crate) fn of(record: &str) -> Self {
        let mut lines: Vec<(u64, &str)> = record
            .lines()
            .map(|line| line.split_once(' ').unwrap())
            .map(|(sequence, rest)| (sequence.parse().unwrap(), rest))
            .collect();
        lines.sort_unstable();
        let mut truth = Self::default();
        for (index, (sequence, rest)) in lines.into_iter().enumerate() {
            assert_eq!(sequence, index as u64 + 1, "each number was given once");
            truth.add(sequence, rest);
        }
        truth
    }

    fn add(&mut self, sequence: u64, line: &str) {
        let [audience, number, key, hash] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let next = u32::try_from(self.audiences.len()).unwrap();
        let audience = *self.audiences.entry(audience.to_owned()).or_insert(next);
        if audience == next {
            self.of_audiences.push(Vec::new());
        }
        let events = &mut self.of_audiences[audience as usize];
        events.push(sequence);
        assert_eq!(
            number.parse(),
            Ok(events.len()),
            "an audience's events have the order of their publication"
        );
        let value = (key != "-").then(|| (audience, key.to_owned()));
        if let Some(value) = &value {
            self.of_values.entry(value.clone()).or_default().push(sequence);
        }
        self.events.push(Published { audience, hash: hash.parse().unwrap(), value });
    }

    pub(crate) fn count(&self) -> usize {
        self.events.len()
    }

    pub(crate) fn event(&self, sequence: u64) -> Option<&Published> {
        self.events.get(usize::try_from(sequence).unwrap().checked_sub(1)?)
    }

    pub(crate) fn audience(&self, name: &str) -> Option<u32> {
        self.audiences.get(name).copied()
    }

    /// The events of an audience with `after < sequence <= through`.
    pub(crate) fn between(&self, audience: u32, after: u64, through: u64) -> &[u64] {
        let events = &self.of_audiences[audience as usize];
        let place = |bound| events.partition_point(|sequence| *sequence <= bound);
        &events[place(after)..place(through).max(place(after))]
    }

    /// The later events of an event's value.
    pub(crate) fn later(&self, sequence: u64) -> &[u64] {
        let value = self.event(sequence).and_then(|event| event.value.as_ref());
        let events = value.map_or(&[][..], |value| &self.of_values[value]);
        &events[events.partition_point(|other| *other <= sequence)..]
    }
}
