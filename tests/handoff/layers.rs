//! Layers around a stream's route: whatever they do to an answer is done to every byte of it.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::future::ready;
use std::io::Read as _;
use std::pin::Pin;
use std::task::{Context, Poll};

use contract_runtime::StayWithTask;
use contract_runtime::axum::Router;
use contract_runtime::axum::body::{Body, Bytes, HttpBody};
use contract_runtime::axum::http::{HeaderName, HeaderValue, StatusCode, Version};
use contract_runtime::axum::middleware::map_response;
use contract_runtime::axum::response::Response;
use contract_tests::sse_decoder::Decoder;
use flate2::read::MultiGzDecoder;
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use tower_http::compression::CompressionLayer;
use tower_http::cors::CorsLayer;
use tower_http::trace::TraceLayer;

use crate::client::Client;
use crate::host::{Host, tasks};

/// What a client got.
struct Got {
    /// Whether the reactor had the connection.
    has_left: bool,
    status: u16,
    body: Vec<u8>,
}

impl Got {
    fn data(&self) -> Vec<String> {
        assert!(self.body.starts_with(b"retry: "), "{:?}", String::from_utf8_lossy(&self.body));
        Decoder::new().feed(&self.body).into_iter().map(|event| event.data).collect()
    }
}

/// Follows a stream of three events to its end, from a server with a layer.
async fn follow(threads: usize, layer: impl FnOnce(Router) -> Router) -> Got {
    let host = Host::with(threads, layer, |serve| serve).await;
    let before = tasks().await;
    let mut client = Client::connect(host.address).await;
    client
        .send("GET /stream/a HTTP/1.1\r\nhost: x\r\norigin: http://y\r\naccept-encoding: gzip\r\n\r\n")
        .await;
    let head = client.head().await;
    let has_left = tasks().await == before;
    for word in ["one", "two", "three"] {
        host.publish("a", word).await;
    }
    host.close("a").await;
    let mut body = match head.header("transfer-encoding") {
        "chunked" => client.rest().await,
        _ => client.exactly(head.header("content-length").parse().unwrap()).await,
    };
    if head.header("content-encoding") == "gzip" {
        let compressed = std::mem::take(&mut body);
        MultiGzDecoder::new(&*compressed).read_to_end(&mut body).unwrap();
    }
    host.until_free().await;
    client.ask("/next").await;
    assert_eq!(client.plain().await, "/next");
    Got { has_left, status: head.status, body }
}

const WORDS: [&str; 3] = ["\"one\"", "\"two\"", "\"three\""];

/// The bytes are as they are without the reactor; says whether the reactor had the connection.
async fn leaves(layer: fn(Router) -> Router) -> bool {
    let by_task = follow(0, layer).await;
    let got = follow(1, layer).await;
    assert!(!by_task.has_left);
    assert_eq!((by_task.status, got.status), (200, 200));
    assert_eq!((by_task.data(), got.data()), (WORDS.map(Into::into).into(), WORDS.map(Into::into).into()));
    got.has_left
}

/// Puts another body around or in the place of every answer's.
fn with_body<B>(router: Router, change: fn(Body) -> B) -> Router
where
    B: HttpBody<Data = Bytes, Error: Into<contract_runtime::axum::BoxError>> + Send + 'static,
{
    let change = move |response: Response| {
        ready(if is_stream(&response) { response.map(|body| Body::new(change(body))) } else { response })
    };
    router.layer(map_response(change))
}

fn with_response(router: Router, change: fn(&mut Response)) -> Router {
    router.layer(map_response(move |mut response: Response| {
        if is_stream(&response) {
            change(&mut response);
        }
        ready(response)
    }))
}

