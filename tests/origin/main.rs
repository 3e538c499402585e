//! A server in a process of its own, for the tests that send it signals, kill it, or cut its cable.
//!
//! `origin ADDRESS RATE WINDOW DEADLINE AGE`: publishes so many numbered events a second, which are kept for so many milliseconds, and
//! drains over so many. It prints where it listens; at a signal the number of the last event before it; at the end `ended`. A line
//! `count` on its standard input is answered with the number of open streams, and `clock` with the time of day, in seconds since 1970.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test's helper fails by panicking"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use contract_runtime::prelude::*;
use contract_runtime::sse::History;
use futures_util::stream;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{MissedTickBehavior, interval, sleep};

contract! {
    trait Origin {
        numbers: { method: GET, path: "/numbers", responses: { 200: events { number: u64 } } },
        /// An answer in pieces: as many tokens as are asked for, one each ten milliseconds.
        tokens: { method: GET, path: "/tokens/{count}", path_params: { count: u64 }, responses: { 200: events { number: u64 } } },
        /// A stream that may be followed for so many milliseconds, by the time of day.
        until: { method: GET, path: "/until/{milliseconds}", path_params: { milliseconds: u64 }, responses: { 200: events { number: u64 } } },
    }
}

struct App;

impl Origin for App {
    type Context = ();

    async fn numbers(&self, (): (), _: OriginNumbersRequest) -> OriginNumbersResult {
        Ok(Subscription::channel())
    }

    async fn tokens(&self, (): (), request: OriginTokensRequest) -> OriginTokensResult {
        let count = request.params.count;
        Ok(Subscription::stream(stream::unfold(1, move |next| async move {
            sleep(Duration::from_millis(10)).await;
            (next <= count).then_some((OriginTokensEvent::Number(next), next + 1))
        })))
    }

    async fn until(&self, (): (), request: OriginUntilRequest) -> OriginUntilResult {
        let left = Duration::from_millis(request.params.milliseconds);
        Ok(Subscription::channel().until(SystemTime::now() + left))
    }
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, rate, window, deadline, age] =
        arguments.try_into().expect("ADDRESS RATE WINDOW DEADLINE AGE");
    let milliseconds = |text: String| Duration::from_millis(text.parse().expect("milliseconds"));
    let history = History { age: milliseconds(age), ..History::default() };
    let sse = SseManager::builder().connection_timeout(None).history(history).build();
    let listener = contract_runtime::bind(&address).unwrap();
    println!("listening {}", listener.local_addr().unwrap());

    let published = Arc::new(AtomicU64::new(0));
    tokio::spawn(publish(OriginEvents::new(&sse), rate.parse().expect("a rate"), Arc::clone(&published)));
    tokio::spawn(obey(sse.clone()));
    let stop = async move {
        signal(SignalKind::terminate()).unwrap().recv().await;
        println!("signal {}", published.load(Ordering::SeqCst));
    };
    contract_runtime::serve(listener, OriginContract::router(App, &sse))
        .with_graceful_shutdown(stop, &sse)
        .window(milliseconds(window))
        .deadline(milliseconds(deadline))
        .await
        .unwrap();
    println!("ended");
}

async fn publish(events: OriginEvents, rate: f64, published: Arc<AtomicU64>) {
    let mut ticks = interval(Duration::from_secs_f64(1.0 / rate));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for number in 1.. {
        ticks.tick().await;
        events.numbers().send(OriginNumbersEvent::Number(number)).await.unwrap();
        published.store(number, Ordering::SeqCst);
    }
}

async fn obey(sse: SseManager) {
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        match line.as_str() {
            "count" => println!("count {}", sse.connection_count()),
            "clock" => {
                let time = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
                println!("clock {}", time.as_secs());
            }
            other => panic!("{other:?} is no question"),
        }
    }
}
