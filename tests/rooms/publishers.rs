//! Those who publish: several at once, each to audiences of its own, so that the numbers of an audience come in order.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use contract_runtime::SseManager;
use contract_runtime::sse::Channel;
use tokio::sync::{OwnedRwLockWriteGuard, RwLock};
use tokio::time::{MissedTickBehavior, interval};

use crate::record::Record;
use crate::{EVENTS, Options, RoomsFollowEvent, Said};

/// How many of them publish to rooms.
const OF_ROOMS: u32 = 4;

/// How many keys a room of values has.
const KEYS: u64 = 8;

/// What an event carries, in bytes: in most rooms, and in those of large ones.
const SMALL: usize = 50;
const LARGE: usize = 4 << 10;

/// How many large events are published a second, to all rooms of them together.
const LARGE_RATE: f64 = 32.0;

/// To how many clients something is sent: so few that their histories are soon full, and take no more memory from then on.
const TOLD_CLIENTS: u32 = 50;

pub(crate) struct Publishers {
    sse: SseManager,
    record: Arc<Record>,
    /// Held for reading while something is published, and for writing during a pause.
    gate: Arc<RwLock<()>>,
    pause: Option<OwnedRwLockWriteGuard<()>>,
    /// Whether clients' connections are ended now and then.
    closes: Arc<AtomicBool>,
    everyone: u64,
    ends: u64,
    /// How many events were published to rooms that are filled.
    filled: HashMap<String, u64>,
}

impl Publishers {
    /// Begins with a pause.
    pub(crate) async fn start(sse: &SseManager, options: &Options) -> Self {
        let record = Arc::new(Record::new(&options.record));
        let gate = Arc::new(RwLock::new(()));
        let pause = Some(Arc::clone(&gate).write_owned().await);
        let closes = Arc::<AtomicBool>::default();
        let publisher = |part: u32| Publisher {
            sse: sse.clone(),
            record: Arc::clone(&record),
            gate: Arc::clone(&gate),
            random: fastrand::Rng::with_seed(options.seed + u64::from(part)),
        };
        if options.rate > 0.0 {
            for part in 0..OF_ROOMS {
                let rooms = options.rooms.iter().skip(part as usize).step_by(OF_ROOMS as usize);
                let rooms = rooms.filter(|room| !options.large.contains(room));
                let rooms = publisher(part).fill(rooms, SMALL).await;
                tokio::spawn(publisher(part).publish(rooms, options.rate / f64::from(OF_ROOMS), SMALL));
            }
            let large = publisher(OF_ROOMS).fill(options.large.iter(), LARGE).await;
            tokio::spawn(publisher(OF_ROOMS).publish(large, LARGE_RATE, LARGE));
            let mut clients = publisher(OF_ROOMS + 1).clients(options);
            clients.fill().await;
            tokio::spawn(clients.tell(options.rate / 5.0));
            tokio::spawn(publisher(OF_ROOMS + 2).close_clients(options.clients, Arc::clone(&closes)));
        }
        Self { sse: sse.clone(), record, gate, pause, closes, everyone: 0, ends: 0, filled: HashMap::new() }
    }

    /// Publishes from now on, and ends connections or does not.
    pub(crate) fn resume(&mut self, closes: bool) {
        self.closes.store(closes, Ordering::Relaxed);
        self.pause = None;
    }

    /// Waits until nobody publishes, and everything is written down.
    pub(crate) async fn pause(&mut self) {
        if self.pause.is_none() {
            self.pause = Some(Arc::clone(&self.gate).write_owned().await);
        }
        self.record.flush();
    }

    /// Publishes to everyone, and gives the event's id.
    pub(crate) async fn tell_everyone(&mut self) -> String {
        self.everyone += 1;
        let said = said("everyone", self.everyone, 20);
        let id = self.sse.send("said", &said).await.unwrap();
        self.record.note(&id, "everyone", self.everyone, None, &text(&said));
        id.to_string()
    }

    /// The last event for a while, to everyone: it tells which one.
    pub(crate) async fn end(&mut self) {
        self.everyone += 1;
        self.ends += 1;
        let id = self.sse.send("end", &self.ends).await.unwrap();
        self.record.note(&id, "everyone", self.everyone, None, &self.ends.to_string());
        self.record.flush();
    }

    pub(crate) async fn fill(&mut self, room: &str, count: u64, bytes: usize, keys: u64) {
        let channel: Channel<RoomsFollowEvent> = self.sse.channel(room);
        for _ in 0..count {
            let number = self.filled.entry(room.to_owned()).or_default();
            *number += 1;
            let number = *number;
            let key = (keys > 0).then(|| format!("key{}", number % keys.max(1)));
            let said = said(room, number, bytes);
            let data = text(&said);
            let mut sending = channel.send(RoomsFollowEvent::Said(said));
            if let Some(key) = &key {
                sending = sending.key(key.as_str());
            }
            let id = sending.await.unwrap();
            self.record.note(&id, room, number, key.as_deref(), &data);
        }
        self.record.flush();
    }
}

fn said(audience: &str, number: u64, bytes: usize) -> Said {
    Said { audience: audience.to_owned(), number, padding: "x".repeat(bytes) }
}

fn text(said: &Said) -> String {
    serde_json::to_string(said).unwrap()
}

