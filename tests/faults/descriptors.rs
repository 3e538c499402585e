//! A server that may open fewer files than clients come.

use contract_tests::client::get;
use futures_util::future::join_all;
use tokio::time::{Duration, timeout};

use crate::origin::{Options, Origin};

#[tokio::test]
async fn clients_for_whom_there_is_no_descriptor_wait_and_are_served() {
    let mut origin =
        Origin::start_by(Options::default(), &["sh", "-c", "ulimit -n 40; exec \"$@\"", "sh"]).await;
    let address = origin.address;
    let mut waiting: Vec<_> =
        (0..60).map(|_| tokio::spawn(async move { get(address, "/numbers").follow().await })).collect();
    // The server's own files take their part of the forty.
    let mut served = 0;
    while served < 20 {
        served = origin.count().await;
    }
    while !waiting.is_empty() {
        let (stream, _, rest) = futures_util::future::select_all(waiting).await;
        waiting = rest;
        let mut stream = stream.unwrap();
        // It is served, and makes room for the next one.
        let number = timeout(Duration::from_secs(20), stream.next()).await.expect("served").unwrap();
        assert_eq!(number.event, "number");
    }
    origin.until_open(0).await;
    let again = join_all((0..5).map(|_| get(address, "/numbers").follow())).await;
    assert_eq!(again.len(), 5, "as if nothing had been");
}
