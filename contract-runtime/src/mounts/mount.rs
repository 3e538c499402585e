//! A contract below a name of another one.

use super::given::Given;
use super::text::equal;
use crate::request_data::RequestHeader;
use crate::route::{Answer, Route};

/// A contract below a name of another one.
#[derive(Debug)]
pub struct Mount {
    /// The mounting contract.
    pub(super) contract: &'static str,
    pub(super) name: &'static str,
    /// What the paths of the mounting contract begin with; may be empty.
    pub(super) prefix: &'static str,
    /// The answers that every route of the mounting contract may give.
    pub(super) common: &'static [Answer],
    /// The routes of the mounted contract, with those that it mounts itself.
    pub(super) routes: &'static [Route],
    /// How many bytes the paths of these begin with together, up to the first parameter.
    common_bytes: usize,
    pub(super) given: Given,
    /// The headers that the mounting contract asks for.
    pub(super) headers: &'static [RequestHeader],
}

impl Mount {
    /// What `contract` mounts as `name`.
    pub const fn new(
        contract: &'static str,
        name: &'static str,
        prefix: &'static str,
        common: &'static [Answer],
        routes: &'static [Route],
    ) -> Self {
        let common_bytes = common_bytes(routes);
        Self { contract, name, prefix, common, routes, common_bytes, given: Given::NOTHING, headers: &[] }
    }

    /// The same, where the mounting contract gives this to routes that do not say it themselves.
    #[must_use]
    pub const fn given(mut self, given: Given) -> Self {
        self.given = given;
        self
    }

    /// The same, where the mounting contract asks for these headers.
    #[must_use]
    pub const fn headers(mut self, headers: &'static [RequestHeader]) -> Self {
        self.headers = headers;
        self
    }

    /// The path `/` below a prefix is the prefix itself.
    pub(super) const fn path_below(&self, route: &Route) -> &'static str {
        match route.path.as_bytes() {
            b"/" if !self.prefix.is_empty() => "",
            _ => route.path,
        }
    }

    /// A byte of what all paths of this mount begin with, where it is neither in a parameter nor behind one.
    pub(super) const fn common_byte(&self, index: usize) -> Option<u8> {
        let below = index.saturating_sub(self.prefix.len());
        match self.routes {
            _ if index < self.prefix.len() => match self.prefix.as_bytes()[index] {
                b'{' => None,
                byte => Some(byte),
            },
            [route, ..] if below < self.common_bytes => Some(route.path.as_bytes()[below]),
            _ => None,
        }
    }

    /// The lengths of a route's name, its path and its operation id as the mounting contract has them; of an id that is the
    /// name, 0.
    pub(super) const fn lengths(&self, route: &Route) -> (usize, usize, usize) {
        let before = self.name.len() + 1;
        let path = self.prefix.len() + self.path_below(route).len();
        let id = if has_own_id(route) { before + route.operation_id.len() } else { 0 };
        (before + route.name.len(), path, id)
    }
}

/// How many bytes all paths begin with together, up to the first parameter; none where one of them is `/`, which is nothing at all
/// below a prefix.
const fn common_bytes(routes: &[Route]) -> usize {
    let [first, others @ ..] = routes else { return 0 };
    let mut count = literal_bytes(first.path, first.path);
    let mut others = others;
    while let [route, rest @ ..] = others {
        let shared = literal_bytes(first.path, route.path);
        if shared < count {
            count = shared;
        }
        others = rest;
    }
    count
}

/// How many bytes two paths begin with together, up to a parameter.
const fn literal_bytes(left: &str, right: &str) -> usize {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    if matches!(left, b"/") || matches!(right, b"/") {
        return 0;
    }
    let mut count = 0;
    while let ([byte, left_rest @ ..], [other, right_rest @ ..]) = (left, right) {
        if *byte != *other || *byte == b'{' {
            return count;
        }
        count += 1;
        (left, right) = (left_rest, right_rest);
    }
    count
}

/// Whether documents call a route by another text than its name.
pub(super) const fn has_own_id(route: &Route) -> bool {
    !equal(route.operation_id, route.name)
}

/// How many routes there are, the contract's own and the mounted ones.
pub const fn count(own: &[Route], mut mounts: &[Mount]) -> usize {
    let mut count = own.len();
    while let [mount, others @ ..] = mounts {
        count += mount.routes.len();
        mounts = others;
    }
    count
}