struct Room {
    name: String,
    channel: Channel<RoomsFollowEvent>,
    number: u64,
}

impl Room {
    fn new(sse: &SseManager, name: &str) -> Self {
        Self { name: name.to_owned(), channel: sse.channel(name), number: 0 }
    }

    /// The next event and its key, if the room is one of values.
    fn next(&mut self, bytes: usize) -> (Said, Option<String>) {
        self.number += 1;
        let key = self.name.starts_with("latest/").then(|| format!("key{}", self.number % KEYS));
        (said(&self.name, self.number, bytes), key)
    }
}

/// One of them.
struct Publisher {
    sse: SseManager,
    record: Arc<Record>,
    gate: Arc<RwLock<()>>,
    random: fastrand::Rng,
}

impl Publisher {
    /// Fills the history of rooms with one event more than it holds, so that it takes no more memory from then on.
    async fn fill(&self, names: impl Iterator<Item = &String>, bytes: usize) -> Vec<Room> {
        let mut rooms: Vec<Room> = names.map(|name| Room::new(&self.sse, name)).collect();
        for room in &mut rooms {
            for _ in 0..=EVENTS {
                self.one(room, bytes).await;
            }
        }
        rooms
    }

    /// Publishes to rooms, so many times a second.
    async fn publish(mut self, mut rooms: Vec<Room>, rate: f64, bytes: usize) {
        let mut ticks = ticks(rate);
        loop {
            ticks.tick().await;
            let _open = self.gate.read().await;
            let room = self.random.usize(..rooms.len());
            if self.random.u8(..) < 16 {
                self.batch(&mut rooms[room], bytes).await;
            } else {
                self.one(&mut rooms[room], bytes).await;
            }
        }
    }

    async fn one(&self, room: &mut Room, bytes: usize) {
        let (said, key) = room.next(bytes);
        let (number, data) = (said.number, text(&said));
        let mut sending = room.channel.send(RoomsFollowEvent::Said(said));
        if let Some(key) = &key {
            sending = sending.key(key.as_str());
        }
        let id = sending.await.unwrap();
        self.record.note(&id, &room.name, number, key.as_deref(), &data);
    }

    /// Three events as one.
    async fn batch(&self, room: &mut Room, bytes: usize) {
        let events: Vec<_> = (0..3).map(|_| room.next(bytes)).collect();
        let notes: Vec<_> = events.iter().map(|(said, key)| (said.number, key.clone(), text(said))).collect();
        let ids = match events[0].1 {
            Some(_) => {
                let keyed =
                    events.into_iter().map(|(said, key)| (key.unwrap(), RoomsFollowEvent::Said(said)));
                room.channel.send_all_keyed(keyed).await
            }
            None => {
                room.channel.send_all(events.into_iter().map(|(said, _)| RoomsFollowEvent::Said(said))).await
            }
        };
        for (id, (number, key, data)) in ids.unwrap().iter().zip(notes) {
            self.record.note(id, &room.name, number, key.as_deref(), &data);
        }
    }

    fn clients(self, options: &Options) -> Clients {
        let (count, rooms) = (options.clients.min(TOLD_CLIENTS), options.rooms.clone());
        Clients { publisher: self, count, rooms, numbers: HashMap::new() }
    }

    /// Ends the connections of clients, one client after the other.
    async fn close_clients(mut self, clients: u32, closes: Arc<AtomicBool>) {
        let mut ticks = ticks(2.0);
        loop {
            ticks.tick().await;
            let _open = self.gate.read().await;
            if closes.load(Ordering::Relaxed) {
                self.sse.client(self.random.u32(..clients)).close("to come back");
            }
        }
    }
}

/// The clients to whom something is sent.
struct Clients {
    publisher: Publisher,
    count: u32,
    rooms: Vec<String>,
    /// How many events each audience has had.
    numbers: HashMap<String, u64>,
}

impl Clients {
    /// Fills the history of each.
    async fn fill(&mut self) {
        for client in 0..self.count {
            for _ in 0..=EVENTS {
                self.one(client).await;
            }
        }
    }

    async fn tell(mut self, rate: f64) {
        let mut ticks = ticks(rate);
        let gate = Arc::clone(&self.publisher.gate);
        loop {
            ticks.tick().await;
            let _open = gate.read().await;
            let client = self.publisher.random.u32(..self.count);
            self.one(client).await;
        }
    }

    /// To all connections of a client, or to those that are in one room.
    async fn one(&mut self, client: u32) {
        let Publisher { sse, record, random, .. } = &mut self.publisher;
        let room = Some(&self.rooms[random.usize(..self.rooms.len())]).filter(|_| random.bool());
        let audience = room.map_or(format!("client/{client}"), |room| format!("{room}@{client}"));
        let number = self.numbers.entry(audience.clone()).or_default();
        *number += 1;
        let said = said(&audience, *number, SMALL);
        let data = text(&said);
        let id = match room {
            Some(room) => {
                let channel: Channel<RoomsFollowEvent> = sse.channel(room.as_str());
                channel.to(client).send(RoomsFollowEvent::Said(said)).await
            }
            None => sse.client(client).send("said", &said).await,
        };
        record.note(&id.unwrap(), &audience, *number, None, &data);
    }
}

fn ticks(rate: f64) -> tokio::time::Interval {
    let mut ticks = interval(Duration::from_secs_f64(1.0 / rate));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}
