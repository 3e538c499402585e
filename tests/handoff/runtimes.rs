//! A manager that outlives the runtime which it was first used on.

use std::thread;

use contract_runtime::SseManager;
use contract_runtime::sse::Subscription;
use tokio::runtime::{Builder, Runtime};

use crate::client::Client;
use crate::host::{Word, router};

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// The reactor's threads are of no runtime, and still have the manager go on where their server runs.
fn goes_on(threads: usize) {
    let sse = SseManager::new();
    let first = runtime();
    let in_first = first.block_on(async {
        let request = http::Request::new(());
        let request = sse.capture(request.method(), request.version(), request.uri(), request.headers());
        sse.respond(Subscription::to(&sse.channel::<Word>("first")), &request)
    });
    let second = runtime();
    let (mut client, _server) = second.block_on(async {
        let listener = contract_runtime::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serve = contract_runtime::serve(listener, router(&sse)).reactor_threads(threads);
        let server = tokio::spawn(serve.into_future());
        let mut client = Client::connect(address).await;
        client.follow("/stream/a").await;
        sse.channel("a").send(Word("before".into())).await.unwrap();
        assert_eq!(client.next(1).await, ["\"before\""]);
        (client, server)
    });
    // With it goes what wakes the manager's connections.
    drop(first);
    let channel = sse.channel("a");
    // A publisher of no runtime.
    let publishing = move || futures_util::FutureExt::now_or_never(channel.send(Word("after".into())));
    thread::spawn(publishing).join().unwrap().expect("it does not wait").unwrap();
    second.block_on(async { assert_eq!(client.next(1).await, ["\"after\""]) });
    drop(in_first);
}

#[test]
fn goes_on_with_the_reactor() {
    goes_on(1);
}

#[test]
fn goes_on_with_tasks() {
    goes_on(0);
}
