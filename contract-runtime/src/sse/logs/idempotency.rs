//! Which publications have been accepted already.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

use super::log::LogName;
use super::publication::Published;

/// Remembers idempotency keys for a time, a bounded number of them.
#[derive(Debug)]
pub(crate) struct Accepted {
    window: Duration,
    capacity: usize,
    hashers: [RandomState; 2],
    by_key: HashMap<Key, Published>,
    /// Oldest first.
    order: VecDeque<(Duration, Key)>,
}

/// Stands for a key in one channel. 128 bits of two randomly keyed hashes, so that a key takes the same memory
/// however long its texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Key([u64; 2]);

impl Accepted {
    pub(crate) fn new(window: Duration, capacity: usize) -> Self {
        let hashers = [RandomState::new(), RandomState::new()];
        Self { window, capacity, hashers, by_key: HashMap::new(), order: VecDeque::new() }
    }

    pub(crate) fn key(&self, log: &LogName, scope: Option<&str>, text: &str) -> Key {
        Key(self.hashers.each_ref().map(|hasher| hasher.hash_one((log, scope, text))))
    }

    /// What was published with a key within the window.
    pub(crate) fn find(&mut self, key: Key, now: Duration) -> Option<Published> {
        self.forget(now);
        self.by_key.get(&key).copied()
    }

    pub(crate) fn insert(&mut self, key: Key, published: Published, now: Duration) {
        self.by_key.insert(key, published);
        self.order.push_back((now, key));
        self.forget(now);
    }

    fn forget(&mut self, now: Duration) {
        let is_over = |&mut (at, _): &mut (Duration, Key)| now.saturating_sub(at) >= self.window;
        while let Some((_, key)) = self.order.pop_front_if(is_over) {
            self.by_key.remove(&key);
        }
        while self.order.len() > self.capacity
            && let Some((_, key)) = self.order.pop_front()
        {
            self.by_key.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    fn published(sequence: u64) -> Published {
        Published { first: sequence, last: sequence }
    }

    #[test]
    fn a_key_is_one_of_its_channel_and_scope() {
        let accepted = Accepted::new(MINUTE, 10);
        let [a, b] = ["a", "b"].map(|name| LogName::Channel(name.into()));
        let key = accepted.key(&a, None, "7");
        assert_eq!(key, accepted.key(&LogName::Channel("a".into()), None, "7"));
        let others = [
            accepted.key(&b, None, "7"),
            accepted.key(&LogName::Client("a".into()), None, "7"),
            accepted.key(&a, Some("x"), "7"),
            accepted.key(&a, None, "8"),
        ];
        assert!(!others.contains(&key));
    }

    #[test]
    fn keys_are_forgotten_after_the_window_and_beyond_the_number() {
        let mut accepted = Accepted::new(MINUTE, 3);
        let keys: Vec<Key> =
            (0..5).map(|number| accepted.key(&LogName::Everyone, None, &number.to_string())).collect();
        for (number, key) in (0..).zip(&keys) {
            accepted.insert(*key, published(number), Duration::from_secs(number));
        }
        let found: Vec<_> = keys.iter().map(|key| accepted.find(*key, MINUTE)).collect();
        assert_eq!(found, [None, None, Some(published(2)), Some(published(3)), Some(published(4))]);
        assert_eq!(accepted.find(keys[2], MINUTE + Duration::from_secs(2)), None);
        assert_eq!(accepted.find(keys[3], MINUTE + Duration::from_secs(2)), Some(published(3)));
        assert_eq!((accepted.by_key.len(), accepted.order.len()), (2, 2));
    }
}
