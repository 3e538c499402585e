use std::time::Duration;

use bytes::Bytes;

use crate::sse::History;
use crate::sse::logs::entries::Entries;
use crate::sse::logs::entry::Entry;
use crate::sse::options::channel_options::LogOptions;

const HISTORY: History = History { events: 5, bytes: 100, age: Duration::from_secs(10) };

fn entry(sequence: u64, length: usize, seconds: u64) -> Entry {
    let bytes = Bytes::from(vec![b'x'; length]);
    Entry { sequence, bytes, scope: None, key: None, at: Duration::from_secs(seconds) }
}

fn entries(sequences: impl IntoIterator<Item = u64>) -> Entries {
    let mut entries = Entries::new(0, 0, LogOptions { history: HISTORY, ..LogOptions::default() }.into());
    for sequence in sequences {
        entries.append(entry(sequence, 10, 0));
    }
    entries
}

fn kept(entries: &Entries) -> Vec<u64> {
    sequences(entries, 0, u64::MAX)
}

fn sequences(entries: &Entries, after: u64, upto: u64) -> Vec<u64> {
    entries.range(entries.between(after, upto)).map(|entry| entry.sequence).collect()
}

#[test]
fn keeps_the_newest_by_number() {
    let entries = entries(1..=7);
    assert_eq!(kept(&entries), [3, 4, 5, 6, 7]);
    assert_eq!(entries.evicted_through(), 2);
}

#[test]
fn keeps_the_newest_by_bytes_and_always_one() {
    let mut entries = entries([1, 2, 3]);
    entries.append(entry(4, 85, 0));
    assert_eq!(kept(&entries), [3, 4]);
    entries.append(entry(5, 1000, 0));
    assert_eq!(kept(&entries), [5]);
    assert_eq!(entries.evicted_through(), 4);
}

#[test]
fn drops_what_is_too_old_when_something_comes() {
    let mut entries = entries([1, 2]);
    entries.append(entry(3, 10, 9));
    assert_eq!(kept(&entries), [1, 2, 3]);
    entries.append(entry(4, 10, 10));
    assert_eq!(kept(&entries), [3, 4]);
}

#[test]
fn finds_every_range() {
    let held: Vec<u64> = vec![3, 5, 6, 9];
    for length in 0..=held.len() {
        let entries = entries(held.iter().copied().take(length));
        for after in 0..11 {
            for upto in 0..11 {
                let expected: Vec<u64> =
                    held.iter().copied().take(length).filter(|s| *s > after && *s <= upto).collect();
                assert_eq!(sequences(&entries, after, upto), expected, "{length} {after} {upto}");
            }
        }
    }
}

#[test]
fn cuts_at_a_number_of_bytes_but_gives_one_entry_at_least() {
    let entries = entries(1..=5);
    for (limit, fitting) in [(0, 1), (9, 1), (10, 1), (19, 1), (20, 2), (49, 4), (50, 5), (1000, 5)] {
        assert_eq!(entries.cut(0..5, limit), 0..fitting, "{limit}");
    }
    assert_eq!(entries.cut(2..4, 25), 2..4);
    assert_eq!(entries.cut(3..3, 25), 3..3);
    assert_eq!(entries.length(&(1..4)), 30);
    assert_eq!(entries.length(&(5..5)), 0);
}

#[test]
fn lengths_stay_right_after_eviction() {
    let entries = entries(1..=20);
    assert_eq!(entries.length(&(0..5)), 50);
    assert_eq!(entries.cut(0..5, 30), 0..3);
}

#[test]
fn clearing_remembers_what_was_there() {
    let mut entries = entries([4, 8]);
    let cost = entries.cost();
    assert!(cost > 20);
    assert_eq!(entries.clear().cost(), cost);
    assert_eq!((entries.cost(), entries.evicted_through()), (0, 8));
    assert!(entries.clear().is_empty());
    assert_eq!(entries.evicted_through(), 8);
}

#[test]
fn gives_way_from_the_oldest_on_and_keeps_the_newest() {
    let mut entries = entries([3, 5, 8]);
    let standings = [(); 4].map(|()| {
        let standing = entries.standing();
        entries.give_way();
        (standing.oldest_spare, entries.evicted_through(), kept(&entries).len())
    });
    assert_eq!(standings, [(Some(3), 3, 2), (Some(5), 5, 1), (None, 5, 1), (None, 5, 1)]);
}

#[test]
fn the_room_for_many_goes_with_them() {
    let history = History { events: 10_000, bytes: 1 << 20, ..HISTORY };
    let mut entries = Entries::new(0, 0, LogOptions { history, ..LogOptions::default() }.into());
    (1..=10_000).for_each(|sequence| entries.append(entry(sequence, 1, 0)));
    for _ in 0..9_990 {
        entries.give_way();
    }
    assert!(entries.room() <= 40, "{}", entries.room());
    assert_eq!(kept(&entries), (9_991..=10_000).collect::<Vec<_>>());
}
