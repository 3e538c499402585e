//! What the contracts that mount a route ask of its requests. The route's own types know nothing of it.

use std::sync::Arc;

use crate::http::fault::Fault;
use crate::http::text::Part;
use crate::request_data::RequestHeader;
use crate::route::Route;

/// A parameter in a prefix below which a contract is mounted. Its routes know nothing of it, but a request is held against its
/// type, and a channel is one of the value.
#[derive(Debug, Clone, Copy)]
pub struct PrefixParam {
    /// Its name in the path.
    pub name: &'static str,
    /// Reads it, and gives the text that all equal values have in the names of channels.
    pub text: fn(Part<'_>) -> Result<String, Vec<Fault>>,
}

/// A header that is asked of all requests.
#[derive(Debug, Clone, Copy)]
pub struct HeaderCheck {
    pub(super) name: &'static str,
    pub(super) check: Check,
}

/// How a header is to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Check {
    /// It reads as its type does.
    Reads(fn(Part<'_>) -> Result<(), Vec<Fault>>),
    /// It has this value.
    Is(&'static str),
}

impl HeaderCheck {
    /// A header that is read so.
    pub const fn read(name: &'static str, read: fn(Part<'_>) -> Result<(), Vec<Fault>>) -> Self {
        Self { name, check: Check::Reads(read) }
    }

    /// A header that must have this value.
    pub const fn fixed(name: &'static str, value: &'static str) -> Self {
        Self { name, check: Check::Is(value) }
    }
}

/// All that is asked, the outermost contract's first.
#[derive(Debug, Default, Clone)]
pub(super) struct Above {
    /// What the names of channels begin with: those of the outermost contract.
    pub(super) channels: &'static str,
    pub(super) params: Vec<PrefixParam>,
    pub(super) headers: Vec<HeaderCheck>,
}

/// The headers that the route's own contract asks for.
fn own_headers(route: &Route) -> impl Iterator<Item = &RequestHeader> {
    route.headers.iter().take(route.says.headers)
}

impl Above {
    /// What is asked of the requests to one route. A header that the route or a contract nearer to it asks for itself is not
    /// asked for twice.
    pub(super) fn of_route(&self, route: &Route) -> Arc<Self> {
        let mut headers: Vec<HeaderCheck> = Vec::new();
        for check in self.headers.iter().rev() {
            let is_nearer = headers.iter().any(|near| near.name == check.name);
            if !is_nearer && !own_headers(route).any(|header| header.name == check.name) {
                headers.push(*check);
            }
        }
        headers.reverse();
        Arc::new(Self { channels: self.channels, params: self.params.clone(), headers })
    }
}
