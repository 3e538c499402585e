//! A plain client over one socket a request, which tests can also misuse. It speaks the test's version of HTTP.

use std::net::SocketAddr;

use bytes::Bytes;
use contract_runtime::axum::http::request::Builder;
use contract_runtime::axum::http::{HeaderMap, Method, Request, Response, StatusCode, Version};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo};
use serde_json::Value;
use tokio::net::TcpStream;

use crate::sse_decoder::{Decoder, Message};
use crate::way::Way;

/// A request in the making.
#[derive(Debug)]
pub struct Call {
    address: SocketAddr,
    version: Version,
    request: Builder,
    body: Bytes,
}

/// Begins a request.
pub fn call(address: SocketAddr, method: Method, path: &str) -> Call {
    let version = Way::current().version;
    let request = Request::builder().method(method);
    let request = if version == Version::HTTP_2 {
        request.version(version).uri(format!("http://{address}{path}"))
    } else {
        request.uri(path).header("host", address.to_string())
    };
    Call { address, version, request, body: Bytes::new() }
}

/// Begins a `GET`.
pub fn get(address: SocketAddr, path: &str) -> Call {
    call(address, Method::GET, path)
}

/// A `POST` of JSON.
pub fn post(address: SocketAddr, path: &str, body: &Value) -> Call {
    call(address, Method::POST, path).header("content-type", "application/json").body(body.to_string())
}

impl Call {
    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Adds a header whose value is not text.
    #[must_use]
    pub fn header_bytes(mut self, name: &str, value: &[u8]) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sends the request and takes the whole answer.
    ///
    /// # Panics
    /// The server did not answer.
    pub async fn send(self) -> Reply {
        let (parts, body) = self.open().await.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// Sends the request and follows the answer as an event stream.
    ///
    /// # Panics
    /// The answer is not an event stream.
    pub async fn follow(self) -> Following {
        let (status, stream) = self.header("accept", "text/event-stream").open_stream().await;
        assert_eq!(
            (status, stream.headers["content-type"].as_bytes()),
            (StatusCode::OK, &b"text/event-stream"[..])
        );
        stream
    }

    /// Sends the request; whatever the answer is, its body is read as an event stream.
    ///
    /// # Panics
    /// The server did not answer.
    pub async fn open_stream(self) -> (StatusCode, Following) {
        let (parts, body) = self.open().await.into_parts();
        (parts.status, Following::new(parts.headers, body))
    }

    /// Sends the request, and gives the answer as soon as its head is there.
    ///
    /// # Panics
    /// The server did not answer.
    pub async fn open(self) -> Response<Incoming> {
        let socket = TokioIo::new(TcpStream::connect(self.address).await.unwrap());
        let request = self.request.body(Full::new(self.body)).unwrap();
        send(socket, self.version, request).await.unwrap()
    }
}

/// Sends a request on a connection of its own, which ends when its answer is dropped.
async fn send(
    socket: TokioIo<TcpStream>,
    version: Version,
    request: Request<Full<Bytes>>,
) -> hyper::Result<Response<Incoming>> {
    if version == Version::HTTP_2 {
        let (mut sender, connection) = http2::handshake(TokioExecutor::new(), socket).await?;
        tokio::spawn(connection);
        return sender.send_request(request).await;
    }
    let (mut sender, connection) = http1::handshake(socket).await?;
    tokio::spawn(connection);
    sender.send_request(request).await
}

/// A whole answer.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Reply {
    /// The body as JSON.
    ///
    /// # Panics
    /// It is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// A header as text; empty where there is none.
    ///
    /// # Panics
    /// It is not ASCII.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// An event stream being read. Dropping it closes the socket.
#[derive(Debug)]
pub struct Following {
    /// The answer's headers.
    pub headers: HeaderMap,
    body: Incoming,
    decoder: Decoder,
    ready: std::vec::IntoIter<Message>,
}

impl Following {
    /// Reads an answer's body as an event stream.
    pub fn new(headers: HeaderMap, body: Incoming) -> Self {
        Self { headers, body, decoder: Decoder::new(), ready: Vec::new().into_iter() }
    }

    /// The next event, or none at the end of the stream.
    ///
    /// # Panics
    /// The stream broke off.
    pub async fn next(&mut self) -> Option<Message> {
        loop {
            if let Some(event) = self.ready.next() {
                return Some(event);
            }
            let frame = self.body.frame().await?.unwrap();
            if let Some(bytes) = frame.data_ref() {
                self.ready = self.decoder.feed(bytes).into_iter();
            }
        }
    }

    /// The reconnect delay that the stream begins with, in milliseconds.
    ///
    /// # Panics
    /// The stream ended or broke off before it.
    pub async fn first_retry(&mut self) -> u64 {
        loop {
            if let Some(retry) = self.decoder.retry() {
                return retry;
            }
            let frame = self.body.frame().await.expect("more than nothing").unwrap();
            if let Some(bytes) = frame.data_ref() {
                self.ready = self.decoder.feed(bytes).into_iter();
            }
        }
    }

    /// The next event's name and JSON data.
    ///
    /// # Panics
    /// The stream ended, or the data is not JSON.
    pub async fn next_json(&mut self) -> (String, Value) {
        let event = self.next().await.expect("the stream goes on");
        (event.event.clone(), serde_json::from_str(&event.data).unwrap())
    }
}
