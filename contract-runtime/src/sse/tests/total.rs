//! What goes where all logs together hold too much.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::sse::format::wire::Block;
use crate::sse::logs::connection::{Apart, Connection, ConnectionId, Progress};
use crate::sse::logs::cursor::Cursor;
use crate::sse::logs::doorbell::Doorbell;
use crate::sse::logs::hub::{Hub, Limits};
use crate::sse::logs::log::LogName;
use crate::sse::logs::publication::Publication;
use crate::sse::options::channel_options::LogOptions;
use crate::sse::{ChannelOptions, SlowPolicy};

/// About what an event of [`publish`] costs.
const EVENT: usize = 1200;

fn hub(total: usize) -> Hub {
    let limits = Limits { log: LogOptions::default(), total, idempotency: (Duration::from_mins(1), 100) };
    Hub::new("epoch".into(), limits, Arc::new(Doorbell::new()), Arc::default())
}

fn publish_text(hub: &Hub, name: &str, key: Option<&str>, length: usize) -> u64 {
    let name = LogName::Channel(name.into());
    let mut publication = Publication::new(name, None, Block::new("n", &"x".repeat(length)));
    publication.first.key = key.map(Into::into);
    hub.publish(publication, Duration::ZERO).unwrap().last
}

fn publish(hub: &Hub, name: &str) -> u64 {
    publish_text(hub, name, None, 1000)
}

fn publish_value(hub: &Hub, name: &str, key: &str) -> u64 {
    publish_text(hub, name, Some(key), 1000)
}

/// Publishes so many events to channels in turn.
fn publish_in_turn(hub: &Hub, events: usize, names: &[&str]) {
    for number in 0..events {
        publish(hub, names[number % names.len()]);
    }
}

/// The same with one of some keys each.
fn publish_values_in_turn(hub: &Hub, events: usize, names: &[&str], keys: usize) {
    for number in 0..events {
        publish_value(hub, names[number % names.len()], &(number % keys).to_string());
    }
}

/// One who reads a channel.
struct Reader {
    connection: Arc<Connection>,
    cursor: Cursor,
}

impl Reader {
    fn new(hub: &Hub, id: u64, name: &str) -> Self {
        let connection = hub.subscribe(vec![LogName::Channel(name.into())], None, |audience| {
            let apart = Apart { span: None, has_stream: false, places: Mutex::new(None) };
            let progress = Progress::new(0, Duration::ZERO);
            Arc::new(Connection::new(ConnectionId(id), audience, None, progress, apart))
        });
        let cursor = Cursor::new(hub.head(), Arc::clone(&connection.audience));
        Self { connection, cursor }
    }

    /// How many events there are for it, and how many gaps before them.
    fn read(&mut self, hub: &Hub) -> (u64, usize) {
        let chunks: Vec<_> = std::iter::from_fn(|| self.cursor.next(hub, u64::MAX)).collect();
        let events = chunks.iter().map(|chunk| chunk.events).sum();
        (events, chunks.iter().filter(|chunk| chunk.gap.is_some()).count())
    }

    /// How many events are kept of what it reads.
    fn kept(&self) -> usize {
        self.connection.logs()[0].newest_events(u64::MAX, usize::MAX, Duration::ZERO).len()
    }

    fn evicted_through(&self) -> u64 {
        self.connection.logs()[0].evicted_through()
    }
}

/// Nothing is over the total, and no more was let go of than had to be.
fn assert_full(hub: &Hub, total: usize) {
    let (account, count) = hub.cost();
    assert_eq!(account, count);
    assert!((total - EVENT..=total).contains(&account), "{account} of {total}");
}

#[test]
fn what_was_published_the_longest_ago_goes_first_whichever_log_has_it() {
    let hub = hub(6_800);
    let [a, b, c] = [(1, "a"), (2, "b"), (3, "c")].map(|(id, name)| Reader::new(&hub, id, name));
    for name in ["a", "b", "c", "a"] {
        publish(&hub, name);
    }
    let evicted = || [&a, &b, &c].map(Reader::evicted_through);
    assert_eq!(evicted(), [0, 0, 0]);
    publish(&hub, "a");
    assert_eq!(evicted(), [1, 0, 0]);
    // The only one of b, which goes with its log's own cost: there is room for another one.
    publish(&hub, "a");
    publish(&hub, "a");
    assert_eq!(evicted(), [1, 2, 3]);
}

