//! An answer that its client does not take, though it is there and says so.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use contract_runtime::axum::Router;
use contract_runtime::axum::body::Body;
use contract_runtime::axum::routing::get;
use futures_util::stream;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

/// An answer without an end, which holds something until it is dropped.
fn endless(held: oneshot::Sender<()>) -> Body {
    let piece = Bytes::from(vec![b'x'; 64 << 10]);
    Body::from_stream(stream::unfold(held, move |held| {
        let piece = piece.clone();
        async move { Some((Ok::<_, Infallible>(piece), held)) }
    }))
}

#[tokio::test]
async fn who_takes_nothing_of_an_answer_is_cut_off_within_a_minute() {
    let (started, mut requests) = mpsc::unbounded_channel();
    let answer = async move || {
        let (held, freed) = oneshot::channel();
        started.send(freed).unwrap();
        endless(held)
    };
    let listener = contract_runtime::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = contract_runtime::serve(listener, Router::new().route("/", get(answer)));
    tokio::spawn(server.into_future());

    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let freed = requests.recv().await.unwrap();
    let freed = timeout(Duration::from_mins(1), freed).await.expect("its answer is dropped");
    assert!(freed.is_err(), "nothing is ever sent");
    drop(client);
}
