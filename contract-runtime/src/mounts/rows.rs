//! The rows that a contract's table has of its mounts, and the texts and answers that they are made of.

use super::headers::header_count;
use super::mount::Mount;
use super::text::Text;
use crate::request_data::RequestHeader;
use crate::route::{Answer, Route, Verb};

/// The names and paths of all mounted routes, and those operation ids that are not the names, in one piece.
pub(super) const fn texts<const N: usize>(mut mounts: &[Mount]) -> Text<N> {
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

/// The answers of all mounted routes in one row.
#[derive(Debug)]
pub(super) struct Answers<const N: usize> {
    answers: [Answer; N],
    len: usize,
}

impl<const N: usize> Answers<N> {
    /// All of them.
    pub(super) const fn as_slice(&self) -> &[Answer] {
        &self.answers
    }

    const fn add(&mut self, answer: &Answer) {
        self.answers[self.len] = Answer { ..*answer };
        self.len += 1;
    }
}

/// The answers of all mounted routes, and the mounting contract's common ones where a route has none of that status.
pub(super) const fn answers<const N: usize>(mut mounts: &[Mount]) -> Answers<N> {
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
pub(super) const fn rows<const N: usize>(
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
                (placed.headers, headers) = headers.split_at(header_count(mount, route));
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
