//! A server, and the load that holds its connections open.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Stdio};

use super::machine::memory_of;
use crate::bench::fanout::run::{Figures, LOAD_PROCESSOR, Programs, SERVER_PROCESSOR, Server, figures};

/// How many connections a server and a load have.
pub(super) const CONNECTIONS: u64 = 19_000;

/// A server takes two ports.
const FIRST_PORT: u16 = 5000;

pub(super) struct Pair {
    // The server ends first: the load then has nothing more to close.
    server: Server,
    load: Load,
    pub(super) connections: u64,
    /// What the server's memory has grown by with its connections, after the first one.
    pub(super) grown: u64,
}

impl Pair {
    /// Starts the server of this index and opens its connections.
    pub(super) fn start(
        programs: &Programs,
        index: usize,
        connections: u64,
        heartbeat: Option<u64>,
    ) -> Result<Self, String> {
        let port = u16::try_from(index).ok().and_then(|index| FIRST_PORT.checked_add(index.checked_mul(2)?));
        let port = port.ok_or("there are no ports for so many servers")?;
        let mut server =
            programs.pinned(&["fanout-server", "contract", "--path", "reactor"], SERVER_PROCESSOR);
        if let Some(seconds) = heartbeat {
            server.args(["--heartbeat", &seconds.to_string()]);
        }
        let server = Server::start(&mut server, port)?;
        let mut load = Load::start(programs, port, connections)?;
        let opened = load.line()?;
        let figure =
            |name| opened.get(name).copied().ok_or_else(|| format!("the load said nothing of {name}"));
        // The first one is not counted.
        let grown = figure("connection_memory")? * figure("connections")?;
        Ok(Self { server, load, connections, grown })
    }

    pub(super) fn server_memory(&self) -> Result<u64, String> {
        memory_of(self.server.process())
    }

    /// Has the server publish one event.
    pub(super) fn publish(&mut self) -> Result<(), String> {
        let orders = self.load.orders.as_mut().ok_or("the load has ended")?;
        orders.write_all(b"publish\n").map_err(|error| self.load.failure(&error.to_string()))
    }

    /// Waits until every connection has got it, and gives how many did.
    pub(super) fn delivered(&mut self) -> Result<u64, String> {
        let before = std::mem::take(&mut self.load.deliveries);
        self.load.deliveries = self.load.line()?.get("deliveries").copied().unwrap_or(before);
        Ok(self.load.deliveries - before)
    }

    /// Lets the load close its connections if no event came that was not due.
    pub(super) fn end(&mut self) -> Result<(), String> {
        self.load.orders = None;
        let ended = self.load.child.wait();
        if ended.is_ok_and(|status| status.success()) { Ok(()) } else { Err(self.load.failure("it failed")) }
    }
}

struct Load {
    child: Child,
    /// Each line is an event; without them it ends.
    orders: Option<ChildStdin>,
    said: Option<BufReader<ChildStdout>>,
    complaints: Option<ChildStderr>,
    /// How many events all of its connections have got so far.
    deliveries: u64,
}

impl Load {
    fn start(programs: &Programs, port: u16, connections: u64) -> Result<Self, String> {
        let mut command = programs.pinned(&["fanout-load", "--hold"], LOAD_PROCESSOR);
        command.args(["--server", &format!("127.0.0.1:{port}"), "--connections", &connections.to_string()]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("setpriv: {error}"))?;
        let said = child.stdout.take().map(BufReader::new);
        let (orders, complaints) = (child.stdin.take(), child.stderr.take());
        Ok(Self { orders, said, complaints, child, deliveries: 0 })
    }

    fn line(&mut self) -> Result<Figures, String> {
        let mut line = String::new();
        match self.said.as_mut().map(|said| said.read_line(&mut line)) {
            Some(Ok(length)) if length > 0 => figures(&line),
            _ => Err(self.failure("it ended")),
        }
    }

    /// Ends the load, and says what it has complained of.
    fn failure(&mut self, otherwise: &str) -> String {
        let _ = self.child.kill();
        let mut complaints = String::new();
        let read = self.complaints.take().map(|mut from| from.read_to_string(&mut complaints));
        let words = match read {
            Some(Ok(length)) if length > 0 => complaints.trim(),
            _ => otherwise,
        };
        format!("the load: {words}")
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        // It fails where the load has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
