//! Two routes that one router can't have, found by the compiler where a mount brings them together.

use super::{Mount, Text};
use crate::route::{Route, Verb};

/// Two routes of one router that are at odds.
#[derive(Debug, Clone, Copy)]
pub struct Clash {
    earlier: &'static Route,
    later: &'static Route,
    conflict: Conflict,
}

#[derive(Debug, Clone, Copy)]
enum Conflict {
    /// They answer the same request.
    Same,
    /// One place in their paths has two names.
    Names(&'static str, &'static str),
    /// The later one has a parameter that is in the prefix below which it is mounted.
    Repeated(&'static str),
}

/// The first route of mount number `index` that is at odds with one before it, among `rows`, which are the contract's
/// own and those of all mounts. The first `shared` bytes of all paths are the same.
pub const fn clash(
    rows: &'static [Route],
    own: usize,
    mounts: &[Mount],
    index: usize,
    shared: usize,
) -> Option<Clash> {
    let (before, mount) = mounts.split_at(index);
    let [mount, ..] = mount else { return None };
    let from = own + super::count(&[], before);
    let (earlier, rest) = rows.split_at(from);
    let (mut later, _) = rest.split_at(mount.routes.len());
    while let [route, others @ ..] = later {
        if let Some(name) = repeated(route.path, mount.prefix.len()) {
            return Some(Clash { earlier: route, later: route, conflict: Conflict::Repeated(name) });
        }
        let mut candidates = earlier;
        while let [candidate, others @ ..] = candidates {
            if let Some(conflict) = conflict(candidate, route, shared) {
                return Some(Clash { earlier: candidate, later: route, conflict });
            }
            candidates = others;
        }
        later = others;
    }
    None
}

/// The rule of the paths in one contract: see `conflict` in the macro's `check/paths.rs`.
const fn conflict(earlier: &Route, later: &Route, shared: usize) -> Option<Conflict> {
    let (mut left, mut right) = (earlier.path.split_at(shared).1, later.path.split_at(shared).1);
    loop {
        match (left.as_bytes(), right.as_bytes()) {
            ([], []) => return same_request(earlier, later),
            ([], _) if later.last_is_optional && is_parameter(right) => return same_request(earlier, later),
            (_, []) if earlier.last_is_optional && is_parameter(left) => return same_request(earlier, later),
            ([b'{', ..], [b'{', ..]) => {
                let ((name, left_rest), (other, right_rest)) = (parameter(left), parameter(right));
                if !equal(name, other) {
                    return Some(Conflict::Names(name, other));
                }
                (left, right) = (left_rest, right_rest);
            }
            ([byte, ..], [other, ..]) if *byte == *other => {
                // A letter of several bytes is never in a path: it is percent-encoded there.
                (left, right) = (left.split_at(1).1, right.split_at(1).1);
            }
            _ => return None,
        }
    }
}

/// The parameter that is both in the first `prefix` bytes of a path and after them.
const fn repeated(path: &'static str, prefix: usize) -> Option<&'static str> {
    let (mut outer, below) = path.split_at(prefix);
    while let Some((name, outer_rest)) = next_parameter(outer) {
        let mut inner = below;
        while let Some((other, inner_rest)) = next_parameter(inner) {
            if equal(name, other) {
                return Some(name);
            }
            inner = inner_rest;
        }
        outer = outer_rest;
    }
    None
}

/// The name of the first parameter in `path`, and what comes after it.
const fn next_parameter(mut path: &'static str) -> Option<(&'static str, &'static str)> {
    loop {
        match path.as_bytes() {
            [] => return None,
            [b'{', ..] => {
                let (braced, rest) = parameter(path);
                let name = braced.split_at(braced.len() - 1).0.split_at(1).1;
                let name = if let [b'*', ..] = name.as_bytes() { name.split_at(1).1 } else { name };
                return Some((name, rest));
            }
            [_, ..] => path = path.split_at(1).1,
        }
    }
}

const fn same_request(earlier: &Route, later: &Route) -> Option<Conflict> {
    if same(earlier.method, later.method) { Some(Conflict::Same) } else { None }
}

/// Whether what is left of a path is one parameter: below `/`, whose slash is both its own and that before, only its braces.
const fn is_parameter(rest: &'static str) -> bool {
    let segment = match rest.as_bytes() {
        [b'/', ..] => rest.split_at(1).1,
        _ => rest,
    };
    matches!(segment.as_bytes(), [b'{', ..]) && parameter(segment).1.is_empty()
}

/// The parameter that `path` begins with, in its braces, and the rest.
const fn parameter(path: &'static str) -> (&'static str, &'static str) {
    let mut length = 0;
    while length < path.len() && path.as_bytes()[length] != b'}' {
        length += 1;
    }
    let end = if length < path.len() { length + 1 } else { length };
    path.split_at(end)
}

const fn same(left: Verb, right: Verb) -> bool {
    left as u8 == right as u8
}

/// Whether two texts are one.
pub(super) const fn equal(left: &str, right: &str) -> bool {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    while let ([byte, left_rest @ ..], [other, right_rest @ ..]) = (left, right) {
        if *byte != *other {
            return false;
        }
        (left, right) = (left_rest, right_rest);
    }
    left.is_empty() && right.is_empty()
}

/// What is told of a clash, nothing of none; with `N` of 0, how long that is.
pub const fn clash_message<const N: usize>(clash: Option<Clash>) -> Text<N> {
    let text = Text::new();
    let Some(Clash { earlier, later, conflict }) = clash else { return text };
    match conflict {
        Conflict::Same => text
            .push("`")
            .push(earlier.name)
            .push("` and `")
            .push(later.name)
            .push("` both answer `")
            .push(later.method.as_str())
            .push(" ")
            .push(if earlier.path.len() < later.path.len() { earlier.path } else { later.path })
            .push("`\nhelp: give one of the two another path or method"),
        Conflict::Names(name, other) => text
            .push("the same place in the path is `")
            .push(name)
            .push("` in `")
            .push(earlier.name)
            .push("` and `")
            .push(other)
            .push("` in `")
            .push(later.name)
            .push("`\nhelp: write one name in both"),
        Conflict::Repeated(name) => text
            .push("`{")
            .push(name)
            .push("}` is in the prefix, and once more in the path of `")
            .push(later.name)
            .push("`\nhelp: give each parameter a name of its own"),
    }
}