#[test]
fn each_of_a_thousand_busy_channels_keeps_its_newest_part_and_its_readers_lose_nothing() {
    const CHANNELS: usize = 1000;
    const TOTAL: usize = 16 << 20;
    /// How far readers are behind at most; each channel has room for about 80.
    const LAG: u64 = 30;
    let hub = hub(TOTAL);
    let names: Vec<String> = (0..CHANNELS).map(|number| number.to_string()).collect();
    let mut readers: Vec<Reader> = (0..).zip(&names).map(|(id, name)| Reader::new(&hub, id, name)).collect();
    let mut pending = vec![0; CHANNELS];
    let mut random = fastrand::Rng::with_seed(7);
    for step in 0..200_000 {
        let channel = random.usize(..CHANNELS);
        publish_text(&hub, &names[channel], None, 8);
        pending[channel] += 1;
        if pending[channel] == LAG {
            assert_eq!(readers[channel].read(&hub), (LAG, 0));
            pending[channel] = 0;
        }
        if step % 10_000 == 0 && step > 100_000 {
            assert_full(&hub, TOTAL);
        }
    }
    assert_full(&hub, TOTAL);
    for (reader, pending) in readers.iter_mut().zip(pending) {
        assert!(reader.kept() > 40, "{}", reader.kept());
        assert_eq!(reader.read(&hub), (pending, 0));
    }
}

#[test]
fn a_quiet_channel_keeps_what_it_has_until_the_total_was_published_to_others() {
    let total = 100 * EVENT;
    let hub = hub(total);
    let mut quiet = Reader::new(&hub, 1, "quiet");
    publish_in_turn(&hub, 300, &["a", "b", "c"]);
    publish(&hub, "quiet");
    publish_in_turn(&hub, 80, &["a", "b", "c"]);
    assert_eq!(quiet.read(&hub), (1, 0));
    publish(&hub, "quiet");
    publish_in_turn(&hub, 100, &["a", "b", "c"]);
    assert_eq!(quiet.read(&hub), (0, 1), "a reader that is behind by all of it is told, once");
    assert_full(&hub, total);
}

#[test]
fn a_large_event_takes_the_place_of_as_many_as_it_must() {
    let hub = hub(100_000);
    let readers = ["a", "b"].map(|name| Reader::new(&hub, u64::from(name.as_bytes()[0]), name));
    publish_in_turn(&hub, 200, &["a", "b"]);
    let before = readers.each_ref().map(Reader::kept);
    publish_text(&hub, "large", None, 50_000);
    let after = readers.each_ref().map(Reader::kept);
    assert!(
        before.iter().zip(&after).all(|(before, after)| (18..=23).contains(&(before - after))),
        "{before:?} {after:?}"
    );
    publish_text(&hub, "larger", None, 200_000);
    assert_eq!(hub.log_count(), 3, "the newest is kept however large it is, and readers keep their logs");
    assert_eq!(readers.each_ref().map(Reader::kept), [0, 0]);
}

#[test]
fn values_outlive_what_goes_for_the_total() {
    let total = 100 * EVENT;
    let hub = hub(total);
    let options = ChannelOptions::new().slow(SlowPolicy::latest());
    for family in ["prices", "rates"] {
        hub.configure(family, options, Duration::ZERO);
    }
    let mut readers = [(1, "prices"), (2, "rates")].map(|(id, name)| Reader::new(&hub, id, name));
    for key in ["x", "y", "z"] {
        publish_value(&hub, "prices", key);
        publish_value(&hub, "rates", key);
    }
    for number in 0..1000 {
        publish_value(&hub, "prices", ["x", "y"][number % 2]);
        publish_value(&hub, "rates", ["x", "y"][number % 2]);
    }
    assert_full(&hub, total);
    // The newest of each key, and no gap, although far more was published than is kept.
    assert_eq!(readers.each_mut().map(|reader| reader.read(&hub)), [(3, 0), (3, 0)]);
    // With nothing new for as long as the total lasts, its log goes, and all that it had.
    publish_value(&hub, "prices", "x");
    publish_in_turn(&hub, 100, &["other"]);
    assert_eq!(readers.map(|mut reader| reader.read(&hub)), [(0, 1), (0, 0)]);
}

#[test]
fn values_that_are_all_of_other_keys_stay_within_the_total() {
    let total = 200 * EVENT;
    let hub = hub(total);
    hub.configure("prices", ChannelOptions::new().slow(SlowPolicy::latest()), Duration::ZERO);
    for number in 0..2000 {
        let channel = format!("prices/{}", number % 7);
        publish_value(&hub, &channel, &number.to_string());
        let (account, count) = hub.cost();
        assert_eq!(account, count);
        assert!(account <= total, "{account}");
    }
}

#[test]
fn a_change_of_options_keeps_the_account() {
    let hub = hub(100 * EVENT);
    publish_values_in_turn(&hub, 120, &["a/1", "a/2", "b"], 5);
    let history = |events| crate::sse::History { events, ..crate::sse::History::default() };
    for options in [
        ChannelOptions::new().slow(SlowPolicy::latest()),
        ChannelOptions::new().history(history(3)),
        ChannelOptions::new().slow(SlowPolicy::Close).history(history(1)),
    ] {
        hub.configure("a", options, Duration::ZERO);
        let (account, count) = hub.cost();
        assert_eq!(account, count);
        publish_values_in_turn(&hub, 300, &["a/1", "b"], 1);
        let (account, count) = hub.cost();
        assert_eq!(account, count);
        assert!(account <= 100 * EVENT, "{account}");
    }
}
