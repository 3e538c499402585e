//! The connection by which the server is told what to publish.

use std::io::{self, BufRead, BufReader, ErrorKind, Write};
use std::net::{SocketAddr, TcpStream};

use bench_fanout::Command;

pub(crate) struct Commands(BufReader<TcpStream>);

impl Commands {
    /// To the server whose events are at `server`.
    pub(crate) fn connect(server: SocketAddr) -> io::Result<Self> {
        let mut address = server;
        address.set_port(server.port().saturating_add(1));
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    pub(crate) fn give(&mut self, command: Command) -> io::Result<()> {
        self.0.get_mut().write_all(format!("{command}\n").as_bytes())
    }

    /// The ids of the server's processes.
    pub(crate) fn processes(&mut self) -> io::Result<Vec<u32>> {
        self.give(Command::Processes)?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let ids: Result<Vec<_>, _> = line.split_whitespace().map(str::parse).collect();
        ids.map_err(|error| io::Error::new(ErrorKind::InvalidData, error))
    }
}
