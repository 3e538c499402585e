//! One reader in a hundred that has stopped, while much is published.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use contract_tests::environment::number;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::ALONE;
use crate::crowd::PATIENCE;
use crate::judge::judge;
use crate::ledger::{Began, Entry, Ledger};
use crate::server::{Options, Path, Server};
use crate::skimmer::Skimmer;
use crate::truth::Truth;
use crate::visit::{Stopped, Visit};

/// The rooms: one stalled reader in each, and all others read.
const ROOMS: [&str; 10] =
    ["gap/0", "gap/1", "gap/2", "gap/3", "close/4", "close/5", "close/6", "latest/7", "latest/8", "latest/9"];
const READERS: usize = 100;

/// What an event carries, and how much a room keeps: the server keeps as many events.
const EVENT: usize = 16 << 10;
const HISTORY: usize = 1 << 20;

/// How many events are published to a room before all who read have read them.
const STEP: u64 = 16;

/// How many values a room of values has.
const KEYS: u64 = 8;

/// What the server may take beside the histories: events that are on their way, and copies of several that were made to be sent together.
const BESIDE: i64 = 24 << 20;

fn keys(room: &str) -> u64 {
    if room.starts_with("latest") { KEYS } else { 0 }
}

pub(crate) async fn readers_that_stop_cost_a_history_and_learn_what_they_missed(path: Path) {
    let _alone = ALONE.lock().await;
    let megabytes: u64 = number("STALLED_MEGABYTES").unwrap_or(100);
    let mut hall = Hall::new(path).await;
    let connected = hall.server.memory();
    let mut most = connected;
    let began = Instant::now();
    let steps = (megabytes << 20) / (ROOMS.len() as u64 * STEP * EVENT as u64);
    for step in 1..=steps {
        hall.publish(1 + step * STEP).await;
        most = most.max(hall.server.memory());
    }
    println!(
        "{path:?}: {megabytes} MB to {} readers in {:?}: server memory {connected} before, {most} at most",
        READERS * ROOMS.len(),
        began.elapsed()
    );
    let bound = i64::try_from(HISTORY * ROOMS.len()).unwrap() + BESIDE;
    assert!(most - connected < bound, "{} bytes beside what may be {bound}", most - connected);
    hall.check(1 + steps * STEP).await;
}

/// The server, those who read, and those who do not.
struct Hall {
    server: Server,
    address: SocketAddr,
    ledger: Arc<Ledger>,
    /// What each reader has read last.
    last: Vec<Arc<AtomicU64>>,
    reading: JoinSet<(&'static str, HashMap<u64, u64>)>,
    stalled: Vec<(Visit, Entry)>,
}

impl Hall {
    async fn new(path: Path) -> Self {
        let options = Options {
            rooms: ROOMS.map(str::to_owned).to_vec(),
            clients: 1,
            history: HISTORY,
            path,
            ..Options::default()
        };
        let server = Server::start(&options).await;
        let address = (Ipv4Addr::LOCALHOST, server.port).into();
        let ledger = Arc::new(Ledger::default());
        ledger.begin_season();
        let (mut last, mut reading) = (Vec::new(), JoinSet::new());
        for room in ROOMS {
            for _ in 1..READERS {
                let number = Arc::<AtomicU64>::default();
                let skimmer = Skimmer::connect(address, room, keys(room), Arc::clone(&number)).await;
                last.push(number);
                let ledger = Arc::clone(&ledger);
                reading.spawn(async move { (room, skimmer.until_end(ledger).await) });
            }
        }
        let mut hall = Self { server, address, ledger, last, reading, stalled: Vec::new() };
        for (number, room) in ROOMS.iter().enumerate() {
            let mut stalled = hall.visit(number, room, Began::New).await;
            // It has one event, and reads no more.
            hall.server.program.ask(&format!("fill {room} 1 {EVENT} {}", keys(room))).await;
            assert!(matches!(
                stalled.0.read(&mut stalled.1, |entry| !entry.events.is_empty()).await,
                Stopped::Time
            ));
            hall.stalled.push(stalled);
        }
        hall
    }

