//! The scenarios: publishers, a deliverer and readers on the product's logs.

use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use loom::future::block_on;
use loom::thread;

use crate::format::chunk::Chunk;
use crate::format::wire::Block;
use crate::logs::connection::Connection;
use crate::logs::cursor::Cursor;
use crate::logs::doorbell::Doorbell;
use crate::logs::hub::{Hub, Limits};
use crate::logs::log::{Connections, LogName};
use crate::logs::publication::{Item, Publication};
use crate::logs::waiter::Waiter;
use crate::options::channel_options::{ChannelOptions, LogOptions};
use crate::options::history::History;
use crate::options::slow::SlowPolicy;
use crate::sync::lock;

/// Runs a scenario in every order of its threads, or in every one with at most so many preemptions where these
/// are too many. (Nearly all known races need two.)
pub(crate) fn check(preemptions: Option<usize>, scenario: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = preemptions;
    model.check(scenario);
}

struct World {
    hub: Hub,
    doorbell: Arc<Doorbell>,
    /// As the product's registry has them.
    open: Arc<Connections>,
}

fn world(events_kept: usize) -> Arc<World> {
    world_within(events_kept, 1 << 20)
}

/// With so many bytes for all logs together.
fn world_within(events_kept: usize, total: usize) -> Arc<World> {
    let doorbell = Arc::new(Doorbell::new());
    let history = History { events: events_kept, ..History::default() };
    let log = LogOptions { history, ..LogOptions::default() };
    let limits = Limits { log, total, idempotency: (Duration::from_mins(1), 10) };
    let open = Arc::new(Connections::default());
    let hub = Hub::new("e".into(), limits, Arc::clone(&doorbell), Arc::clone(&open));
    Arc::new(World { hub, doorbell, open })
}

impl World {
    fn publish(&self, channel: &str) -> u64 {
        let name = LogName::Channel(channel.into());
        let publication = Publication::new(name, None, Block::new("n", "1"));
        self.hub.publish(publication, Duration::ZERO).expect("an open channel").last
    }

    fn publish_to_everyone(&self) {
        let publication = Publication::new(LogName::Everyone, None, Block::new("n", "1"));
        self.hub.publish(publication, Duration::ZERO).expect("an open log");
    }

    fn publish_value(&self, channel: &str, key: &str) -> u64 {
        let name = LogName::Channel(channel.into());
        let mut publication = Publication::new(name, None, Block::new("n", "1"));
        publication.first.key = Some(key.into());
        self.hub.publish(publication, Duration::ZERO).expect("an open channel").last
    }

    fn publish_two(&self, channel: &str, is_last: bool) {
        let name = LogName::Channel(channel.into());
        let item = || Item { block: Block::new("n", "1"), key: None };
        let mut publication = Publication::batch(name, None, item(), vec![item()]);
        publication.is_last = is_last;
        self.hub.publish(publication, Duration::ZERO).expect("an open channel");
    }
}

/// The task that the product runs on tokio, without its timers.
fn deliverer(world: &Arc<World>) -> thread::JoinHandle<()> {
    let doorbell = Arc::clone(&world.doorbell);
    thread::spawn(move || {
        while let Some(news) = block_on(poll_fn(|cx| doorbell.poll_news(cx))) {
            for log in news {
                log.wake_readers();
            }
        }
    })
}

struct Reader {
    world: Arc<World>,
    connection: Arc<Connection>,
    cursor: Cursor,
    received: Vec<Received>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Received {
    Event(u64),
    /// How far it tells that something is lost.
    Gap(u64),
}

impl Reader {
    fn attach(world: &Arc<World>, id: u64, channels: &[&str], after: u64) -> Self {
        let names = channels.iter().map(|channel| LogName::Channel((*channel).into())).collect();
        Self::attach_to(world, id, names, after)
    }

