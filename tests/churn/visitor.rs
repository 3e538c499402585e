//! Those who come and go: each makes one connection after the other, and leaves every one in a way of its own.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};

use crate::ledger::{Began, Entry, Ledger};
use crate::visit::{Stopped, Visit};

/// Where the visitors are, and what they do there together.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) port: u16,
    /// By how much longer everything takes, so that more connections do not come and go more often.
    pub(crate) pace: f64,
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) counts: Counts,
    /// Held by those who wait for an answer: so few that the listener's queue has room for them however slow the machine is. Where it
    /// has none, the system forgets them after a while.
    pub(crate) door: Semaphore,
}

/// What the visitors did, as far as no entry tells it.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub(crate) connected: AtomicU64,
    pub(crate) refused: AtomicU64,
    /// Those who left without a look at the answer.
    pub(crate) unread: AtomicU64,
    /// How many of those that came back are there, and how many of them have the last event.
    pub(crate) back: AtomicU64,
    pub(crate) done: AtomicU64,
}

/// What the requests look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Browser,
    /// A library that asks as a browser does, nearly.
    Imitation,
    Script,
}

#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) number: usize,
    pub(crate) random: fastrand::Rng,
    pub(crate) kind: Kind,
    pub(crate) client: Option<usize>,
    /// Whether its client has more visitors than places, and this is one of those for whom there is none when all are there.
    pub(crate) is_surplus: bool,
    pub(crate) wants_hello: bool,
    /// What it asks for, as a query.
    pub(crate) query: String,
    pub(crate) audiences: Arc<[String]>,
    /// Whether it asks for a connection without a lifetime.
    pub(crate) stays: bool,
    /// How far it is.
    pub(crate) through: Option<u64>,
    /// An id that it once had.
    pub(crate) old: Option<u64>,
}

impl Visitor {
    /// Comes and goes until a time.
    pub(crate) async fn churn(mut self, world: Arc<World>, until: Instant) -> Self {
        self.wait(0.0..3.0, &world, until).await;
        while Instant::now() < until {
            self.visit(&world, until).await;
            match self.random.u8(..) {
                0..200 => self.wait(0.0..1.0, &world, until).await,
                _ => self.wait(1.0..8.0, &world, until).await,
            }
        }
        self
    }

    async fn visit(&mut self, world: &World, until: Instant) {
        let Ok(place) = timeout_at(until, world.door.acquire()).await else { return };
        let (began, lines) = self.beginning(world);
        if self.client.is_none() && self.random.u8(..) < 20 {
            return self.turn_on_the_heel(world, &lines).await;
        }
        let opened = self.open(world, began, &lines).await;
        drop(place);
        let Some((mut visit, mut entry)) = opened else { return };
        let stay = self.duration(0.3..12.0, world);
        let stopped = visit.read_until(until.min(Instant::now() + stay), &mut entry).await;
        match stopped {
            Stopped::Time if Instant::now() < until => self.leave(visit, &mut entry, world, until).await,
            Stopped::Time | Stopped::Whole => drop(visit),
            stopped => world.ledger.fault(format!("{stopped:?} in {entry:?}")),
        }
        self.close(entry, world);
    }

    async fn leave(&mut self, mut visit: Visit, entry: &mut Entry, world: &World, until: Instant) {
        let stopped = match self.random.u8(..) {
            0..80 => return,
            80..140 => return visit.reset(),
            140..180 => {
                visit.half_close().await.expect("it is open");
                match visit.read(entry, |_| false).await {
                    Stopped::Cut => Stopped::Whole,
                    stopped => stopped,
                }
            }
            _ => {
                self.wait(1.0..9.0, world, until).await;
                if self.random.bool() {
                    return visit.reset();
                }
                let stay = self.duration(0.5..4.0, world);
                match visit.read_until(until.min(Instant::now() + stay), entry).await {
                    // Who reads nothing for long may be given up.
                    Stopped::Cut | Stopped::Broken(_) => Stopped::Whole,
                    stopped => stopped,
                }
            }
        };
        if let Stopped::Cut | Stopped::Broken(_) = stopped {
            world.ledger.fault(format!("{stopped:?} at the end of {entry:?}"));
        }
    }

    /// Asks, and does not wait for the answer. Only those do it who are never refused, so that all refusals are counted.
    async fn turn_on_the_heel(&mut self, world: &World, lines: &[u8]) {
        let request = self.request(lines);
        world.counts.unread.fetch_add(1, Ordering::Relaxed);
        world.counts.connected.fetch_add(1, Ordering::Relaxed);
        match Visit::ask(self.address(world), &request, Arc::clone(&world.ledger)).await {
            Ok(visit) if self.random.bool() => visit.reset(),
            Ok(visit) => drop(visit),
            Err(error) => world.ledger.fault(format!("{error} at a connect")),
        }
    }

