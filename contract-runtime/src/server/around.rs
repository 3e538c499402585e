//! The headers that a contract asks of the requests to routes that it mounts, whose own types know nothing of them.

use std::sync::Arc;

use crate::http::fault::Fault;
use crate::http::text::Part;
use crate::route::Route;

/// A header that every request must have, or have rightly if at all.
#[derive(Debug, Clone, Copy)]
pub struct HeaderCheck {
    pub(super) name: &'static str,
    pub(super) check: Check,
}

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

/// The checks for a route, if there are any, of all that are around it, the outermost first. A header that the route or a
/// contract nearer to it asks for itself is not asked for twice.
pub(super) fn of_route(route: &Route, around: &[HeaderCheck]) -> Option<Arc<[HeaderCheck]>> {
    let mut checks: Vec<HeaderCheck> = Vec::new();
    for check in around.iter().rev() {
        let is_known =
            route.headers.contains(&check.name) || checks.iter().any(|near| near.name == check.name);
        if !is_known {
            checks.push(*check);
        }
    }
    checks.reverse();
    (!checks.is_empty()).then(|| checks.into())
}