    fn attach_to(world: &Arc<World>, id: u64, names: Vec<LogName>, after: u64) -> Self {
        let connection = world.hub.subscribe(names, None, |audience| {
            Arc::new(Connection { id, audience, waiter: Waiter::new(), has_left: AtomicBool::new(false) })
        });
        // As the product does it: not under the hub's lock.
        lock(&world.open).insert(Arc::clone(&connection));
        let cursor = Cursor::new(after, Arc::clone(&connection.audience));
        Self { world: Arc::clone(world), connection, cursor, received: Vec::new() }
    }

    /// Takes what there is without waiting.
    fn step(&mut self) {
        if let Some(chunk) = self.cursor.next(&self.world.hub, u64::MAX) {
            self.receive(&chunk);
        }
    }

    /// Waits for what comes next. `None` at the end.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Chunk>> {
        self.connection.waiter.register(cx.waker());
        self.cursor.look(&self.world.hub, &self.connection.waiter, None)
    }

    fn receive(&mut self, chunk: &Chunk) {
        let text = std::str::from_utf8(&chunk.bytes).expect("UTF-8");
        for block in text.split_terminator("\n\n") {
            let (rest, id) = block.rsplit_once('\n').expect("an id line");
            let position: u64 = id.strip_prefix("id: e-").expect("an id").parse().expect("a number");
            let gap = rest.strip_prefix("event: gap\n").and_then(|gap| gap.rsplit_once("\"to\":\"e-"));
            self.received.push(match gap {
                Some((_, to)) => {
                    let to = to.trim_end_matches("\"}").parse().expect("a number");
                    assert!(position <= to, "{block}");
                    Received::Gap(to)
                }
                None => Received::Event(position),
            });
        }
    }

    /// Reads until all up to a sequence number has come, asleep in between.
    fn read_through(&mut self, last: u64) {
        while self.cursor.after() < last {
            let next = poll_fn(|cx| {
                let next = self.poll(cx);
                // A position is reached without any event where the log holds none of this reader.
                if next.is_pending() && self.cursor.after() >= last { Poll::Ready(None) } else { next }
            });
            if let Some(chunk) = block_on(next) {
                self.receive(&chunk);
            }
        }
    }

    /// Sleeps until the connection is closed.
    fn read_until_closed(&mut self) {
        while let Some(chunk) = block_on(poll_fn(|cx| self.poll(cx))) {
            self.receive(&chunk);
        }
    }

    fn detach(world: &World, connection: &Connection) {
        if !connection.has_left.swap(true, Ordering::Relaxed) {
            lock(&world.open).remove(connection.id);
            world.hub.unsubscribe(connection);
            connection.waiter.close();
        }
    }

    fn assert_received(&self, sequences: impl IntoIterator<Item = u64>) {
        let expected: Vec<_> = sequences.into_iter().map(Received::Event).collect();
        assert_eq!(self.received, expected);
    }

    /// It has every event up to there, or was told once of each that it has not.
    fn assert_has_or_was_told_through(&self, last: u64) {
        let mut seen = 0;
        for received in &self.received {
            match received {
                Received::Event(sequence) => {
                    assert_eq!(*sequence, seen + 1, "{:?}", self.received);
                    seen = *sequence;
                }
                Received::Gap(sequence) => {
                    assert!(*sequence > seen, "{:?}", self.received);
                    seen = *sequence;
                }
            }
        }
        assert_eq!(seen, last, "{:?}", self.received);
    }
}

/// As the product's `Live`: a connection and its logs hold each other until it leaves.
impl Drop for Reader {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            Self::detach(&self.world, &self.connection);
        }
    }
}

/// A thread that publishes.
fn publisher<T: 'static>(
    world: &Arc<World>,
    publish: impl FnOnce(&World) -> T + Send + 'static,
) -> thread::JoinHandle<T> {
    let world = Arc::clone(world);
    thread::spawn(move || publish(&world))
}

fn stop(world: &World, deliverer: thread::JoinHandle<()>) {
    world.doorbell.close();
    deliverer.join().expect("the deliverer");
}

#[test]
fn no_wake_up_is_lost_and_no_event_lost_or_repeated() {
    check(Some(2), || {
        let world = world(100);
        let deliverer = deliverer(&world);
        let mut reader = Reader::attach(&world, 1, &["a"], 0);
        let publisher = publisher(&world, |world| {
            world.publish("a");
            world.publish("a");
        });
        reader.read_through(2);
        publisher.join().expect("the publisher");
        reader.assert_received([1, 2]);
        stop(&world, deliverer);
    });
}