    /// Opens a stream of one that keeps a ledger.
    async fn visit(&self, visitor: usize, room: &str, began: Began) -> (Visit, Entry) {
        let audiences = Arc::new(["everyone".to_owned(), room.to_owned()]);
        let mut entry = Entry::new(visitor, audiences, began.clone());
        let id = match began {
            Began::After(sequence) => format!("last-event-id: {}\r\n", self.ledger.id(sequence)),
            _ => String::new(),
        };
        let request = format!("GET /events?room={room} HTTP/1.1\r\nhost: rooms\r\n{id}\r\n");
        let mut visit = Visit::ask(self.address, request.as_bytes(), Arc::clone(&self.ledger)).await.unwrap();
        assert_eq!(visit.status(&mut entry).await.unwrap(), 200);
        (visit, entry)
    }

    /// Publishes up to a number in every room, and waits until it has been read.
    async fn publish(&mut self, number: u64) {
        for room in ROOMS {
            self.server.program.ask(&format!("fill {room} {STEP} {EVENT} {}", keys(room))).await;
        }
        let began = Instant::now();
        while self.last.iter().any(|last| last.load(Ordering::Relaxed) < number) {
            self.ledger.assert_no_faults();
            assert!(began.elapsed() < PATIENCE, "not all have read {number}");
            sleep(Duration::from_millis(2)).await;
        }
    }

    /// Those who had stopped read on: each learns what it missed as its room has it, and has the rest. So has everybody else.
    async fn check(mut self, number: u64) {
        self.until_cut_off().await;
        self.server.program.ask("end").await;
        let mut entries = Vec::new();
        for (room, (mut visit, mut entry)) in ROOMS.into_iter().zip(std::mem::take(&mut self.stalled)) {
            let stopped = visit.read(&mut entry, |entry| entry.has_end).await;
            let gaps: Vec<String> = entry.gaps.iter().map(|gap| gap.reason.clone()).collect();
            if room.starts_with("close") {
                assert!(
                    matches!(stopped, Stopped::Whole) && !entry.has_end && gaps.is_empty(),
                    "{stopped:?} {gaps:?}"
                );
                let (mut visit, mut again) =
                    self.visit(entry.visitor, room, Began::After(entry.through.unwrap())).await;
                assert!(matches!(visit.read(&mut again, |entry| entry.has_end).await, Stopped::Time));
                assert_eq!(again.gaps[0].reason, "expired");
                entries.push(again);
            } else {
                assert!(matches!(stopped, Stopped::Time) && entry.has_end, "{stopped:?}");
                // More than one, where the socket took something in between.
                let is_told = !gaps.is_empty() && gaps.iter().all(|reason| reason == "lagged");
                assert_eq!(is_told, room.starts_with("gap"), "{room}: {gaps:?}");
                assert!(is_told || gaps.is_empty(), "{room}: {gaps:?}");
            }
            entries.push(entry);
        }
        let truth = Truth::read(&self.server.record());
        // Of each value the last one, whoever read and however slowly: the judge sees to it.
        assert_eq!(judge(&truth, &self.ledger, &entries), [""; 0]);
        while let Some(read) = self.reading.join_next().await {
            let (room, values) = read.unwrap();
            let newest = (0..keys(room)).map(|key| {
                (key, (0..KEYS).map(|back| number - back).find(|last| last % KEYS == key).unwrap())
            });
            assert_eq!(values, newest.collect(), "{room}");
        }
        self.ledger.assert_no_faults();
    }

    /// Waits until those are closed who must miss nothing.
    async fn until_cut_off(&mut self) {
        let began = Instant::now();
        loop {
            let numbers = self.server.numbers().await;
            let closed = numbers.closed.get("too_slow").copied().unwrap_or(0);
            if closed == 3 {
                let open = (ROOMS.len() * READERS) as u64 - closed;
                assert_eq!(numbers.open, open, "nobody else is");
                // Their sockets may have taken the end already.
                assert!(numbers.closing <= closed, "{} of {closed} are closing", numbers.closing);
                return;
            }
            assert!(began.elapsed() < PATIENCE, "{:?} are closed", numbers.closed);
            sleep(Duration::from_millis(50)).await;
        }
    }
}
