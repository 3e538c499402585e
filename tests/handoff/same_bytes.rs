//! The same schedule over tasks and over the reactor: random publishing, reading, stalling, leaving, resuming and closing, in which every
//! client must get byte for byte the same either way.
//!
//! `HANDOFF_SECONDS=600 cargo test -p contract-tests --test handoff same_bytes` runs for ten minutes instead of a moment.

use std::time::Duration;

use contract_runtime::SseManager;
use contract_runtime::sse::History;
use contract_tests::environment::for_seconds;
use contract_tests::sse_decoder::{Decoder, Message};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::client::{Client, request};
use crate::host::{Host, Word};

const CHANNELS: usize = 3;
const LISTENERS: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    /// Several events at once, of such lengths.
    Publish {
        channel: usize,
        lengths: Vec<usize>,
    },
    Connect(Connect),
    /// A listener reads so many more events, if there are as many.
    Read {
        listener: usize,
        events: usize,
    },
    /// A channel ends, with all of its streams, and begins anew.
    Close(usize),
}

#[derive(Debug, Clone)]
struct Connect {
    listener: usize,
    channel: usize,
    /// Whether it tells the last id that it has.
    resumes: bool,
    /// Whether it is told its position also where no event tells it.
    is_browser: bool,
    /// Whether its socket takes little at a time.
    is_narrow: bool,
    /// How many requests it sends behind the first.
    behind: usize,
    /// How its former connection ends.
    farewell: Farewell,
}

#[derive(Debug, Clone, Copy)]
enum Farewell {
    Close,
    Reset,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let length = prop_oneof![4 => 0..200_usize, 2 => 60_000..70_000_usize, 1 => 200_000..400_000_usize];
    let publish = (0..CHANNELS, proptest::collection::vec(length, 1..5))
        .prop_map(|(channel, lengths)| Step::Publish { channel, lengths });
    let flags = proptest::array::uniform3(any::<bool>());
    let behind = prop_oneof![3 => 0..3_usize, 1 => 600..800_usize];
    let farewell = prop_oneof![Just(Farewell::Close), Just(Farewell::Reset)];
    let connect = (0..LISTENERS, 0..CHANNELS, flags, behind, farewell).prop_map(
        |(listener, channel, [resumes, is_browser, is_narrow], behind, farewell)| {
            Step::Connect(Connect { listener, channel, resumes, is_browser, is_narrow, behind, farewell })
        },
    );
    let read = (0..LISTENERS, 1..6_usize).prop_map(|(listener, events)| Step::Read { listener, events });
    let close = (0..CHANNELS).prop_map(Step::Close);
    proptest::collection::vec(prop_oneof![6 => publish, 4 => connect, 6 => read, 1 => close], 1..40)
}

/// A server, and the clients that it has.
struct Side {
    host: Host,
    epoch: String,
    listeners: [Option<Listener>; LISTENERS],
}

struct Listener {
    client: Client,
    decoder: Decoder,
    head: String,
    bytes: Vec<u8>,
    messages: Vec<Message>,
}

impl Listener {
    async fn read_until(&mut self, events: usize) {
        while self.messages.len() < events {
            let chunk = self.client.chunk().await.expect("the stream goes on");
            self.take(&chunk);
        }
    }

    fn take(&mut self, chunk: &[u8]) {
        self.messages.extend(self.decoder.feed(chunk));
        self.bytes.extend_from_slice(chunk);
    }

    async fn read_to_the_end(&mut self) {
        while let Some(chunk) = self.client.chunk().await {
            self.take(&chunk);
        }
    }
}

impl Side {
    async fn new(threads: usize) -> Self {
        let history = History { events: 100_000, bytes: 1 << 30, age: Duration::from_hours(1) };
        let sse = SseManager::builder().connection_timeout(None).history(history).history_total(1 << 30);
        let host = Host::of(sse.build(), threads).await;
        let id = host.channel("none").send(Word("".into())).await.unwrap();
        let (epoch, _) = id.as_str().split_once('-').unwrap();
        Self { epoch: epoch.to_owned(), host, listeners: [const { None }; LISTENERS] }
    }

    async fn publish(&self, channel: usize, lengths: &[usize]) {
        let words = lengths.iter().enumerate().map(|(index, length)| {
            let letter = char::from(b'a' + u8::try_from(index).unwrap());
            Word(letter.to_string().repeat(*length).into())
        });
        self.host.channel(&channel.to_string()).send_all(words).await.unwrap();
    }