#[test]
fn publishing_may_race_attach_and_replay() {
    check(Some(2), || {
        let world = world(100);
        world.publish("a");
        let deliverer = deliverer(&world);
        let publisher = publisher(&world, |world| {
            world.publish("a");
        });
        let position = world.hub.head();
        let mut new = Reader::attach(&world, 1, &["a"], position);
        let mut resuming = Reader::attach(&world, 2, &["a"], 0);
        new.read_through(2);
        resuming.read_through(2);
        publisher.join().expect("the publisher");
        new.assert_received(position + 1..=2);
        resuming.assert_received([1, 2]);
        stop(&world, deliverer);
    });
}

#[test]
fn publishing_to_everyone_may_race_attach() {
    check(Some(2), || {
        let world = world(100);
        let deliverer = deliverer(&world);
        let publisher = publisher(&world, World::publish_to_everyone);
        let mut reader = Reader::attach_to(&world, 1, vec![LogName::Everyone], 0);
        reader.read_through(1);
        publisher.join().expect("the publisher");
        reader.assert_received([1]);
        stop(&world, deliverer);
    });
}

#[test]
fn ids_are_in_the_order_of_visibility_across_logs() {
    check(None, || {
        let world = world(100);
        let publishers = ["a", "b"].map(|channel| publisher(&world, move |world| world.publish(channel)));
        let mut reader = Reader::attach(&world, 1, &["a", "b"], 0);
        reader.step();
        reader.step();
        for publisher in publishers {
            publisher.join().expect("a publisher");
        }
        reader.step();
        reader.step();
        reader.assert_received([1, 2]);
    });
}

#[test]
fn a_merged_reader_sleeps_through_nothing() {
    check(Some(2), || {
        let world = world(100);
        let deliverer = deliverer(&world);
        let mut reader = Reader::attach(&world, 1, &["a", "b"], 0);
        let publisher = publisher(&world, |world| {
            world.publish("a");
        });
        world.publish("b");
        reader.read_through(2);
        publisher.join().expect("the publisher");
        reader.assert_received([1, 2]);
        stop(&world, deliverer);
    });
}

#[test]
fn detaching_may_race_a_pass() {
    check(Some(2), || {
        let world = world(100);
        let deliverer = deliverer(&world);
        let mut leaving = Reader::attach(&world, 1, &["a"], 0);
        let mut staying = Reader::attach(&world, 2, &["a"], 0);
        let detacher = thread::spawn({
            let (world, connection) = (Arc::clone(&world), Arc::clone(&leaving.connection));
            move || Reader::detach(&world, &connection)
        });
        world.publish("a");
        staying.read_through(1);
        leaving.read_until_closed();
        detacher.join().expect("the detacher");
        staying.assert_received([1]);
        assert!(leaving.received.len() <= 1);
        stop(&world, deliverer);
        assert_eq!(Arc::strong_count(&leaving.connection), 1, "no log holds it");
    });
}

#[test]
fn what_is_evicted_under_a_reader_is_told() {
    check(None, || {
        let world = world(1);
        let publisher = publisher(&world, |world| {
            world.publish("a");
            world.publish("a");
            world.publish("a");
        });
        let mut reader = Reader::attach(&world, 1, &["a"], 0);
        reader.step();
        reader.step();
        publisher.join().expect("the publisher");
        (0..4).for_each(|_| reader.step());
        reader.assert_has_or_was_told_through(3);
    });
}

/// First one event, and then the log with the other one, while its reader is there.
#[test]
fn what_goes_for_events_of_another_log_is_told_too() {
    check(None, || {
        // Two logs and three events.
        let world = world_within(100, 2 * 520 + 3 * 195);
        world.publish("a");
        world.publish("a");
        let publisher = publisher(&world, |world| {
            world.publish("b");
            world.publish("b");
            world.publish("b");
        });
        let mut reader = Reader::attach(&world, 1, &["a"], 0);
        reader.step();
        reader.step();
        publisher.join().expect("the publisher");
        assert_eq!(reader.connection.audience.logs()[0].evicted_through(), 2, "both are gone");
        (0..4).for_each(|_| reader.step());
        reader.assert_has_or_was_told_through(2);
    });
}

