//! Tests of the engine's rules, on connections whose bodies are polled directly.

mod advance;
mod close;
mod closing;
mod concurrency;
mod drain;
mod entries;
mod heartbeat_event;
mod history;
mod hub;
mod live;
mod members;
mod presence;
mod publish;
mod response;
mod resume;
mod revocation;
mod slow;
mod spans;
mod stats;
mod time;
mod together;
mod total;
mod until;
mod wire;

use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Method, Response, Uri, Version};
use http_body_util::BodyExt;

use super::{Channel, EventBody, EventSet, SseManager, StreamRequest, Subscription};

/// An event of one number.
#[derive(Debug)]
struct Note(u64);

impl EventSet for Note {
    fn name(&self) -> &'static str {
        "note"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.0)
    }
}

/// An event of any text, as long as one likes.
#[derive(Debug)]
struct Text(String);

impl EventSet for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        Ok(self.0.clone())
    }
}

/// What arrived: an event, or the `:` of a heartbeat as its name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Event {
    id: Option<String>,
    name: String,
    data: String,
}

impl Event {
    fn id(&self) -> &str {
        self.id.as_deref().expect("an id")
    }

    /// A gap's data, and how far it goes.
    fn gap(&self) -> (serde_json::Value, u64) {
        let gap: serde_json::Value = serde_json::from_str(&self.data).expect("JSON");
        let to = sequence(gap["to"].as_str().expect("an id"));
        (gap, to)
    }

    /// The data as a number; of a gap its reason.
    fn label(&self) -> String {
        match self.name.as_str() {
            "gap" => {
                let (gap, to) = self.gap();
                assert!(sequence(self.id()) <= to, "a gap leads no further than it tells");
                format!("gap {}", gap["reason"].as_str().expect("a reason"))
            }
            _ => self.data.clone(),
        }
    }
}

/// The sequence number of an id.
fn sequence(id: &str) -> u64 {
    id.rsplit_once('-').expect("an id").1.parse().expect("a number")
}

/// One client, whose connection takes what the test asks for and no more.
#[derive(Debug)]
struct Listener {
    body: EventBody,
    pending: Vec<Event>,
}

impl Listener {
    fn new(response: Response<EventBody>) -> Self {
        assert_eq!(response.status(), 200);
        let mut body = response.into_body();
        let first = body.frame().now_or_never().flatten().expect("first bytes").expect("no error");
        assert!(first.data_ref().expect("data").starts_with(b"retry: "));
        Self { body, pending: Vec::new() }
    }

    /// The next frame as text; `None` at the end of the body.
    async fn frame(&mut self) -> Option<String> {
        let frame = self.body.frame().await?.expect("a body without errors");
        Some(String::from_utf8(frame.into_data().expect("data").to_vec()).expect("UTF-8"))
    }

    /// The next event, waiting for it.
    async fn event(&mut self) -> Event {
        while self.pending.is_empty() {
            let frame = self.frame().await.expect("an event before the end");
            self.pending = events(&frame);
        }
        self.pending.remove(0)
    }

    /// All that has arrived and can be had without waiting.
    fn ready(&mut self) -> Vec<Event> {
        let mut ready = std::mem::take(&mut self.pending);
        while let Some(Some(frame)) = self.frame().now_or_never() {
            ready.extend(events(&frame));
        }
        ready
    }

    fn labels(&mut self) -> Vec<String> {
        self.ready().iter().map(Event::label).collect()
    }
}

fn events(frame: &str) -> Vec<Event> {
    let blocks = frame.strip_suffix("\n\n").expect("a frame of whole blocks").split("\n\n");
    blocks.map(event).collect()
}

fn event(block: &str) -> Event {
    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
    Event { id: field("id: "), name: field("event: ").expect("a name"), data: field("data: ").expect("data") }
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let value = |value: &str| HeaderValue::from_bytes(value.as_bytes()).expect("a header value");
    pairs.iter().map(|(name, text)| (name.parse().expect("a header name"), value(text))).collect()
}

fn request_with(sse: &SseManager, pairs: &[(&'static str, &str)]) -> StreamRequest {
    let uri = Uri::from_static("/events");
    sse.capture(&Method::GET, Version::HTTP_11, &uri, &headers(pairs))
}

fn listen<E: EventSet>(sse: &SseManager, subscription: Subscription<E>) -> Listener {
    Listener::new(sse.respond(subscription, &request_with(sse, &[])))
}

fn resume<E: EventSet>(sse: &SseManager, subscription: Subscription<E>, id: &str) -> Listener {
    Listener::new(sse.respond(subscription, &request_with(sse, &[("last-event-id", id)])))
}

/// Publishes numbers and gives their ids.
async fn publish(channel: &Channel<Note>, numbers: impl IntoIterator<Item = u64>) -> Vec<String> {
    let mut ids = Vec::new();
    for number in numbers {
        ids.push(channel.send(Note(number)).await.expect("published").to_string());
    }
    ids
}

fn numbers(range: impl IntoIterator<Item = u64>) -> Vec<String> {
    range.into_iter().map(|number| number.to_string()).collect()
}
