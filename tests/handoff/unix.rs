//! Streams over Unix sockets.

use contract_runtime::SseManager;
use tokio::net::{UnixListener, UnixStream};

use crate::client::{Client, request};
use crate::host::{Word, both_ways, router, tasks};

async fn a_unix_socket_leaves_and_comes_back(threads: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("server.sock");
    let sse = SseManager::new();
    let listener = UnixListener::bind(&path).unwrap();
    let serve = contract_runtime::serve(listener, router(&sse)).reactor_threads(threads);
    let server = tokio::spawn(serve.into_future());
    let mut first = Client::over(UnixStream::connect(&path).await.unwrap());
    first.follow("/stream/a").await;
    sse.channel("a").send(Word("zero".into())).await.unwrap();
    first.next(1).await;
    let before = tasks().await;

    let mut client = Client::over(UnixStream::connect(&path).await.unwrap());
    for channel in ["b", "c"] {
        client.send(&(request(&format!("/stream/{channel}")) + &request("/behind"))).await;
        client.head_of_stream().await;
        sse.channel(channel).send(Word("x".repeat(1_000_000).into())).await.unwrap();
        assert_eq!(client.next(1).await[0].len(), 1_000_002);
        assert_eq!(tasks().await - before, usize::from(threads == 0));
        sse.channel::<Word>(channel).close().await.unwrap();
        client.rest().await;
        assert_eq!(client.plain().await, "/behind");
    }
    drop(client);
    let changes = sse.connection_count();
    assert_eq!(changes, 1);
    server.abort();
}

both_ways! { a_unix_socket_leaves_and_comes_back }
