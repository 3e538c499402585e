//! A shutdown over a window.

use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::{Instant, advance};

use super::{Listener, Note, SseManager, Subscription, listen, request_with};

const WINDOW: Duration = Duration::from_secs(10);

fn crowd(sse: &SseManager, count: usize) -> Vec<Listener> {
    let channel = sse.channel::<Note>("a");
    (0..count).map(|_| listen(sse, Subscription::to(&channel))).collect()
}

#[tokio::test(start_paused = true)]
async fn the_ends_are_spread_over_the_window() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let _crowd = crowd(&sse, 2000);
    let mut drain = Box::pin(sse.drain(WINDOW));
    assert!((&mut drain).now_or_never().is_none());
    assert_eq!(sse.connection_count(), 2000, "none at once");
    let channel = sse.channel::<Note>("a");
    assert_eq!(
        sse.respond(Subscription::to(&channel), &request_with(&sse, &[])).status(),
        503,
        "no new ones"
    );
    for second in 1..10 {
        advance(Duration::from_secs(1)).await;
        assert!((&mut drain).now_or_never().is_none());
        assert_eq!(sse.connection_count(), 2000 - 200 * second);
    }
    advance(Duration::from_secs(1)).await;
    assert!((&mut drain).now_or_never().is_some());
    assert_eq!(sse.connection_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn each_one_gets_what_was_published_up_to_its_end() {
    let sse = SseManager::builder().connection_timeout(None).build();
    let mut crowd = crowd(&sse, 1000);
    let channel = sse.channel("a");
    let mut drain = Box::pin(sse.drain(WINDOW));
    assert!((&mut drain).now_or_never().is_none());
    for number in 0..10 {
        channel.send(Note(number)).await.unwrap();
        advance(Duration::from_secs(1)).await;
        assert_eq!((&mut drain).now_or_never().is_some(), number == 9);
    }
    channel.send(Note(10)).await.unwrap();
    for (index, listener) in crowd.iter_mut().enumerate() {
        let mut heard = 0;
        while let Some(frame) = listener.frame().await {
            heard += frame.matches("event: note").count();
        }
        // A hundred end in each second, in which one more is published.
        assert_eq!(heard, index / 100 + 1, "of listener {index}");
    }
}

#[tokio::test(start_paused = true)]
async fn few_take_no_time() {
    let sse = SseManager::new();
    let _crowd = crowd(&sse, 5);
    let began = Instant::now();
    sse.drain(WINDOW).await;
    assert!(began.elapsed() < Duration::from_millis(100), "{:?}", began.elapsed());
}
