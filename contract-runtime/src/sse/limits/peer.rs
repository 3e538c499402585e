//! Which address a request comes from, also where proxies stand between.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use http::HeaderMap;
use http::header::FORWARDED;

/// The proxies in front of the server, whose word on where a request comes from is taken; see
/// [`SseManagerBuilder::trusted_proxies`](crate::sse::SseManagerBuilder::trusted_proxies).
///
/// Which of the two headers they write must be told: what a proxy does not write it passes on as its client made it up.
#[derive(Debug, Clone)]
pub struct TrustedProxies {
    networks: Vec<Network>,
    /// Whether whoever is at the other end of a Unix socket is one.
    has_unix_socket: bool,
    header: Header,
}

/// How the peers of a Unix socket are written, as nginx does.
const UNIX_SOCKET: &str = "unix:";

#[derive(Debug, Clone, Copy)]
enum Header {
    XForwardedFor,
    Forwarded,
}

impl TrustedProxies {
    /// Proxies that write `X-Forwarded-For`, as nearly all do. Addresses or networks: `"127.0.0.1"`, `"10.0.0.0/8"`,
    /// `"fd00::/8"`; and `"unix:"` for the proxy that comes by a Unix socket, on which a contract's routes are served by
    /// [`serve`](crate::serve).
    ///
    /// # Panics
    /// When one is none of these.
    pub fn x_forwarded_for<'a>(networks: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(networks, Header::XForwardedFor)
    }

    /// Proxies that write `Forwarded` (RFC 7239).
    ///
    /// # Panics
    /// When one is neither an address nor a network, nor `"unix:"`.
    pub fn forwarded<'a>(networks: impl IntoIterator<Item = &'a str>) -> Self {
        Self::new(networks, Header::Forwarded)
    }

    #[expect(clippy::panic, reason = "a mistake in a configuration is to be seen when a server starts")]
    fn new<'a>(networks: impl IntoIterator<Item = &'a str>, header: Header) -> Self {
        let network = |text: &'a str| {
            Network::parse(text).unwrap_or_else(|| panic!("{text:?} is neither an address nor a network"))
        };
        let (sockets, networks): (Vec<_>, Vec<_>) =
            networks.into_iter().partition(|network| *network == UNIX_SOCKET);
        let has_unix_socket = !sockets.is_empty();
        Self { networks: networks.into_iter().map(network).collect(), has_unix_socket, header }
    }

    /// The address that a request comes from: the nearest one that is not a trusted proxy's. Each proxy adds on the right whom
    /// it was called by, so that all to the left of the nearest stranger may be made up.
    pub(crate) fn origin(&self, peer: Peer, headers: &HeaderMap) -> Option<IpAddr> {
        let mut nearest = peer;
        for next in self.chain(headers) {
            if !self.trusts(nearest) {
                break;
            }
            // A name in the place of an address: who is behind it nobody knows.
            let Some(next) = next else { break };
            nearest = Peer::Address(next);
        }
        nearest.address()
    }

    fn trusts(&self, peer: Peer) -> bool {
        match peer {
            Peer::Address(address) => self.networks.iter().any(|network| network.contains(address)),
            Peer::UnixSocket => self.has_unix_socket,
        }
    }

    /// The addresses in the header, from the right.
    fn chain<'a>(&self, headers: &'a HeaderMap) -> impl Iterator<Item = Option<IpAddr>> + use<'a> {
        let header = self.header;
        let name = match header {
            Header::XForwardedFor => "x-forwarded-for",
            Header::Forwarded => FORWARDED.as_str(),
        };
        let values: Vec<_> = headers.get_all(name).iter().collect();
        let elements =
            values.into_iter().rev().flat_map(|value| value.as_bytes().rsplit(|byte| *byte == b','));
        elements.map(move |element| {
            let element = std::str::from_utf8(element).ok()?.trim();
            match header {
                Header::XForwardedFor => node(element),
                Header::Forwarded => element.split(';').find_map(|pair| {
                    let (name, value) = pair.split_once('=')?;
                    name.trim().eq_ignore_ascii_case("for").then(|| node(value.trim().trim_matches('"')))?
                }),
            }
        })
    }
}

/// The other end of a request's socket.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Peer {
    Address(IpAddr),
    UnixSocket,
}

impl Peer {
    pub(crate) fn address(self) -> Option<IpAddr> {
        match self {
            Self::Address(address) => Some(address),
            Self::UnixSocket => None,
        }
    }
}

/// An address, as proxies write it: alone, in brackets, or with a port.
fn node(text: &str) -> Option<IpAddr> {
    let alone = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse().map(|address: SocketAddr| address.ip());
    alone.parse().or_else(|_| with_port()).ok()
}

/// What counts as one address: of IPv6 the network of 64 bits, of which one subscriber has all addresses.
pub(crate) fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

