//! The events of an answer, as they are in the contract.

use std::fmt;
use std::marker::PhantomData;
use std::panic::Location;

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Response, StatusCode};
use http_body::Frame;
use http_body_util::{BodyExt as _, Collected};
use serde::Deserialize;

use super::decoder::{Block, Decoder, Message};
use crate::sse::{BoxError, DecodeEvent};

/// The name of the event that tells of a gap.
const GAP: &str = "gap";

/// The events of a router's answer, as the enum that the contract has made of them: what an `EventSource` would give to the page.
///
/// ```
/// use contract_runtime::axum::body::Body;
/// use contract_runtime::axum::http::Request;
/// use contract_runtime::prelude::*;
/// use contract_runtime::testing;
/// use tower::ServiceExt as _;
///
/// contract! {
///     trait Clock {
///         derive: [PartialEq],
///         follow: { method: GET, path: "/ticks", responses: { 200: events { tick: u8, alarm: () } } },
///     }
/// }
/// # struct App;
/// # impl Clock for App {
/// #     type Context = ();
/// #     async fn follow(&self, (): (), _: ClockFollowRequest) -> ClockFollowResult {
/// #         Ok(Subscription::channel())
/// #     }
/// # }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sse = SseManager::new();
/// let channel = ClockEvents::new(&sse).follow();
/// let request = Request::get("/ticks").body(Body::empty())?;
/// let mut events = testing::events(ClockContract::router(App, &sse).oneshot(request).await?);
///
/// channel.send_all([ClockFollowEvent::Tick(1), ClockFollowEvent::Alarm]).await?;
/// assert_eq!(events.next().await, Some(ClockFollowEvent::Tick(1)));
///
/// sse.shutdown().await;
/// assert_eq!(events.rest().await, [ClockFollowEvent::Alarm]);
/// # Ok(())
/// # }
/// ```
///
/// The answer may come from a server too, by a client whose bodies are those of the crate `http-body`, such as hyper's or reqwest's.
pub fn events<E: DecodeEvent>(
    response: Response<impl http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static>,
) -> Events<E> {
    let is_stream = response.headers().get(CONTENT_TYPE).is_some_and(|media| media == "text/event-stream");
    let (parts, body) = response.into_parts();
    let refusal = (!is_stream).then_some(parts.status);
    Events {
        refusal,
        body: Body::new(body),
        decoder: Decoder::default(),
        last_event_id: String::new(),
        of: PhantomData,
    }
}

/// The events of an answer; see [`events`].
///
/// Heartbeats are passed over. Its methods panic, as tests fail, where the answer is no stream of these events, where the stream breaks
/// off, and where it has a gap that was not [asked for](Self::gap).
pub struct Events<E> {
    /// The status of an answer that is no stream.
    refusal: Option<StatusCode>,
    body: Body,
    decoder: Decoder,
    last_event_id: String,
    of: PhantomData<fn() -> E>,
}

/// What a client is told where it has missed events; see [resuming](crate::guide::resuming#the-gap).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Gap {
    /// Why: `expired`, `lagged`, `restarted` or `unknown`.
    pub reason: String,
    /// The last id that the client is known to have had.
    pub from: Option<String>,
    /// The last id that may be missing.
    pub to: String,
}

impl<E: DecodeEvent> Events<E> {
    /// The next event, for which it waits; `None` once the stream has ended.
    ///
    /// # Panics
    /// When something else comes than an event of the contract.
    #[expect(clippy::should_implement_trait, reason = "it waits, as the `next` of a `Stream` does")]
    #[track_caller]
    pub fn next(&mut self) -> impl Future<Output = Option<E>> + Send {
        let caller = Location::caller();
        async move {
            let message = self.message(caller).await?;
            Some(event(&message, caller))
        }
    }

    /// All events up to the end of the stream, for which it waits: until the channel is closed, the stream has reached its time limit, or
    /// the manager is shut down.
    ///
    /// # Panics
    /// When something else comes than events of the contract.
    #[track_caller]
    pub fn rest(&mut self) -> impl Future<Output = Vec<E>> + Send {
        let caller = Location::caller();
        async move {
            let mut rest = Vec::new();
            while let Some(message) = self.message(caller).await {
                rest.push(event(&message, caller));
            }
            rest
        }
    }

    /// The gap that is to come next.
    ///
    /// # Panics
    /// When something else comes, or nothing.
    #[track_caller]
    pub fn gap(&mut self) -> impl Future<Output = Gap> + Send {
        let caller = Location::caller();
        async move {
            match self.message(caller).await {
                Some(message) if message.name == GAP => {
                    serde_json::from_str(&message.data).unwrap_or_else(|error| {
                        failed(caller, format_args!("{message} is no gap that can be read: {error}"))
                    })
                }
                Some(message) => failed(caller, format_args!("expected a gap, found {message}")),
                None => failed(caller, format_args!("expected a gap, found the end of the stream")),
            }
        }
    }

    /// The id of what was read last: what the client that comes back says in the header `last-event-id`. It is empty where nothing with
    /// an id was read.
    pub fn last_event_id(&self) -> &str {
        &self.last_event_id
    }

    /// The next message that is no heartbeat.
    async fn message(&mut self, caller: &Location<'_>) -> Option<Message> {
        if let Some(status) = self.refusal {
            let body = std::mem::take(&mut self.body).collect().await;
            let body = body.map(Collected::to_bytes).unwrap_or_default();
            let body = String::from_utf8_lossy(&body);
            failed(caller, format_args!("expected a stream of events, found {status}: {body}"));
        }
        loop {
            while let Some(Block { message, id }) = self.decoder.next() {
                self.last_event_id = id;
                if let Some(message) = message.filter(|message| message.name != "heartbeat") {
                    return Some(message);
                }
            }
            match self.body.frame().await?.map(Frame::into_data) {
                Ok(Ok(bytes)) => self.decoder.feed(&bytes),
                Ok(Err(_trailers)) => {}
                Err(error) => failed(caller, format_args!("the stream broke off: {error}")),
            }
        }
    }
}

fn event<E: DecodeEvent>(message: &Message, caller: &Location<'_>) -> E {
    match E::decode(&message.name, &message.data) {
        Ok(event) => event,
        Err(_) if message.name == GAP => {
            failed(caller, format_args!("expected an event, found {message}, which `gap()` reads"))
        }
        Err(error) => failed(caller, format_args!("{message} does not read: {error}")),
    }
}

impl<E> fmt::Debug for Events<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("last_event_id", &self.last_event_id).finish_non_exhaustive()
    }
}

#[expect(clippy::panic, reason = "a test that reads something else than it expects has failed")]
fn failed(caller: &Location<'_>, why: fmt::Arguments<'_>) -> ! {
    panic!("{caller}: {why}")
}
