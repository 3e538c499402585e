//! A server of many rooms in a process of its own, for the tests whose clients come in crowds (`tests/churn`).
//!
//! `rooms OPTIONS`, which are JSON, publishes to its rooms all the time and writes down what. It prints where it listens, and obeys
//! lines on its standard input; each is answered with a line that begins with the same word.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test's helper fails by panicking"
)]

mod numbers;
mod publishers;
mod record;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use contract_runtime::metrics::Prometheus;
use contract_runtime::prelude::*;
use contract_runtime::sse::{ChannelOptions, History, SlowPolicy};
use peak_alloc::PeakAlloc;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use socket2::SockRef;
use tokio::io::{AsyncBufReadExt as _, BufReader};

use crate::publishers::Publishers;

contract! {
    pub(crate) trait Rooms {
        follow: {
            method: GET,
            path: "/events",
            headers: { content_type: "text/event-stream" },
            query: { room: Vec<String>, client: Option<u32>, hello: Option<bool>, stays: Option<bool> },
            responses: { 200: events { said: Said, hello: u32, end: u64 } },
        },
    }
}

/// An event that tells by itself which one it is.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Said {
    audience: String,
    /// Which of its audience's events it is, from 1.
    number: u64,
    padding: String,
}

/// Counts what is in use, which is less than what the process has: an allocator keeps what was given back.
#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

/// What the server is told on its command line.
#[derive(Debug, Deserialize)]
struct Options {
    /// The names of the channels. Those that begin with `latest/` and `close/` have that policy, others tell of gaps.
    rooms: Vec<String>,
    /// Those of large events.
    large: Vec<String>,
    /// How many client ids there are.
    clients: u32,
    /// How many connections one may have.
    connections_per_client: usize,
    /// How many events a second are published to all rooms together; none if zero.
    rate: f64,
    /// How many bytes a room keeps.
    history: usize,
    /// After how many milliseconds a connection ends, or up to half sooner; never if zero.
    lifetime: u64,
    has_reactor: bool,
    /// Where it is written down what was published.
    record: String,
    seed: u64,
}

/// How many events a room keeps.
const EVENTS: usize = 64;

struct App {
    sse: SseManager,
    /// How many requests came to the handler.
    handled: Arc<AtomicU64>,
}

impl Rooms for App {
    type Context = ();

    async fn follow(&self, (): (), request: RoomsFollowRequest) -> RoomsFollowResult {
        self.handled.fetch_add(1, Ordering::SeqCst);
        let RoomsFollowQuery { room, client, hello, stays } = request.query;
        let mut rooms = room.into_iter().map(|name| self.sse.channel(name));
        let mut subscription = Subscription::to(&rooms.next().expect("a room"));
        for room in rooms {
            subscription = subscription.also(&room);
        }
        if let Some(client) = client {
            subscription = subscription.client(client);
        }
        if hello == Some(true) {
            subscription = subscription.snapshot([RoomsFollowEvent::Hello(1)]);
        }
        if stays == Some(true) {
            subscription = subscription.timeout(None);
        }
        Ok(subscription)
    }
}

#[tokio::main]
async fn main() {
    let argument = std::env::args().nth(1).expect("OPTIONS");
    let options: Options = serde_json::from_str(&argument).unwrap();
    let sse = manager(&options);
    let metrics = Prometheus::install().unwrap();
    let handled = Arc::<AtomicU64>::default();
    // On all addresses of this machine: from one to one there are not ports enough for those who come and go.
    let listener = contract_runtime::bind("0.0.0.0:0").unwrap();
    // Accepted sockets inherit it. As large as they are otherwise on the loopback interface, they would hold more than the tests publish.
    SockRef::from(&listener).set_send_buffer_size(16 << 10).unwrap();
    println!("listening {}", listener.local_addr().unwrap().port());
    let app = App { sse: sse.clone(), handled: Arc::clone(&handled) };
    let server = contract_runtime::serve(listener, RoomsContract::router(app, &sse));
    let server = if options.has_reactor { server } else { server.reactor_threads(0) };
    tokio::spawn(server.into_future());

    let mut publishers = Publishers::start(&sse, &options).await;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await.unwrap() {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["publish"] => publishers.resume(false),
            // And now and then the connections of a client are ended.
            ["publish", "and-close"] => publishers.resume(true),
            ["pause"] => publishers.pause().await,
            ["everyone"] => {
                println!("everyone {}", publishers.tell_everyone().await);
                continue;
            }
            ["end"] => publishers.end().await,
            // So many events of so many bytes to one room, with so many keys in turn.
            ["fill", room, count, bytes, keys] => {
                publishers
                    .fill(room, count.parse().unwrap(), bytes.parse().unwrap(), keys.parse().unwrap())
                    .await;
            }
            ["dismiss"] => sse.connections().iter().for_each(|connection| {
                sse.detach(connection.id);
            }),
            ["numbers"] => {
                let handled = handled.load(Ordering::SeqCst);
                println!("numbers {}", numbers::of(&sse, &options.rooms, &metrics, handled));
                continue;
            }
            _ => panic!("{line:?}"),
        }
        println!("{}", words[0]);
    }
}

fn manager(options: &Options) -> SseManager {
    let lifetime = Some(Duration::from_millis(options.lifetime)).filter(|lifetime| !lifetime.is_zero());
    // Nothing goes by its age, so that memory is the same before and after, and every gap is of an event that was pushed out.
    let history = History { events: EVENTS, bytes: options.history, age: Duration::from_hours(1) };
    let sse = SseManager::builder()
        .connection_timeout(lifetime)
        .timeout_jitter(0.5)
        .heartbeat(Duration::from_secs(3))
        .retry(Duration::from_millis(100))
        .max_connections_per_client(options.connections_per_client)
        .history(history)
        .build();
    sse.configure("latest", ChannelOptions::new().slow(SlowPolicy::latest()));
    sse.configure("close", ChannelOptions::new().slow(SlowPolicy::Close));
    sse
}
