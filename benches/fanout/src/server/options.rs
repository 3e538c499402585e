//! What a server is asked for on the command line.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

const USAGE: &str = "usage: fanout-server contract|axum|floor|floor-coalescing|nchan [--port PORT] [--layers] [--path reactor|body] [--heartbeat SECONDS]";

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A contract on `contract_runtime::serve`.
    Contract,
    /// axum's `Sse` over tokio's broadcast channel, on `axum::serve`.
    Axum,
    /// A bare loop that sends each event to each connection by itself.
    Floor,
    /// A bare loop that sends all that is pending for a connection at once.
    FloorCoalescing,
    /// nginx with nchan.
    Nchan,
}

/// The way of a contract's events to the sockets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    Reactor,
    /// The bodies of hyper's responses.
    Body,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Options {
    pub(crate) kind: Kind,
    /// Of the events; the commands' is the next one.
    pub(crate) port: u16,
    /// Authentication, a trace layer and CORS around the routes.
    pub(crate) layers: bool,
    pub(crate) path: Path,
    /// A contract's; the runtime's own if it is not said.
    pub(crate) heartbeat: Option<Duration>,
}

impl Options {
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.into_iter();
        let kind = match arguments.next().as_deref() {
            Some("contract") => Kind::Contract,
            Some("axum") => Kind::Axum,
            Some("floor") => Kind::Floor,
            Some("floor-coalescing") => Kind::FloorCoalescing,
            Some("nchan") => Kind::Nchan,
            _ => return Err(USAGE.to_owned()),
        };
        let mut options = Self { kind, port: 4000, layers: false, path: Path::Reactor, heartbeat: None };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--port" => {
                    let port = arguments.next().and_then(|port| port.parse().ok());
                    options.port = port.filter(|port| *port < u16::MAX).ok_or(USAGE)?;
                }
                "--layers" => options.layers = true,
                "--path" => {
                    options.path = match arguments.next().as_deref() {
                        Some("reactor") => Path::Reactor,
                        Some("body") => Path::Body,
                        _ => return Err(USAGE.to_owned()),
                    };
                }
                "--heartbeat" => {
                    let seconds = arguments.next().and_then(|seconds| seconds.parse().ok());
                    options.heartbeat = Some(Duration::from_secs(seconds.ok_or(USAGE)?));
                }
                _ => return Err(USAGE.to_owned()),
            }
        }
        if options.layers && !matches!(options.kind, Kind::Contract | Kind::Axum) {
            return Err("only `contract` and `axum` have layers".to_owned());
        }
        Ok(options)
    }

    /// Where the events are served. All addresses of the machine, since a client may need several to have ports enough.
    pub(crate) fn address(self) -> SocketAddr {
        (Ipv4Addr::UNSPECIFIED, self.port).into()
    }

    /// Where the load's commands are taken.
    pub(crate) fn control(self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port.saturating_add(1)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_has_a_kind_a_port_and_perhaps_layers() {
        let parse = |line: &str| Options::parse(line.split_whitespace().map(str::to_owned));
        let options = parse("contract --path body --port 5000 --layers --heartbeat 60").expect("it is right");
        let heartbeat = Some(Duration::from_mins(1));
        assert_eq!(
            options,
            Options { kind: Kind::Contract, port: 5000, layers: true, path: Path::Body, heartbeat }
        );
        assert_eq!(parse("floor").expect("it is right").control().port(), 4001);
        for mistake in
            ["", "nginx", "axum --port", "axum --port 65535", "axum --fast", "axum --path", "floor --layers"]
        {
            assert!(parse(mistake).is_err(), "{mistake}");
        }
    }
}