fn with_header(router: Router, name: &'static str, value: &'static str) -> Router {
    router.layer(map_response(move |mut response: Response| {
        if is_stream(&response) {
            response.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
        ready(response)
    }))
}

fn is_stream(response: &Response) -> bool {
    response.headers().get("content-type").is_some_and(|kind| kind == "text/event-stream")
}

#[tokio::test]
async fn layers_that_leave_the_body_alone_let_it_leave() {
    assert!(leaves(|router| router).await);
    assert!(leaves(|router| router.layer(TraceLayer::new_for_http())).await);
    assert!(leaves(|router| router.layer(CorsLayer::permissive())).await);
    // It compresses no event streams unless told to.
    assert!(leaves(|router| router.layer(CompressionLayer::new())).await);
    assert!(leaves(|router| with_header(router, "x-served-by", "me")).await);
    assert!(leaves(|router| with_body(router, |body| body.map_err(|error| error))).await);
    assert!(
        leaves(|router| Router::new().merge(Router::new().nest("/api", router.clone())).merge(router)).await
    );
    assert!(
        leaves(|router| {
            let router = router.layer(TraceLayer::new_for_http()).layer(CorsLayer::permissive());
            with_header(router.layer(CompressionLayer::new()), "x-served-by", "me")
        })
        .await
    );
}

#[tokio::test]
async fn a_stream_that_a_layer_compresses_stays() {
    let compress =
        |router: Router| router.layer(CompressionLayer::new().compress_when(|_, _, _: &_, _: &_| true));
    assert!(!leaves(compress).await);
}

#[tokio::test]
async fn a_stream_whose_bytes_a_layer_copies_stays() {
    fn copy(frame: Frame<Bytes>) -> Frame<Bytes> {
        frame.map_data(|data| Bytes::copy_from_slice(&data))
    }
    assert!(!leaves(|router| with_body(router, |body| body.map_frame(copy))).await);
}

#[tokio::test]
async fn a_stream_that_is_framed_otherwise_stays() {
    assert!(!leaves(|router| with_header(router, "trailer", "server-timing")).await);
}

#[tokio::test]
async fn what_a_layer_makes_of_the_bytes_is_what_comes() {
    fn shout(frame: Frame<Bytes>) -> Frame<Bytes> {
        frame.map_data(|data| data.to_ascii_uppercase().into())
    }
    for threads in [0, 1] {
        let got = follow(threads, |router| with_body(router, |body| body.map_frame(shout))).await;
        let text = String::from_utf8(got.body).unwrap();
        assert!(
            !got.has_left && text.starts_with("RETRY: ") && text.contains("\nDATA: \"THREE\"\n"),
            "{text}"
        );
    }
}

/// No server can see beforehand that a layer will change bytes that are not there yet. It says so.
#[tokio::test]
async fn a_layer_that_changes_later_bytes_keeps_the_stream() {
    fn censor(frame: Frame<Bytes>) -> Frame<Bytes> {
        frame.map_data(|data| match std::str::from_utf8(&data) {
            Ok(text) if text.contains("two") => text.replace("two", "***").into(),
            _ => data,
        })
    }
    let layer = |router| {
        let router = with_body(router, |body| body.map_frame(censor));
        with_response(router, |response| {
            response.extensions_mut().insert(StayWithTask);
        })
    };
    for threads in [0, 1] {
        let got = follow(threads, layer).await;
        assert!(!got.has_left);
        assert_eq!(got.data(), ["\"one\"", "\"***\"", "\"three\""]);
    }
}

#[tokio::test]
async fn another_status_stays_and_streams() {
    let accepted = |router| with_response(router, |response| *response.status_mut() = StatusCode::ACCEPTED);
    for threads in [0, 1] {
        let got = follow(threads, accepted).await;
        assert_eq!((got.has_left, got.status, got.data()), (false, 202, WORDS.map(Into::into).into()));
    }
}

#[tokio::test]
async fn a_body_in_the_place_of_the_stream_s_frees_its_place() {
    for threads in [0, 1] {
        let got = follow(threads, |router| with_body(router, |_| Body::from("instead"))).await;
        assert_eq!((got.has_left, got.status, &*got.body), (false, 200, &b"instead"[..]));
        let with_length =
            |router| with_header(with_body(router, |_| Body::from("other")), "content-length", "5");
        let got = follow(threads, with_length).await;
        assert_eq!((got.has_left, got.status, &*got.body), (false, 200, &b"other"[..]));
        let nothing = |router| with_body(router, |_| Body::empty());
        assert_eq!(follow(threads, nothing).await.body, b"");
    }
}

/// An answer that a layer gives as one of HTTP/1.0 has no chunks, and ends with its connection.
#[tokio::test]
async fn another_version_stays() {
    let old = |router| with_response(router, |response| *response.version_mut() = Version::HTTP_10);
    for threads in [0, 1] {
        let host = Host::with(threads, old, |serve| serve).await;
        let mut client = Client::connect(host.address).await;
        client.send("GET /stream/a HTTP/1.1\r\nhost: x\r\n\r\n").await;
        let text = client.until("retry: ").await;
        host.publish("a", "one").await;
        host.close("a").await;
        let rest = text + &client.until_closed().await;
        assert!(!rest.contains("chunked") && rest.contains("event: word\ndata: \"one\"\n"), "{rest}");
        assert!(!rest.contains("\r\n0\r\n"), "{rest}");
    }
}

/// Gives its first frame when it is asked for the second time.
struct Late {
    body: Body,
    is_late: bool,
}

impl HttpBody for Late {
    type Data = Bytes;
    type Error = contract_runtime::axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if !std::mem::replace(&mut self.is_late, true) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Pin::new(&mut self.body).poll_frame(cx)
    }
}

