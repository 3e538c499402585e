//! Opening connections.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use mio::net::TcpStream;
use socket2::{Domain, Socket, Type};

/// How many connections one address of this machine opens; it has some 28,000 ports for them, many of which may be waiting to be
/// free again.
const OF_ONE_ADDRESS: usize = 10_000;

/// Linux's `EINPROGRESS`: the connection is being made, and the socket will be writable.
const IN_PROGRESS: i32 = 115;

/// Begins to open the connection of this index. Those to a server on this machine come from several of its addresses.
pub(crate) fn connect(server: SocketAddr, index: usize) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(server), Type::STREAM, None)?;
    socket.set_nonblocking(true)?;
    if server.ip().is_loopback() && server.is_ipv4() {
        socket.bind(&source(std::process::id(), index).into())?;
    }
    match socket.connect(&server.into()) {
        Ok(()) => {}
        Err(error) if error.raw_os_error() == Some(IN_PROGRESS) => {}
        Err(error) => return Err(error),
    }
    Ok(TcpStream::from_std(socket.into()))
}

/// Addresses that no process shares with one that ran shortly before.
fn source(process: u32, index: usize) -> SocketAddr {
    let [.., high, low] = process.to_be_bytes();
    let last = u8::try_from(index / OF_ONE_ADDRESS).unwrap_or(u8::MAX - 1) + 1;
    // 127.0.*.* are those that servers listen on.
    (Ipv4Addr::new(127, high | 0x80, low, last), 0).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ten_thousand_connections_have_an_address_of_this_machine() {
        assert_eq!(source(0x1234, 0), "127.146.52.1:0".parse().expect("an address"));
        assert_eq!(source(0x1234, 25_000), "127.146.52.3:0".parse().expect("an address"));
    }
}
