//! A client that speaks no HTTP by itself: it sends what it is given, and reads an answer piece by piece.

use std::net::SocketAddr;
use std::time::Duration;

use contract_tests::sse_decoder::{Decoder, Message};
use socket2::{Domain, SockRef, Socket, Type};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long anything may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// One connection.
pub(crate) struct Client<S = TcpStream> {
    pub(crate) socket: S,
    /// What has arrived and is not read yet.
    unread: Vec<u8>,
}

/// What a head says.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) status: u16,
    lines: Vec<String>,
}

impl Head {
    /// The whole of it, without a header.
    pub(crate) fn without(&self, name: &str) -> String {
        let prefix = format!("{name}: ");
        let lines = self.lines.iter().filter(|line| !line.starts_with(&prefix));
        lines.fold(format!("{}\n", self.status), |head, line| head + line + "\n")
    }

    /// A header's value; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut pairs = self.lines.iter().filter_map(|line| line.split_once(": "));
        pairs.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }
}

impl Client {
    pub(crate) async fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).await.unwrap())
    }

    /// A client whose socket takes in as little as the system lets it.
    pub(crate) async fn narrow(address: SocketAddr) -> Self {
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None).unwrap();
        // Before it connects, since the window is agreed on then.
        socket.set_recv_buffer_size(2048).unwrap();
        socket.set_nonblocking(true).unwrap();
        let connecting = tokio::net::TcpSocket::from_std_stream(socket.into());
        Self::over(connecting.connect(address).await.unwrap())
    }

    /// Goes without a word of farewell.
    pub(crate) fn reset(self) {
        // Closing with a zero linger sends RST in place of FIN.
        SockRef::from(&self.socket).set_linger(Some(Duration::ZERO)).unwrap();
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) fn over(socket: S) -> Self {
        Self { socket, unread: Vec::new() }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        timeout(PATIENCE, self.socket.write_all(text.as_bytes())).await.expect("it is taken").unwrap();
    }

    /// Asks for a path.
    pub(crate) async fn ask(&mut self, path: &str) {
        self.send(&request(path)).await;
    }

    /// Asks for a path, and reads the answer's head, which is to be that of a stream.
    pub(crate) async fn follow(&mut self, path: &str) {
        self.ask(path).await;
        self.head_of_stream().await;
    }

    pub(crate) async fn head_of_stream(&mut self) {
        let head = self.head().await;
        assert_eq!((head.status, head.header("content-type")), (200, "text/event-stream"), "{head:?}");
        assert_eq!(head.header("transfer-encoding"), "chunked");
    }

    /// Takes in more. False at the end.
    async fn read(&mut self) -> bool {
        let mut buffer = [0; 4096];
        let count = timeout(PATIENCE, self.socket.read(&mut buffer)).await.expect("something comes").unwrap();
        self.unread.extend_from_slice(&buffer[..count]);
        count > 0
    }

    async fn take(&mut self, count: usize) -> Vec<u8> {
        while self.unread.len() < count {
            assert!(self.read().await, "cut off after {:?}", String::from_utf8_lossy(&self.unread));
        }
        self.unread.drain(..count).collect()
    }

    async fn line(&mut self) -> String {
        let end = loop {
            if let Some(end) = self.unread.windows(2).position(|pair| pair == b"\r\n") {
                break end;
            }
            assert!(self.read().await, "cut off after {:?}", String::from_utf8_lossy(&self.unread));
        };
        let line = self.take(end + 2).await;
        String::from_utf8(line[..end].to_vec()).unwrap()
    }

    pub(crate) async fn head(&mut self) -> Head {
        let status = self.line().await;
        let status = status.strip_prefix("HTTP/1.1 ").unwrap_or_else(|| panic!("{status:?} is no head"));
        let status = status[..3].parse().unwrap();
        let mut lines = Vec::new();
        loop {
            let line = self.line().await;
            if line.is_empty() {
                return Head { status, lines };
            }
            lines.push(line);
        }
    }

    /// A whole answer with a length.
    pub(crate) async fn plain(&mut self) -> String {
        let head = self.head().await;
        let length = head.header("content-length").parse().unwrap_or_else(|_| panic!("{head:?}"));
        String::from_utf8(self.take(length).await).unwrap()
    }

    /// So many bytes.
    pub(crate) async fn exactly(&mut self, count: usize) -> Vec<u8> {
        self.take(count).await
    }

    /// Everything, until a text has come.
    pub(crate) async fn until(&mut self, text: &str) -> String {
        loop {
            let unread = String::from_utf8_lossy(&self.unread);
            if unread.contains(text) {
                let unread = unread.into_owned();
                self.unread.clear();
                return unread;
            }
            assert!(self.read().await, "cut off after {:?}", String::from_utf8_lossy(&self.unread));
        }
    }

    /// Everything, up to the end of the connection.
    pub(crate) async fn until_closed(&mut self) -> String {
        while self.read().await {}
        String::from_utf8(std::mem::take(&mut self.unread)).unwrap()
    }

    /// The next chunk; none at the end of the body.
    pub(crate) async fn chunk(&mut self) -> Option<Vec<u8>> {
        let line = self.line().await;
        let length = usize::from_str_radix(&line, 16).unwrap_or_else(|_| panic!("{line:?} is no length"));
        let mut chunk = self.take(length + 2).await;
        assert!(chunk.ends_with(b"\r\n"), "a chunk ends with its line");
        chunk.truncate(length);
        Some(chunk).filter(|chunk| !chunk.is_empty())
    }

    /// Everything up to the end of the body.
    pub(crate) async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        while let Some(chunk) = self.chunk().await {
            rest.extend(chunk);
        }
        rest
    }

    /// Everything up to the end of the body, as events.
    pub(crate) async fn events(&mut self) -> Vec<Message> {
        Decoder::new().feed(&self.rest().await)
    }

    /// Reads chunks until some events have come.
    pub(crate) async fn next(&mut self, count: usize) -> Vec<String> {
        let mut decoder = Decoder::new();
        let mut data = Vec::new();
        while data.len() < count {
            let chunk = self.chunk().await.expect("the stream goes on");
            data.extend(decoder.feed(&chunk).into_iter().map(|message| message.data));
        }
        data
    }

    /// Waits for the end of the connection, before which nothing may come.
    pub(crate) async fn closed(&mut self) {
        let has_more = self.read().await;
        assert!(!has_more, "{:?} at the end", String::from_utf8_lossy(&self.unread));
    }

    /// Waits for the connection to be gone, whatever comes before.
    pub(crate) async fn gone(&mut self) {
        let mut buffer = vec![0; 1 << 16];
        let gone = async { while self.socket.read(&mut buffer).await.is_ok_and(|count| count > 0) {} };
        timeout(PATIENCE, gone).await.expect("it is cut");
    }
}

pub(crate) fn request(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n")
}
