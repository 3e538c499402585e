//! How a server ends: what it waits for, what it ends, and what it cuts.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use contract_runtime::Serve;
use contract_runtime::axum::Router;
use contract_runtime::axum::body::Body;
use contract_runtime::axum::extract::Request;
use contract_runtime::axum::http::{Response, StatusCode};
use contract_runtime::axum::routing::get as on_get;
use contract_runtime::prelude::*;
use contract_runtime::sse::{EventBody, EventSet};
use contract_tests::client::get;
use contract_tests::server::Server;
use futures_util::stream;
use serde_json::json;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::shop::until_open;

struct Word(&'static str);

impl EventSet for Word {
    fn name(&self) -> &'static str {
        "word"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self.0)
    }
}

/// A plain axum route that answers with a subscription.
fn streaming(sse: &SseManager, subscribe: impl Fn() -> Subscription<Word> + Clone + Send + 'static) -> Router
where
    Subscription<Word>: Send,
{
    let sse = sse.clone();
    let subscribe = Arc::new(Mutex::new(subscribe));
    let respond = async move |request: Request| -> Response<Body> {
        let request = sse.capture(request.method(), request.version(), request.uri(), request.headers());
        let subscription = subscribe.lock().unwrap()();
        sse.respond(subscription, &request).map(|body: EventBody| Body::new(body))
    };
    Router::new().route("/stream", on_get(respond))
}

/// A server that has been asked to stop once something is sent.
struct Stoppable {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

fn start(router: Router, sse: &SseManager, options: fn(Serve) -> Serve) -> Stoppable {
    let listener = contract_runtime::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = contract_runtime::serve(listener, router)
        .with_graceful_shutdown(async { stopped.await.unwrap() }, sse);
    Stoppable { address, stop, task: tokio::spawn(options(server).into_future()) }
}

async fn until_ended(task: JoinHandle<std::io::Result<()>>) {
    timeout(Duration::from_secs(20), task).await.expect("nothing is left").unwrap().unwrap();
}

#[tokio::test]
async fn a_stream_without_an_end_is_cut_at_the_deadline() {
    let sse = SseManager::new();
    let router = streaming(&sse, || Subscription::stream(stream::pending()));
    let server = start(router, &sse, |server| server.deadline(Duration::from_millis(200)));
    let _following = get(server.address, "/stream").follow().await;
    until_open(&sse, 1).await;
    server.stop.send(()).unwrap();
    until_ended(server.task).await;
    assert_eq!(sse.connection_count(), 0);
}

#[tokio::test]
async fn idle_connections_are_closed_and_requests_in_flight_answered() {
    let (asked, answer) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let handler = {
        let (asked, answer) = (Arc::clone(&asked), Arc::clone(&answer));
        async move || {
            asked.notify_one();
            answer.notified().await;
            "slow"
        }
    };
    let router = Router::new().route("/slow", on_get(handler));
    let server = start(router, &SseManager::new(), |server| server.deadline(Duration::from_mins(1)));
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    let in_flight = tokio::spawn(get(server.address, "/slow").send());
    asked.notified().await;
    server.stop.send(()).unwrap();
    let end = timeout(Duration::from_secs(20), idle.read(&mut [0; 1])).await.expect("it is closed");
    assert_eq!(end.unwrap(), 0);
    assert!(TcpStream::connect(server.address).await.is_err(), "nobody listens any more");
    assert!(!server.task.is_finished());
    answer.notify_one();
    assert_eq!(in_flight.await.unwrap().body, "slow");
    until_ended(server.task).await;
}

#[tokio::test]
async fn everything_published_before_is_delivered() {
    let sse = SseManager::new();
    let channel = sse.channel::<Word>("words");
    let router = streaming(&sse, {
        let channel = channel.clone();
        move || Subscription::to(&channel)
    });
    let server = start(router, &sse, |server| server.window(Duration::from_millis(200)));
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(get(server.address, "/stream").follow().await);
    }
    for _ in 0..100 {
        channel.send(Word("last")).await.unwrap();
    }
    server.stop.send(()).unwrap();
    for stream in &mut streams {
        for _ in 0..100 {
            assert_eq!(stream.next_json().await, ("word".into(), json!("last")));
        }
        assert_eq!(stream.next().await, None, "a polite end");
    }
    until_ended(server.task).await;
}

#[tokio::test]
async fn an_answer_in_pieces_is_waited_for_and_new_streams_are_refused_meanwhile() {
    let sse = SseManager::new();
    let (words, answer) = mpsc::unbounded_channel::<Word>();
    let answer = Arc::new(Mutex::new(Some(answer)));
    let router = streaming(&sse, move || {
        let answer = answer.lock().unwrap().take().unwrap();
        Subscription::stream(stream::unfold(answer, async |mut words| Some((words.recv().await?, words))))
    });
    let server = start(router, &sse, |server| server.deadline(Duration::from_mins(1)));
    let mut stream = get(server.address, "/stream").follow().await;
    words.send(Word("to")).unwrap();
    assert_eq!(stream.next_json().await.1, "to");
    server.stop.send(()).unwrap();
    // The manager refuses from the moment when the server stops.
    let request = http::Request::new(());
    let request = sse.capture(request.method(), request.version(), request.uri(), request.headers());
    while sse.respond(Subscription::<Word>::stream(stream::empty()), &request).status() == StatusCode::OK {
        tokio::task::yield_now().await;
    }
    words.send(Word("be")).unwrap();
    assert_eq!(stream.next_json().await.1, "be");
    assert!(!server.task.is_finished());
    drop(words);
    assert_eq!(stream.next().await, None);
    until_ended(server.task).await;
}

async fn a_server_ends_though_streams_are_open() {
    let sse = SseManager::new();
    let channel = sse.channel::<Word>("words");
    let router = streaming(&sse, {
        let channel = channel.clone();
        move || Subscription::to(&channel)
    });
    let server = Server::start(router, &sse).await;
    let mut stream = get(server.address, "/stream").follow().await;
    channel.send(Word("bye")).await.unwrap();
    server.shut_down().await;
    assert_eq!(stream.next_json().await.1, "bye");
    assert_eq!(stream.next().await, None);
}

contract_tests::every_way! {
    #[tokio::test]
    a_server_ends_though_streams_are_open,
}
