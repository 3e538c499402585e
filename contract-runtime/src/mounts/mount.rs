//! A contract below a name of another one.

use super::given::Given;
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
    /// What its routes are given, where that is anything.
    pub(super) given: Option<Given>,
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
        Self { contract, name, prefix, common, routes, given: None, headers: &[] }
    }

    /// The same, where the mounting contract gives this to routes that do not say it themselves.
    #[must_use]
    pub const fn given(mut self, given: Given) -> Self {
        self.given = Some(given);
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

    /// The lengths of a route's name, its path and its operation id as the mounting contract has them; of an id that is the
    /// name, 0.
    pub(super) const fn lengths(&self, route: &Route) -> (usize, usize, usize) {
        let before = self.name.len() + 1;
        let path = self.prefix.len() + self.path_below(route).len();
        let id = if route.says.operation_id { before + route.operation_id.len() } else { 0 };
        (before + route.name.len(), path, id)
    }
}

/// How many routes there are, the contract's own and the mounted ones.
pub(super) const fn count(own: usize, mut mounts: &[Mount]) -> usize {
    let mut count = own;
    while let [mount, others @ ..] = mounts {
        count += mount.routes.len();
        mounts = others;
    }
    count
}