    /// Connects, with the id of the last of some events that the listener has had.
    async fn connect(&mut self, connect: &Connect, seen: usize) {
        let former = self.listeners[connect.listener].take();
        let id = former.as_ref().and_then(|former| former.messages.get(seen.checked_sub(1)?));
        let id = id.filter(|_| connect.resumes).map(|event| event.last_event_id.clone());
        if let Some(former) = former.filter(|_| matches!(connect.farewell, Farewell::Reset)) {
            former.client.reset();
        }
        let mut text = format!("GET /stream/{} HTTP/1.1\r\nhost: x\r\n", connect.channel);
        if let Some(id) = id {
            text = text + "last-event-id: " + &id + "\r\n";
        }
        if connect.is_browser {
            text += "accept: text/event-stream\r\ncache-control: no-cache\r\n";
        }
        let address = self.host.address;
        let mut client =
            if connect.is_narrow { Client::narrow(address).await } else { Client::connect(address).await };
        client.send(&(text + "\r\n" + &request("/behind").repeat(connect.behind))).await;
        let head = client.head().await;
        assert_eq!(head.status, 200);
        let head = head.without("date");
        let listener =
            Listener { client, decoder: Decoder::new(), head, bytes: Vec::new(), messages: Vec::new() };
        self.listeners[connect.listener] = Some(listener);
    }

    /// What a listener has got, without what every manager has of its own.
    fn got(&self, listener: usize) -> String {
        let listener = self.listeners[listener].as_ref().unwrap();
        let text = String::from_utf8(listener.bytes.clone()).unwrap().replace(&self.epoch, "EPOCH");
        let lines = text.split_inclusive('\n');
        let lines = lines.map(|line| if line.starts_with("retry: ") { "retry: RANDOM\n" } else { line });
        format!("{}{}", listener.head, lines.collect::<String>())
    }
}

/// What both sides have in common: how much there is for each listener.
struct World {
    sides: [Side; 2],
    /// How many events each channel has had.
    published: [usize; CHANNELS],
    listeners: [Option<Position>; LISTENERS],
}

#[derive(Clone, Copy)]
struct Position {
    channel: usize,
    /// How many events its channel had had when it began.
    from: usize,
    /// How many it has read on both sides.
    read: usize,
    behind: usize,
}

impl World {
    async fn run(steps: &[Step]) {
        let sides = [Side::new(0).await, Side::new(1).await];
        let mut world = Self { sides, published: [0; CHANNELS], listeners: [None; LISTENERS] };
        for step in steps {
            world.step(step).await;
        }
        for channel in 0..CHANNELS {
            world.close(channel).await;
        }
    }

    async fn step(&mut self, step: &Step) {
        match step {
            Step::Publish { channel, lengths } => {
                for side in &self.sides {
                    side.publish(*channel, lengths).await;
                }
                self.published[*channel] += lengths.len();
            }
            Step::Connect(connect) => self.connect(connect).await,
            Step::Read { listener, events } => self.read(*listener, *events).await,
            Step::Close(channel) => self.close(*channel).await,
        }
    }

    async fn connect(&mut self, connect: &Connect) {
        let former = self.listeners[connect.listener];
        // An id of another channel's stream would have it begin where this test does not know.
        let is_same = former.is_some_and(|former| former.channel == connect.channel);
        let connect = Connect { resumes: connect.resumes && is_same, ..connect.clone() };
        let seen = former.map_or(0, |former| former.read);
        for side in &mut self.sides {
            side.connect(&connect, seen).await;
        }
        let from = match former {
            Some(former) if connect.resumes && seen > 0 => former.from + seen,
            _ => self.published[connect.channel],
        };
        let position = Position { channel: connect.channel, from, read: 0, behind: connect.behind };
        self.listeners[connect.listener] = Some(position);
    }

    async fn read(&mut self, listener: usize, events: usize) {
        let Some(position) = &mut self.listeners[listener] else { return };
        let available = self.published[position.channel] - position.from;
        position.read = available.min(position.read + events);
        for side in &mut self.sides {
            side.listeners[listener].as_mut().unwrap().read_until(position.read).await;
        }
        let [one, other] = self.sides.each_ref().map(|side| side.got(listener));
        let common = one.len().min(other.len());
        assert!(one[..common] == other[..common], "{one:.2000}\n---\n{other:.2000}");
    }

    async fn close(&mut self, channel: usize) {
        for side in &self.sides {
            side.host.close(&channel.to_string()).await;
        }
        for listener in 0..LISTENERS {
            let Some(position) = self.listeners[listener].take_if(|one| one.channel == channel) else {
                continue;
            };
            for side in &mut self.sides {
                side.listeners[listener].as_mut().unwrap().read_to_the_end().await;
            }
            let [one, other] = self.sides.each_ref().map(|side| side.got(listener));
            assert!(one == other, "{one:.2000}\n---\n{other:.2000}");
            for side in &mut self.sides {
                let mut ended = side.listeners[listener].take().unwrap();
                assert_eq!(ended.messages.len(), self.published[channel] - position.from);
                for _ in 0..position.behind {
                    assert_eq!(ended.client.plain().await, "/behind");
                }
            }
        }
        for side in &self.sides {
            side.host.channel(&channel.to_string()).reopen().await.unwrap();
        }
    }
}

#[test]
fn either_way_gives_the_same_bytes() {
    for_seconds("HANDOFF_SECONDS", || {
        let config =
            Config { cases: 40, failure_persistence: None, max_shrink_iters: 500, ..Config::default() };
        let schedules = config.cases;
        let run = TestRunner::new(config).run(&steps(), |steps| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(World::run(&steps));
            Ok(())
        });
        if let Err(failure) = run {
            panic!("{failure}");
        }
        schedules
    });
}