/// The addresses that begin with the same bits, those of IPv4 as IPv6 has them.
#[derive(Debug, Clone, Copy)]
struct Network {
    address: u128,
    host_bits: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let length: u32 = if address.is_ipv4() { 32 } else { 128 };
        let host_bits = length.checked_sub(prefix.unwrap_or(length))?;
        Some(Self { address: bits(address), host_bits })
    }

    fn contains(self, address: IpAddr) -> bool {
        (self.address ^ bits(address)).checked_shr(self.host_bits).unwrap_or(0) == 0
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn origin(proxies: &TrustedProxies, peer: &str, lines: &[&'static str]) -> String {
        let name = match proxies.header {
            Header::XForwardedFor => "x-forwarded-for",
            Header::Forwarded => "forwarded",
        };
        let headers = lines.iter().map(|line| (name.parse().unwrap(), HeaderValue::from_static(line)));
        let peer = if peer == UNIX_SOCKET { Peer::UnixSocket } else { Peer::Address(peer.parse().unwrap()) };
        let origin = proxies.origin(peer, &headers.collect());
        origin.map_or_else(|| "nobody knows".to_owned(), |address| address.to_string())
    }

    #[test]
    fn the_nearest_stranger_counts_and_nothing_to_the_left_of_it() {
        let proxies = TrustedProxies::x_forwarded_for(["10.0.0.0/8", "192.168.1.1", "fd00::/8"]);
        let origin = |peer, lines: &[&'static str]| origin(&proxies, peer, lines);
        assert_eq!(origin("203.0.113.9", &["198.51.100.1"]), "203.0.113.9", "a stranger's word is not taken");
        assert_eq!(origin("10.1.2.3", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(origin("10.1.2.3", &["6.6.6.6, 198.51.100.1, 192.168.1.1"]), "198.51.100.1");
        assert_eq!(origin("10.1.2.3", &["6.6.6.6", "198.51.100.1,192.168.1.1"]), "198.51.100.1", "two lines");
        assert_eq!(origin("10.1.2.3", &["10.0.0.7, 10.0.0.8"]), "10.0.0.7", "all are trusted");
        assert_eq!(origin("10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(origin("fd00::1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(origin("::ffff:10.1.2.3", &["198.51.100.1:80"]), "198.51.100.1");
        assert_eq!(origin("10.1.2.3", &["198.51.100.1, unknown"]), "10.1.2.3");
        assert_eq!(origin("10.1.2.3", &["198.51.100.1, "]), "10.1.2.3");
        assert_eq!(origin("192.168.1.2", &["198.51.100.1"]), "192.168.1.2");
    }

    #[test]
    fn who_comes_by_a_unix_socket_is_asked_where_it_is_a_proxy() {
        let proxies = TrustedProxies::x_forwarded_for(["unix:", "10.0.0.0/8"]);
        assert_eq!(origin(&proxies, "unix:", &["6.6.6.6, 198.51.100.1, 10.0.0.7"]), "198.51.100.1");
        assert_eq!(origin(&proxies, "unix:", &["unknown"]), "nobody knows");
        assert_eq!(origin(&proxies, "unix:", &[]), "nobody knows");
        let others = TrustedProxies::x_forwarded_for(["0.0.0.0/0"]);
        assert_eq!(origin(&others, "unix:", &["198.51.100.1"]), "nobody knows");
    }

    #[test]
    fn the_standard_s_header_is_read_too_where_proxies_write_it() {
        let proxies = TrustedProxies::forwarded(["127.0.0.1", "10.0.0.0/8"]);
        let origin = |lines: &[&'static str]| origin(&proxies, "127.0.0.1", lines);
        assert_eq!(origin(&["for=198.51.100.1;proto=https;by=10.0.0.1"]), "198.51.100.1");
        assert_eq!(
            origin(&["for=6.6.6.6, proto=http; For=\"[2001:db8::1]:443\", for=10.0.0.1"]),
            "2001:db8::1"
        );
        assert_eq!(origin(&["for=_hidden"]), "127.0.0.1");
    }

    #[test]
    fn networks_of_every_length() {
        for (network, inside, outside) in [
            ("0.0.0.0/0", "255.255.255.255", "2001:db8::1"),
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("10.0.0.1/32", "10.0.0.1", "10.0.0.2"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::1", "::1", "::2"),
        ] {
            let network = Network::parse(network).unwrap();
            assert!(network.contains(inside.parse().unwrap()) && !network.contains(outside.parse().unwrap()));
        }
        assert!(Network::parse("::/0").unwrap().contains("203.0.113.9".parse().unwrap()));
        for wrong in ["", "10.0.0.0/33", "::/129", "10.0.0.0/", "10.0/8", "proxy.example", "10.0.0.0/-1"] {
            assert!(Network::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    #[should_panic(expected = "\"proxy.example\" is neither an address nor a network")]
    fn a_name_is_no_address() {
        let _ = TrustedProxies::x_forwarded_for(["proxy.example"]);
    }

    #[test]
    fn all_of_a_subscriber_s_addresses_are_one() {
        let one = |text: &str| subscriber(text.parse().unwrap());
        assert_eq!(one("2001:db8:1:2::1"), one("2001:db8:1:2:ffff::9"));
        assert_ne!(one("2001:db8:1:2::1"), one("2001:db8:1:3::1"));
        assert_eq!(one("::ffff:203.0.113.9"), one("203.0.113.9"));
        assert_ne!(one("203.0.113.9"), one("203.0.113.8"));
    }
}