    /// Comes back with its last id, has everything up to the last event, and stays until it is sent away.
    pub(crate) async fn come_back(mut self, world: Arc<World>) -> Self {
        // No lifetime ends while all come, however long that takes.
        self.stays = true;
        let mut is_counted = false;
        loop {
            let (began, lines) = self.resumption(&world, true);
            let place = world.door.acquire().await;
            let opened = self.open(&world, began, &lines).await;
            drop(place);
            let Some((mut visit, mut entry)) = opened else {
                sleep(Duration::from_millis(100)).await;
                continue;
            };
            if !std::mem::replace(&mut is_counted, true) {
                world.counts.back.fetch_add(1, Ordering::Relaxed);
            }
            let mut stopped = visit.read(&mut entry, |entry| entry.has_end).await;
            let has_end = entry.has_end;
            if has_end {
                world.counts.done.fetch_add(1, Ordering::Relaxed);
                stopped = visit.read(&mut entry, |_| false).await;
            }
            if !matches!(stopped, Stopped::Whole) {
                world.ledger.fault(format!("{stopped:?} in {entry:?}"));
            }
            self.close(entry, &world);
            if has_end {
                self.stays = false;
                return self;
            }
        }
    }

    /// Asks for a stream; none if it was refused.
    async fn open(&mut self, world: &World, began: Began, lines: &[u8]) -> Option<(Visit, Entry)> {
        world.counts.connected.fetch_add(1, Ordering::Relaxed);
        let mut entry = self.entry(began);
        let answered =
            match Visit::ask(self.address(world), &self.request(lines), Arc::clone(&world.ledger)).await {
                Ok(mut visit) => visit.status(&mut entry).await.map(|status| (visit, status)),
                Err(error) => Err(Stopped::Broken(error)),
            };
        match answered {
            Ok((visit, 200)) if !visit.has_length() => {
                entry.answered = std::time::Instant::now();
                Some((visit, entry))
            }
            Ok((visit, 200 | 429)) if visit.has_length() && self.client.is_some() => {
                world.counts.refused.fetch_add(1, Ordering::Relaxed);
                None
            }
            Ok((_, status)) => {
                world.ledger.fault(format!("{status} to {self:?}"));
                None
            }
            Err(stopped) => {
                world.ledger.fault(format!("{stopped:?} before an answer"));
                None
            }
        }
    }

    fn entry(&self, began: Began) -> Entry {
        Entry {
            wants_hello: self.wants_hello,
            is_told_its_place: self.kind == Kind::Browser,
            ..Entry::new(self.number, Arc::clone(&self.audiences), began)
        }
    }

    fn close(&mut self, mut entry: Entry, world: &World) {
        self.through = entry.through.or(self.through);
        self.old = self.old.or(entry.through);
        entry.events.shrink_to_fit();
        world.ledger.add(entry);
    }

    /// Where the next connection begins, and what of the request says so.
    fn beginning(&mut self, world: &World) -> (Began, Vec<u8>) {
        let by_header = |id: &str| format!("last-event-id: {id}\r\n").into_bytes();
        let resumes_by_header = self.random.u8(..) < 180;
        match self.random.u8(..) {
            0..200 => self.resumption(world, resumes_by_header),
            200..220 => (Began::New, Vec::new()),
            220..240 => match self.old {
                Some(old) => (Began::After(old), by_header(&world.ledger.id(old))),
                None => (Began::New, Vec::new()),
            },
            240..244 => (Began::Nowhere("unknown", None), by_header("not an id")),
            244..248 => {
                let id = "another-7";
                (Began::Nowhere("restarted", Some(id.to_owned())), by_header(id))
            }
            248..252 => (Began::Nowhere("unknown", None), by_header(&"x".repeat(10_000))),
            252.. => (Began::Nowhere("unknown", None), b"last-event-id: \xff\xfe-1\r\n".to_vec()),
        }
    }

    fn resumption(&mut self, world: &World, by_header: bool) -> (Began, Vec<u8>) {
        let Some(through) = self.through else { return (Began::New, Vec::new()) };
        let id = world.ledger.id(through);
        let name = if by_header { "last-event-id: " } else { QUERY };
        (Began::After(through), format!("{name}{id}\r\n").into_bytes())
    }

    /// The whole request, with a line for the id or none.
    fn request(&self, line: &[u8]) -> Vec<u8> {
        let (id, line) = match line.strip_prefix(QUERY.as_bytes()) {
            Some(id) => (format!("&lastEventId={}", String::from_utf8_lossy(id.trim_ascii())), &b""[..]),
            None => (String::new(), line),
        };
        let headers = match self.kind {
            Kind::Browser => "accept: text/event-stream\r\ncache-control: no-cache\r\n",
            Kind::Imitation => "accept: text/event-stream\r\n",
            Kind::Script => "accept: */*\r\n",
        };
        let stays = if self.stays { "&stays=true" } else { "" };
        let head = format!("GET /events?{}{stays}{id} HTTP/1.1\r\nhost: rooms\r\n{headers}", self.query);
        [head.as_bytes(), line, b"\r\n"].concat()
    }

    /// One of the server's addresses: from one address to one other there are twenty-eight thousand ports, and those of connections
    /// that have ended are taken for a minute.
    fn address(&mut self, world: &World) -> SocketAddr {
        (Ipv4Addr::new(127, 0, 0, self.random.u8(1..=8)), world.port).into()
    }

    fn duration(&mut self, seconds: Range<f64>, world: &World) -> Duration {
        let part = seconds.start + self.random.f64() * (seconds.end - seconds.start);
        Duration::from_secs_f64(part * world.pace)
    }

    async fn wait(&mut self, seconds: Range<f64>, world: &World, until: Instant) {
        let time = Instant::now() + self.duration(seconds, world);
        sleep_until(time.min(until)).await;
    }
}

/// Marks an id that goes into the address.
const QUERY: &str = "in the query: ";
