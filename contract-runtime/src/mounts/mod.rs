//! The routes of mounted contracts as the mounting contract has them, worked out by the compiler: a contract's table is a
//! constant, however deep below it another one is mounted.
#![expect(
    clippy::indexing_slicing,
    reason = "only the compiler evaluates this, to which an index out of range is an error"
)]

mod beginning;
mod clash;
mod given;
mod headers;
mod text;

use beginning::Beginning;
pub use clash::{Clash, clash, clash_message};
pub use given::Given;
pub use headers::{Headers, headers};
pub use text::Text;

use crate::request_data::RequestHeader;
use crate::route::{Answer, Route, Verb};

/// A contract below a name of another one.
#[derive(Debug)]
pub struct Mount {
    /// The mounting contract.
    contract: &'static str,
    name: &'static str,
    /// What the paths of the mounting contract begin with; may be empty.
    prefix: &'static str,
    /// The answers that every route of the mounting contract may give.
    common: &'static [Answer],
    /// The routes of the mounted contract, with those that it mounts itself.
    routes: &'static [Route],
    beginning: Beginning,
    /// What its routes are given, where that is anything.
    given: Option<Given>,
    /// The headers that the mounting contract asks for.
    headers: &'static [RequestHeader],
}

impl Mount {
    /// What `contract` mounts as `name`. The first `shared` bytes of `prefix` are in front of all that it mounts.
    pub const fn new(
        contract: &'static str,
        name: &'static str,
        prefix: &'static str,
        common: &'static [Answer],
        routes: &'static [Route],
        shared: usize,
    ) -> Self {
        let beginning = Beginning::of(prefix, routes, shared);
        Self { contract, name, prefix, common, routes, beginning, given: None, headers: &[] }
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
    const fn path_below(&self, route: &Route) -> &'static str {
        match route.path.as_bytes() {
            b"/" if !self.prefix.is_empty() => "",
            _ => route.path,
        }
    }

    /// The lengths of a route's name, its path and its operation id as the mounting contract has them; of an id that is the
    /// name, 0.
    const fn lengths(&self, route: &Route) -> (usize, usize, usize) {
        let before = self.name.len() + 1;
        let path = self.prefix.len() + self.path_below(route).len();
        let id = if route.says.operation_id { before + route.operation_id.len() } else { 0 };
        (before + route.name.len(), path, id)
    }
}

/// The names and paths of all mounted routes, and those operation ids that are not the names, in one piece; with `N` of 0, how long that is.
pub const fn texts<const N: usize>(mut mounts: &[Mount]) -> Text<N> {
    let mut text = Text::new();
    while let [mount, other_mounts @ ..] = mounts {
        let mut routes = mount.routes;
        while let [route, other_routes @ ..] = routes {
            text.add(mount.name);
            text.add(".");
            text.add(route.name);
            text.add(mount.prefix);
            text.add(mount.path_below(route));
            if route.says.operation_id {
                text.add(mount.name);
                text.add(".");
                text.add(route.operation_id);
            }
            routes = other_routes;
        }
        mounts = other_mounts;
    }
    text
}

/// How many routes there are, the contract's own and the mounted ones.
pub const fn count(own: usize, mut mounts: &[Mount]) -> usize {
    let mut count = own;
    while let [mount, others @ ..] = mounts {
        count += mount.routes.len();
        mounts = others;
    }
    count
}

/// The answers of all mounted routes in one row.
#[derive(Debug)]
pub struct Answers<const N: usize> {
    answers: [Answer; N],
    len: usize,
}

impl<const N: usize> Answers<N> {
    /// How many there are, also where they have no place here; see [`Text::size`].
    pub const fn size(&self) -> usize {
        self.len
    }

    /// All of them.
    pub const fn as_slice(&self) -> &[Answer] {
        &self.answers
    }

    const fn add(&mut self, answer: &Answer) {
        if self.len < N {
            self.answers[self.len] = Answer { ..*answer };
        }
        self.len += 1;
    }
}

/// The answers of all mounted routes, and the mounting contract's common ones where a route has none of that status;
/// with `N` of 0, how many these are.
pub const fn answers<const N: usize>(mut mounts: &[Mount]) -> Answers<N> {
    let mut all = Answers { answers: [const { Answer::empty(0) }; N], len: 0 };
    while let [mount, other_mounts @ ..] = mounts {
        let mut routes = mount.routes;
        while let [route, other_routes @ ..] = routes {
            let mut own = route.answers;
            while let [answer, others @ ..] = own {
                all.add(answer);
                own = others;
            }
            let mut common = mount.common;
            while let [answer, others @ ..] = common {
                if !has_status(route.answers, answer.status) {
                    all.add(answer);
                }
                common = others;
            }
            routes = other_routes;
        }
        mounts = other_mounts;
    }
    all
}

const fn has_status(mut answers: &[Answer], status: u16) -> bool {
    while let [answer, others @ ..] = answers {
        if answer.status == status {
            return true;
        }
        answers = others;
    }
    false
}

/// How many answers a mounted route has.
const fn answer_count(mount: &Mount, route: &Route) -> usize {
    let mut count = route.answers.len();
    let mut common = mount.common;
    while let [answer, others @ ..] = common {
        if !has_status(route.answers, answer.status) {
            count += 1;
        }
        common = others;
    }
    count
}

/// A contract's own routes, and after them those of each mount in turn.
pub const fn rows<const N: usize>(
    mut own: &[Route],
    mut mounts: &[Mount],
    mut texts: &'static str,
    mut answers: &'static [Answer],
    mut headers: &'static [RequestHeader],
) -> [Route; N] {
    let mut rows = [const { Route::new("", "", Verb::Get, "") }; N];
    let mut next = 0;
    while let [route, others @ ..] = own {
        rows[next] = Route { ..*route };
        next += 1;
        own = others;
    }
    while let [mount, other_mounts @ ..] = mounts {
        let mut routes = mount.routes;
        while let [route, other_routes @ ..] = routes {
            let (name_length, path_length, id_length) = mount.lengths(route);
            let (name, rest) = texts.split_at(name_length);
            let (path, rest) = rest.split_at(path_length);
            let (operation_id, rest) = if id_length == 0 { (name, rest) } else { rest.split_at(id_length) };
            let (of_route, other_answers) = answers.split_at(answer_count(mount, route));
            let mut placed =
                Route { contract: mount.contract, name, operation_id, path, answers: of_route, ..*route };
            if !mount.headers.is_empty() {
                (placed.headers, headers) = headers.split_at(headers::header_count(mount, route));
            }
            rows[next] = match &mount.given {
                Some(given) => given.to(placed),
                None => placed,
            };
            next += 1;
            (texts, answers, routes) = (rest, other_answers, other_routes);
        }
        mounts = other_mounts;
    }
    rows
}

#[cfg(test)]
mod tests;
