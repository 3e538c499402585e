//! The crowd: all visitors and the server, through the phases of the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use contract_tests::environment::number;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};

use crate::judge::judge;
use crate::ledger::{Entry, Ledger};
use crate::reality::{Seen, assert_quiet};
use crate::server::{CONNECTIONS_PER_CLIENT, Numbers, Options, Path, Server};
use crate::truth::Truth;
use crate::visitor::{Counts, Kind, Visitor, World};

/// How large the test is.
pub(crate) struct Size {
    pub(crate) connections: u32,
    pub(crate) seconds: u32,
    pub(crate) seed: u32,
}

impl Size {
    pub(crate) fn from_environment() -> Self {
        Self {
            connections: number("CHURN_CONNECTIONS").unwrap_or(200),
            seconds: number("CHURN_SECONDS").unwrap_or(6),
            seed: number("CHURN_SEED").unwrap_or_else(|| fastrand::u32(..)),
        }
    }
}

/// Events a second, to all rooms together: some thousands of deliveries, which a shared machine in a debug build can do.
const RATE: f64 = 200.0;

/// How many may wait for an answer at once.
const AT_THE_DOOR: usize = 512;

/// How long is waited for what must happen, on a machine that is busy with something else.
pub(crate) const PATIENCE: Duration = Duration::from_mins(8);

/// A client id with more visitors than places.
const CROWDED: usize = 6;

pub(crate) struct Crowd {
    pub(crate) server: Server,
    world: Arc<World>,
    visitors: Vec<Visitor>,
    /// How often something is told to everyone.
    soundings: Duration,
    pub(crate) numbers: Numbers,
}

impl Crowd {
    pub(crate) async fn new(size: &Size, path: Path) -> Self {
        // Where there are more connections, each comes and goes more rarely.
        let pace = (f64::from(size.connections) / 2000.0).max(1.0);
        let connections = usize::try_from(size.connections).unwrap();
        let names = (0..(connections / 10).max(12)).map(room);
        let options = Options {
            rooms: names.clone().collect(),
            large: names.take(4).collect(),
            clients: connections / 2,
            rate: RATE,
            // A few of the large events, so that it is soon noticed where somebody has stopped.
            history: 16 << 10,
            path,
            lifetime: Duration::from_secs_f64(10.0 * pace),
            seed: size.seed.into(),
        };
        let mut server = Server::start(&options).await;
        let numbers = server.numbers().await;
        let world = World {
            port: server.port,
            pace,
            ledger: Arc::new(Ledger::default()),
            counts: Counts::default(),
            door: Semaphore::new(AT_THE_DOOR),
        };
        let mut random = fastrand::Rng::with_seed(size.seed.into());
        let visitors = (0..connections).map(|number| visitor(number, &options, random.fork())).collect();
        let soundings = Duration::from_secs_f64((f64::from(size.connections) / 2000.0).max(1.0));
        Self { server, world: Arc::new(world), visitors, soundings, numbers }
    }

    /// All come and go for a while, and then leave. Gives how many connections there were.
    pub(crate) async fn churn(&mut self, time: Duration) -> u64 {
        self.world.ledger.begin_season();
        self.server.program.ask("publish and-close").await;
        let until = Instant::now() + time;
        let world = Arc::clone(&self.world);
        let mut churning: JoinSet<Visitor> =
            self.visitors.drain(..).map(|visitor| visitor.churn(Arc::clone(&world), until)).collect();
        while Instant::now() < until {
            self.sound().await;
            sleep(self.soundings).await;
        }
        while let Some(visitor) = timeout(PATIENCE, churning.join_next()).await.expect("they leave") {
            self.visitors.push(visitor.unwrap());
        }
        let before = self.numbers.attached;
        let (seen, done, entries) = self.settle().await;
        assert!(seen.is_within(&done), "{seen:?} of {done:?}");
        report("churned", &entries, &self.numbers);
        self.numbers.attached - before
    }

    /// All come back with their last id and read to the very end. Gives what is in use of the server's memory when all are there.
    pub(crate) async fn come_back(&mut self) -> i64 {
        self.server.program.ask("publish").await;
        // Of the visitors of a crowded client, only as many as have a place.
        let (coming, staying) = self.visitors.drain(..).partition::<Vec<_>, _>(|visitor| !visitor.is_surplus);
        self.visitors = staying;
        let count = coming.len() as u64;
        for counter in [&self.world.counts.back, &self.world.counts.done] {
            counter.store(0, Ordering::Relaxed);
        }
        let world = Arc::clone(&self.world);
        let mut reading: JoinSet<Visitor> =
            coming.into_iter().map(|visitor| visitor.come_back(Arc::clone(&world))).collect();
        self.until("they are back", &world.counts.back, count).await;
        self.server.program.ask("pause").await;
        self.server.program.ask("end").await;
        self.until("they have everything", &world.counts.done, count).await;
        let heap = self.server.numbers().await.heap;
        self.server.program.ask("dismiss").await;
        while let Some(visitor) = timeout(PATIENCE, reading.join_next()).await.expect("they leave") {
            self.visitors.push(visitor.unwrap());
        }
        self.visitors.sort_by_key(|visitor| visitor.number);
        let (seen, done, entries) = self.settle().await;
        assert_eq!(seen, done, "every byte is accounted for");
        report("came back", &entries, &self.numbers);
        heap
    }

