//! What is logged of a stream.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};

use futures_util::stream;
use tracing::Dispatch;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;

use super::{Listener, Note, SseManager, Subscription, Text, listen, request_with};

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Written {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// With one subscriber alone, tracing asks only the thread that comes by a place in the code first whether anybody listens there, and
/// other tests, which have none, come by the same places.
static ANOTHER: LazyLock<Dispatch> = LazyLock::new(|| Dispatch::new(tracing_subscriber::registry()));

/// Everything that a test logs.
async fn logged(test: impl Future<Output = ()>) -> String {
    LazyLock::force(&ANOTHER);
    let written = Written::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .with_writer(written.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    test.await;
    drop(guard);
    let bytes = written.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn a_stream_has_a_span_that_tells_who_listened_to_what_and_how_it_ended() {
    let log = logged(async {
        let sse = SseManager::new();
        let channel = sse.channel::<Text>("orders");
        let request = request_with(&sse, &[("x-request-id", "r-17"), ("authorization", "Bearer secret")]);
        let response = sse.respond(Subscription::to(&channel).client("ann"), &request);
        let mut listener = Listener::new(response);
        channel.send(Text("\"secret\"".into())).await.unwrap();
        listener.ready();
        assert!(sse.detach(sse.connections()[0].id));
    })
    .await;
    let end = log.lines().find(|line| line.contains(": close ")).expect(&log);
    for part in [
        "event stream{",
        "connection=1",
        r#"client="ann""#,
        r#"["orders"]"#,
        r#"request_id="r-17""#,
        "events=1",
    ] {
        assert!(end.contains(part), "{part} in {end}");
    }
    assert!(end.contains(r#"close_reason="detached""#), "{end}");
    assert!(!log.contains("secret"), "{log}");
}

#[tokio::test]
async fn what_a_stream_logs_itself_is_in_its_span() {
    let log = logged(async {
        let sse = SseManager::new();
        let events = stream::poll_fn(|_| {
            tracing::info!("thinking");
            std::task::Poll::Ready(None::<Note>)
        });
        let mut listener = listen(&sse, Subscription::stream(events));
        assert_eq!(listener.frame().await, None);
    })
    .await;
    let thought = log.lines().find(|line| line.contains("thinking")).expect(&log);
    assert!(thought.contains("event stream{connection=1"), "{thought}");
    assert!(log.contains(r#"close_reason="finished""#), "{log}");
}