/// Looks at what comes after a frame before it gives that.
struct Ahead {
    body: Body,
    frames: VecDeque<Result<Frame<Bytes>, contract_runtime::axum::Error>>,
}

impl HttpBody for Ahead {
    type Data = Bytes;
    type Error = contract_runtime::axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        while let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            match frame {
                Some(frame) => self.frames.push_back(frame),
                None => return Poll::Ready(self.frames.pop_front()),
            }
        }
        self.frames.pop_front().map_or(Poll::Pending, |frame| Poll::Ready(Some(frame)))
    }
}

#[tokio::test]
async fn a_body_that_is_late_or_ahead_stays() {
    assert!(!leaves(|router| with_body(router, |body| Late { body, is_late: false })).await);
    assert!(!leaves(|router| with_body(router, |body| Ahead { body, frames: VecDeque::new() })).await);
}

/// Lets a task of its own read the body.
fn pumped(mut body: Body) -> StreamBody<impl futures_util::Stream<Item = Result<Frame<Bytes>, Infallible>>> {
    let (frames, receiver) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        while let Some(Ok(frame)) = body.frame().await {
            if frames.send(frame).await.is_err() {
                return;
            }
        }
    });
    StreamBody::new(futures_util::stream::unfold(receiver, async |mut receiver| {
        Some((Ok(receiver.recv().await?), receiver))
    }))
}

#[tokio::test]
async fn a_body_that_another_task_reads_stays() {
    let layer = |router| with_body(router, pumped);
    for threads in [0, 1] {
        assert_eq!(follow(threads, layer).await.data(), WORDS);
    }
}

#[tokio::test]
async fn a_layer_that_waits_for_the_whole_body_has_it() {
    async fn gather(response: Response) -> Response {
        let (head, body) = response.into_parts();
        Response::from_parts(head, Body::from(body.collect().await.unwrap().to_bytes()))
    }
    for threads in [0, 1] {
        let host = Host::with(threads, |router| router.layer(map_response(gather)), |serve| serve).await;
        let mut client = Client::connect(host.address).await;
        client.ask("/stream/a").await;
        while host.open() == 0 {
            tokio::task::yield_now().await;
        }
        for word in ["one", "two", "three"] {
            host.publish("a", word).await;
        }
        host.close("a").await;
        let text = client.plain().await;
        let events = Decoder::new().feed(text.as_bytes());
        assert_eq!(events.iter().map(|event| &*event.data).collect::<Vec<_>>(), WORDS);
    }
}

mod a_contract_s_routes {
    use contract_runtime::prelude::*;
    use contract_runtime::sse::EventSet as _;

    use super::*;

    contract! {
        trait News {
            path_prefix: "/news",
            follow: { method: GET, path: "/{id}", responses: { 200: events { headline: String } } },
            ask: { method: POST, path: "/", body: String, responses: { 200: events { line: String } } },
        }
    }

    struct Paper;

    impl News for Paper {
        type Context = ();

        async fn follow(&self, (): (), _: NewsFollowRequest) -> NewsFollowResult {
            Ok(Subscription::channel())
        }

        async fn ask(&self, (): (), req: NewsAskRequest) -> NewsAskResult {
            let line = NewsAskEvent::Line(req.body);
            assert_eq!(line.name(), "line");
            Ok(Subscription::stream(futures_util::stream::iter([line])))
        }
    }

    #[tokio::test]
    async fn leave_with_layers_of_their_own() {
        let sse = SseManager::new();
        let news = NewsContract::router_with(Paper, &sse, |_, route| {
            route.route_layer(TraceLayer::new_for_http()).route_layer(CorsLayer::permissive())
        });
        let listener = contract_runtime::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let serve = contract_runtime::serve(listener, Router::new().nest("/v1", news)).reactor_threads(1);
        let server = tokio::spawn(serve.into_future());
        let publisher = NewsEvents::new(&sse);
        let mut first = Client::connect(address).await;
        first.follow("/v1/news/7").await;
        let before = tasks().await;
        let mut client = Client::connect(address).await;
        client.follow("/v1/news/7").await;
        assert_eq!(tasks().await, before, "it has left");
        publisher.follow("7").send(NewsFollowEvent::Headline("rain".into())).await.unwrap();
        assert_eq!(client.next(1).await, ["\"rain\""]);
        assert_eq!(first.next(1).await, ["\"rain\""]);

        // One that is made for the request is polled by its task.
        let mut asking = Client::connect(address).await;
        let head = "POST /v1/news HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 5";
        asking.send(&format!("{head}\r\n\r\n\"why\"")).await;
        asking.head_of_stream().await;
        let lines = asking.events().await;
        assert_eq!(lines.iter().map(|event| &*event.data).collect::<Vec<_>>(), ["\"why\""]);
        server.abort();
    }
}