#[test]
fn a_log_that_its_last_reader_leaves_takes_no_event_with_it() {
    check(None, || {
        let world = world(100);
        let leaving = Reader::attach(&world, 1, &["a"], 0);
        let publisher = publisher(&world, |world| {
            world.publish("a");
        });
        Reader::detach(&world, &leaving.connection);
        let mut coming = Reader::attach(&world, 2, &["a"], 0);
        publisher.join().expect("the publisher");
        coming.step();
        coming.assert_received([1]);
    });
}

#[test]
fn a_channel_that_is_closed_ends_its_sleeping_readers_with_everything() {
    check(Some(2), || {
        let world = world(100);
        let deliverer = deliverer(&world);
        let mut reader = Reader::attach(&world, 1, &["a"], 0);
        let publisher = publisher(&world, |world| {
            world.publish("a");
            world.hub.close("a".into(), Duration::ZERO);
        });
        reader.read_until_closed();
        publisher.join().expect("the publisher");
        reader.assert_received([1]);
        stop(&world, deliverer);
    });
}

#[test]
fn closing_with_a_batch_may_race_attach() {
    check(Some(2), || {
        let world = world(100);
        let deliverer = deliverer(&world);
        let publisher = publisher(&world, |world| world.publish_two("a", true));
        let mut reader = Reader::attach(&world, 1, &["a"], 0);
        reader.read_until_closed();
        publisher.join().expect("the publisher");
        reader.assert_received([1, 2]);
        stop(&world, deliverer);
    });
}

#[test]
fn a_batch_is_seen_whole_or_not_at_all() {
    check(None, || {
        let world = world(100);
        let publisher = publisher(&world, |world| world.publish_two("a", false));
        let mut reader = Reader::attach(&world, 1, &["a"], 0);
        reader.step();
        assert_ne!(reader.received.len(), 1);
        publisher.join().expect("the publisher");
        reader.step();
        reader.assert_received([1, 2]);
    });
}

#[test]
fn the_newest_value_is_neither_lost_nor_passed_over() {
    check(None, || {
        let world = world(1);
        world.hub.configure("a", ChannelOptions::new().slow(SlowPolicy::latest()), Duration::ZERO);
        let publisher = publisher(&world, |world| {
            world.publish_value("a", "x");
            world.publish_value("a", "y");
            world.publish_value("a", "x");
        });
        let mut reader = Reader::attach(&world, 1, &["a"], 0);
        reader.step();
        reader.step();
        publisher.join().expect("the publisher");
        reader.step();
        reader.step();
        // In order, with no gap, and y and the last x among them.
        let sequences: Vec<u64> = reader
            .received
            .iter()
            .map(|received| match received {
                Received::Event(sequence) => *sequence,
                Received::Gap(_) => unreachable!("{:?}", reader.received),
            })
            .collect();
        assert!(sequences.is_sorted(), "{sequences:?}");
        assert!(sequences.ends_with(&[2, 3]) || sequences.ends_with(&[3]) && sequences.contains(&2));
    });
}

/// A run of values must not be given as one of everything, whenever it was put together.
#[test]
fn what_is_read_after_a_change_of_options_is_read_by_them() {
    check(None, || {
        let world = world(100);
        world.hub.configure("a", ChannelOptions::new().slow(SlowPolicy::latest()), Duration::ZERO);
        for key in ["y", "x", "x"] {
            world.publish_value("a", key);
        }
        let mut before = Reader::attach(&world, 1, &["a"], 0);
        let mut after = Reader::attach(&world, 2, &["a"], 0);
        let reading = thread::spawn(move || before.step());
        world.hub.configure("a", ChannelOptions::new(), Duration::ZERO);
        after.step();
        after.assert_received([1, 2, 3]);
        reading.join().expect("the reader");
    });
}
