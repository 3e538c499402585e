use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::sse::History;
use crate::sse::format::wire::Block;
use crate::sse::logs::connection::{Apart, Connection, ConnectionId, Progress};
use crate::sse::logs::doorbell::Doorbell;
use crate::sse::logs::hub::{Hub, Limits};
use crate::sse::logs::log::LogName;
use crate::sse::logs::publication::Publication;
use crate::sse::options::channel_options::LogOptions;

fn hub(total: usize) -> Hub {
    keeping(History { age: Duration::from_secs(10), ..History::default() }, total)
}

fn keeping(history: History, total: usize) -> Hub {
    let log = LogOptions { history, ..LogOptions::default() };
    let limits = Limits { log, total, idempotency: (Duration::from_mins(1), 100) };
    Hub::new("epoch".into(), limits, Arc::new(Doorbell::new()), Arc::default())
}

fn channel(name: &str) -> LogName {
    LogName::Channel(name.into())
}

fn publish(hub: &Hub, name: &str, seconds: u64) -> u64 {
    let publication = Publication::new(channel(name), None, Block::new("n", &"x".repeat(1000)));
    hub.publish(publication, Duration::from_secs(seconds)).unwrap().last
}

fn subscribe(hub: &Hub, id: u64, logs: Vec<LogName>) -> Arc<Connection> {
    hub.subscribe(logs, None, |audience| {
        let apart = Apart { span: None, has_stream: false, places: Mutex::new(None) };
        let progress = Progress::new(0, Duration::ZERO);
        Arc::new(Connection::new(ConnectionId(id), audience, None, progress, apart))
    })
}

fn evicted_through(hub: &Hub, name: &str) -> u64 {
    let reader = subscribe(hub, 1, vec![channel(name)]);
    let evicted_through = reader.logs()[0].evicted_through();
    hub.unsubscribe(&reader);
    evicted_through
}

#[test]
fn a_channel_that_is_only_listened_to_leaves_nothing() {
    let hub = hub(1 << 20);
    let first = subscribe(&hub, 1, vec![channel("a"), channel("b")]);
    let second = subscribe(&hub, 2, vec![channel("a")]);
    assert_eq!(hub.log_count(), 2);
    hub.unsubscribe(&first);
    assert_eq!(hub.log_count(), 1);
    hub.unsubscribe(&second);
    assert_eq!(hub.log_count(), 0);
    for reader in [first, second] {
        assert_eq!(Arc::strong_count(&reader), 1, "no log holds a reader that has left");
    }
}

#[test]
fn what_was_published_stays_when_the_last_reader_leaves() {
    let hub = hub(1 << 20);
    let reader = subscribe(&hub, 1, vec![channel("a")]);
    publish(&hub, "a", 0);
    hub.unsubscribe(&reader);
    assert_eq!(hub.log_count(), 1);
    assert_eq!(evicted_through(&hub, "a"), 0);
}

#[test]
fn memory_stays_within_the_total_however_many_logs_there_are() {
    let hub = hub(100_000);
    for number in 0..10_000 {
        publish(&hub, &number.to_string(), 0);
    }
    assert!((10..100).contains(&hub.log_count()), "{}", hub.log_count());
}

#[test]
fn the_names_of_logs_count_too() {
    let total = 64 << 10;
    let hub = hub(total);
    let long = "n".repeat(10 << 10);
    for number in 0..100 {
        publish(&hub, &format!("{number}{long}"), 0);
    }
    assert!(hub.log_count() <= total / long.len(), "{} logs", hub.log_count());
}

#[test]
fn the_scopes_of_a_log_s_entries_count_too() {
    let hub = hub(64 << 10);
    let client = || LogName::Client("ann".into());
    for number in 0..100 {
        let scope = format!("{number}{}", "n".repeat(10 << 10)).into();
        let publication = Publication::new(client(), Some(scope), Block::new("n", "null"));
        hub.publish(publication, Duration::ZERO).unwrap();
    }
    let reader = subscribe(&hub, 1, vec![client()]);
    assert!(reader.logs()[0].evicted_through() >= 94, "{}", reader.logs()[0].evicted_through());
}

#[test]
fn one_log_alone_stays_within_the_total_too() {
    let hub = hub(5000);
    for _ in 0..100 {
        publish(&hub, "a", 0);
    }
    assert_eq!(hub.log_count(), 1);
    let evicted = evicted_through(&hub, "a");
    assert!((96..=97).contains(&evicted), "{evicted}");
}

#[test]
fn logs_are_forgotten_when_all_they_hold_is_too_old() {
    let hub = hub(1 << 20);
    publish(&hub, "a", 0);
    publish(&hub, "b", 5);
    assert_eq!(hub.expire(Duration::from_secs(9)), Some(Duration::from_secs(10)));
    assert_eq!(hub.log_count(), 2);
    assert_eq!(hub.expire(Duration::from_secs(10)), Some(Duration::from_secs(15)));
    assert_eq!(hub.log_count(), 1);
    assert_eq!(hub.expire(Duration::from_secs(15)), None);
    assert_eq!(hub.log_count(), 0);
    assert_eq!(evicted_through(&hub, "c"), 2, "a reader of any new log may have missed something");
}

#[test]
fn publishing_forgets_old_logs_without_anyone_else_s_help() {
    let hub = hub(1 << 20);
    for number in 0..100 {
        publish(&hub, &number.to_string(), 0);
    }
    for _ in 0..100 {
        publish(&hub, "new", 20);
    }
    assert_eq!(hub.log_count(), 1);
}

#[test]
fn an_expired_log_that_has_readers_stays_and_remembers() {
    let hub = hub(1 << 20);
    let reader = subscribe(&hub, 1, vec![channel("a")]);
    publish(&hub, "a", 0);
    hub.expire(Duration::from_secs(10));
    assert_eq!((hub.log_count(), reader.logs()[0].evicted_through()), (1, 1));
    hub.unsubscribe(&reader);
    assert_eq!(hub.log_count(), 0);
    assert_eq!(evicted_through(&hub, "a"), 1);
}

#[test]
fn a_history_may_be_kept_for_ever() {
    let history = History { age: Duration::MAX, ..History::default() };
    let hub = keeping(history, 1 << 20);
    publish(&hub, "a", 0);
    publish(&hub, "a", 1_000_000);
    assert_eq!(hub.expire(Duration::from_secs(1_000_000)), None);
    assert_eq!(evicted_through(&hub, "a"), 0);
}
