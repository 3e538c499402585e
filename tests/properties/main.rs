//! Properties of the event stream that is sent, seen through an independent decoder: what arrives is what was
//! sent, or the sender got an error.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use contract_runtime::sse::{EventBody, EventId, EventSet, SseManager, Subscription};
use contract_tests::sse_decoder::{Decoder, Message};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, Method, Uri, Version};
use http_body_util::BodyExt;
use proptest::prelude::*;

/// An event of any name and any text.
#[derive(Debug, Clone)]
struct Raw {
    name: String,
    text: String,
}

impl EventSet for Raw {
    fn name(&self) -> &str {
        &self.name
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        Ok(self.text.clone())
    }
}

/// Text in which what matters to the format is as frequent as anything else.
fn text(length: usize) -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        "\r", "\n", "\r\n", "\0", "\u{feff}", "\u{2028}", "\u{85}", ":", " ", "data: x", "id: 9", "event: x",
        "retry: 1", "\n\n", "\"", "\\", "é", "😀",
    ]);
    let piece = prop_oneof![special.prop_map(str::to_owned), any::<char>().prop_map(String::from)];
    prop::collection::vec(piece, 0..length).prop_map(|pieces| pieces.concat())
}

/// Names that are valid more often than arbitrary text is.
fn name() -> impl Strategy<Value = String> {
    let usual =
        prop::sample::select(vec!["message", "order.shipped", "gap", "open", "error", "heartbeat", "data"]);
    prop_oneof![usual.prop_map(str::to_owned), text(3), "[ -~]{1,20}"]
}

fn is_valid_name(name: &str) -> bool {
    let reserved = ["gap", "heartbeat", "open", "error"];
    !name.is_empty() && !name.contains(['\r', '\n', '\0']) && !reserved.contains(&name)
}

fn open(sse: &SseManager, header: Option<&[u8]>) -> EventBody {
    let mut headers = HeaderMap::new();
    if let Some(bytes) = header {
        headers.insert("last-event-id", HeaderValue::from_bytes(bytes).expect("a header value"));
    }
    let request = sse.capture(&Method::GET, Version::HTTP_11, &Uri::from_static("/"), &headers);
    sse.respond(Subscription::to(&sse.channel::<Raw>("channel")), &request).into_body()
}

/// All bytes that can be had without waiting.
fn drain(body: &mut EventBody) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(Some(frame)) = body.frame().now_or_never() {
        bytes.extend_from_slice(frame.expect("no error").data_ref().expect("data"));
    }
    bytes
}

/// Decodes a stream that is cut into chunks of the sizes given, over and over.
fn decode(bytes: &[u8], sizes: &[usize]) -> (Vec<Message>, Decoder) {
    let mut decoder = Decoder::new();
    let mut messages = Vec::new();
    let mut rest = bytes;
    for size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (chunk, others) = rest.split_at((*size).min(rest.len()));
        messages.extend(decoder.feed(chunk));
        rest = others;
    }
    (messages, decoder)
}

fn on_a_runtime<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(work)
}

/// Publishes, and gives what arrived and the ids of what was accepted.
fn round_trip(events: &[Raw], as_json: bool, sizes: &[usize]) -> (Vec<Message>, Vec<Option<EventId>>) {
    on_a_runtime(async {
        let sse = SseManager::new();
        let mut body = open(&sse, None);
        let mut ids = Vec::new();
        for event in events {
            let sent = if as_json {
                sse.send(&event.name, &event.text).await
            } else {
                sse.channel("channel").send(event.clone()).await
            };
            ids.push(sent.ok());
        }
        let (messages, decoder) = decode(&drain(&mut body), sizes);
        let retry = decoder.retry().expect("a reconnection time");
        assert!((1000..=3000).contains(&retry), "set by nobody else: {retry}");
        assert_eq!(decoder.comments(), 0);
        (messages, ids)
    })
}

/// What the format can carry of a text: its line ends arrive as LF.
fn with_lf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn check(events: &[Raw], as_json: bool, sizes: &[usize]) {
    let (messages, ids) = round_trip(events, as_json, sizes);
    let mut arrived = messages.into_iter();
    for (event, id) in events.iter().zip(ids) {
        assert_eq!(id.is_some(), is_valid_name(&event.name), "{event:?}");
        let Some(id) = id else { continue };
        let message = arrived.next().expect("whatever was accepted arrives");
        assert_eq!(message.event, event.name);
        assert_eq!(message.last_event_id, id.as_str());
        if as_json {
            let text: String = serde_json::from_str(&message.data).expect("JSON");
            assert_eq!(text, event.text);
        } else {
            assert_eq!(message.data, with_lf(&event.text));
        }
    }
    assert_eq!(arrived.next(), None, "nothing else arrives");
}

fn events() -> impl Strategy<Value = Vec<Raw>> {
    prop::collection::vec((name(), text(30)).prop_map(|(name, text)| Raw { name, text }), 0..8)
}

/// Any bytes that a header may have, and many that look like an id.
fn header_value() -> impl Strategy<Value = Vec<u8>> {
    let any = prop::collection::vec(prop_oneof![0x20..=0x7e_u8, 0x80..=0xff_u8], 0..200);
    prop_oneof![any, "[a-z0-9\"~.-]{0,150}".prop_map(String::into_bytes)]
}

fn sizes() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(1..50_usize, 1..6)
}

proptest! {
    #[test]
    fn json_arrives_exactly_or_its_sender_gets_an_error(events in events(), sizes in sizes()) {
        check(&events, true, &sizes);
    }

    #[test]
    fn any_text_arrives_as_the_format_can_carry_it(events in events(), sizes in sizes()) {
        check(&events, false, &sizes);
    }

    #[test]
    fn any_last_event_id_is_answered_by_one_gap_at_most_and_never_by_an_error(
        header in header_value(),
    ) {
        on_a_runtime(async {
            let sse = SseManager::new();
            let mut body = open(&sse, Some(&header));
            let (messages, decoder) = decode(&drain(&mut body), &[7]);
            assert_eq!(messages.len(), usize::from(!header.is_empty()));
            for gap in messages {
                assert_eq!(gap.event, "gap");
                let data: serde_json::Value = serde_json::from_str(&gap.data).expect("JSON");
                assert_eq!(data["to"], decoder.last_event_id());
                assert!(data["from"].is_null() || data["from"].as_str().map(str::as_bytes) == Some(&header));
            }
        });
    }
}

#[test]
fn a_mebibyte_of_text_arrives() {
    let odd = "0123456789 \r \n \r\n \0 \u{feff} \u{2028} ÿ 😀 \" \\ ";
    let text = odd.repeat((1 << 20) / odd.len() + 1);
    let events = [Raw { name: "big".to_owned(), text }];
    check(&events, true, &[1000]);
    check(&events, false, &[999]);
}