    /// Waits until so many have done something: for as long as there is one now and then.
    async fn until(&mut self, what: &str, counter: &AtomicU64, count: u64) {
        let mut last = (0, Instant::now());
        loop {
            let done = counter.load(Ordering::Relaxed);
            if done == count {
                return;
            }
            if done > last.0 {
                last = (done, Instant::now());
            }
            self.world.ledger.assert_no_faults();
            assert!(last.1.elapsed() < PATIENCE, "{what}: {done} of {count}");
            sleep(Duration::from_millis(50)).await;
        }
    }

    /// Tells everyone something, so that it is known what had been published by now.
    async fn sound(&mut self) {
        let asked = std::time::Instant::now();
        let id = self.server.program.ask("everyone").await;
        self.world.ledger.sound(asked, &id);
        self.world.ledger.assert_no_faults();
    }

    /// Once all have left: judges all that they saw, and what the manager counted of it.
    async fn settle(&mut self) -> (Seen, Seen, Vec<Entry>) {
        self.server.program.ask("pause").await;
        let numbers = self.server.until_quiet().await;
        self.world.ledger.assert_no_faults();
        let truth = Truth::read(&self.server.record());
        assert_quiet(&numbers, &self.world.counts, truth.count());
        let entries = self.world.ledger.take();
        let faults = judge(&truth, &self.world.ledger, &entries);
        let first: Vec<_> = faults.iter().take(5).collect();
        assert!(faults.is_empty(), "{} faults: {first:#?}", faults.len());
        let seen = Seen::by(&entries);
        let done = Seen::between(&self.numbers, &numbers);
        self.numbers = numbers;
        (seen, done, entries)
    }
}

/// The name of a room, which tells its policy.
fn room(number: usize) -> String {
    let family = ["gap", "latest", "close", "gap"][number % 4];
    format!("{family}/{number}")
}

fn visitor(number: usize, options: &Options, mut random: fastrand::Rng) -> Visitor {
    let mut rooms = options.rooms.clone();
    random.shuffle(&mut rooms);
    rooms.truncate(random.usize(1..=3));
    // One in twenty belongs to a client that has more visitors than places; most others share an id with two.
    let crowd = number.is_multiple_of(20).then_some(number / 20);
    let (client, is_surplus) = match (crowd, number / 3) {
        (Some(place), _) => {
            (Some(options.clients - 1 - place / CROWDED), place % CROWDED >= CONNECTIONS_PER_CLIENT)
        }
        (None, group) if group % 3 > 0 => (Some(group), false),
        _ => (None, false),
    };
    let wants_hello = random.u8(..) < 80;
    let mut query: Vec<String> = rooms.iter().map(|room| format!("room={room}")).collect();
    query.extend(client.map(|client| format!("client={client}")));
    query.extend(wants_hello.then(|| "hello=true".to_owned()));
    let of_client = client.map(|client| format!("client/{client}"));
    let in_rooms = client.map(|client| rooms.iter().map(move |room| format!("{room}@{client}")));
    let own = of_client.into_iter().chain(in_rooms.into_iter().flatten());
    let audiences = std::iter::once("everyone".to_owned()).chain(own).chain(rooms.iter().cloned()).collect();
    Visitor {
        number,
        kind: [Kind::Browser, Kind::Imitation, Kind::Script][random.usize(..3)],
        random,
        client,
        is_surplus,
        wants_hello,
        query: query.join("&"),
        audiences,
        stays: false,
        through: None,
        old: None,
    }
}

/// Prints what a phase was like.
fn report(phase: &str, entries: &[Entry], numbers: &Numbers) {
    let events: usize = entries.iter().map(|entry| entry.events.len()).sum();
    let of = |reason: &str| {
        let gaps = entries.iter().flat_map(|entry| &entry.gaps);
        gaps.filter(|gap| gap.reason == reason).count()
    };
    let Numbers { attached, closed, refused, published, delivered, resumed, .. } = numbers;
    println!(
        "{phase}: {} streams, {events} events, gaps: {} expired, {} lagged, {} restarted, {} unknown; the manager so far: \
         {attached} attached, {resumed} resumed, closed {closed:?}, refused {refused:?}, {published} published, \
         {delivered} delivered",
        entries.len(),
        of("expired"),
        of("lagged"),
        of("restarted"),
        of("unknown"),
    );
}
