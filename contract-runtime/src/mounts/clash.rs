//! Two routes that one router can't have, found by the compiler where a mount brings them together.

use super::mount::{Mount, count};
use super::outline::Outline;
use super::table::Table;
use super::text::{Text, equal};
use crate::route::{Route, Verb};

/// Two routes of one router that are at odds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clash {
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

/// Refuses a contract in which a route of mount number `index` is at odds with one before it, or with the prefix above it.
///
/// # Panics
/// It is.
#[track_caller]
#[expect(clippy::panic, reason = "it is called in constants, where a panic is the compiler's error")]
pub const fn no_clash<C: Table<()>>(index: usize) {
    // What is nearly always seen in the outline is not looked for in the table: that need not be there yet.
    if !C::OUTLINE.is_apart(index)
        && let Some(clash) = clash_in::<C>(index)
    {
        panic!("{}", clash.message().as_str())
    }
}

const fn clash_in<C: Table<()>>(index: usize) -> Option<Clash> {
    clash(C::ALL, C::ROUTES.len(), C::MOUNTS, &C::OUTLINE, index)
}

/// The first route of mount number `index` that is at odds with one before it, among `rows`, which are the contract's
/// own and those of all mounts.
///
/// The compiler takes its time over every step, and there are as many pairs as routes times routes: mounts whose paths part before
/// any parameter are not looked at, and paths as bytes, of which a pattern takes one in a single step.
pub(super) const fn clash(
    rows: &'static [Route],
    own: usize,
    mounts: &[Mount],
    outline: &Outline,
    index: usize,
) -> Option<Clash> {
    let (mut before, mount) = mounts.split_at(index);
    let [mount, ..] = mount else { return None };
    let (earlier, later) = rows.split_at(count(own, before));
    let (later, _) = later.split_at(mount.routes.len());
    if let Some(clash) = any_repeats(later, mount.prefix) {
        return Some(clash);
    }
    let (theirs, _) = earlier.split_at(own);
    if let Some(clash) = between(theirs, later) {
        return Some(clash);
    }
    let (mut first, mut other_index) = (own, 0);
    while let [other, others @ ..] = before {
        if outline.may_clash(index, other_index) {
            let (theirs, _) = earlier.split_at(first).1.split_at(other.routes.len());
            if let Some(clash) = between(theirs, later) {
                return Some(clash);
            }
        }
        (first, other_index) = (first + other.routes.len(), other_index + 1);
        before = others;
    }
    None
}

/// The first of `later` that is at odds with one of `earlier`.
const fn between(earlier: &'static [Route], mut later: &'static [Route]) -> Option<Clash> {
    while let [route, others @ ..] = later {
        let mut candidates = earlier;
        while let [candidate, others @ ..] = candidates {
            if let Some(conflict) = conflict(candidate, route) {
                return Some(Clash { earlier: candidate, later: route, conflict });
            }
            candidates = others;
        }
        later = others;
    }
    None
}

/// The rule of the paths in one contract: see `requests_are_answered_once` and `places_are_named_once` in the macro's `check/names.rs`.
const fn conflict(earlier: &'static Route, later: &'static Route) -> Option<Conflict> {
    let (mut left, mut right) = (earlier.path.as_bytes(), later.path.as_bytes());
    loop {
        match (left, right) {
            ([], []) => return same_request(earlier, later),
            ([], _) if later.last_is_optional && is_parameter(right) => return same_request(earlier, later),
            (_, []) if earlier.last_is_optional && is_parameter(left) => return same_request(earlier, later),
            ([b'{', ..], [b'{', ..]) => {
                let ((name, left_rest), (other, right_rest)) = (parameter(left), parameter(right));
                if !equal(text(name), text(other)) {
                    return Some(Conflict::Names(text(name), text(other)));
                }
                (left, right) = (left_rest, right_rest);
            }
            ([byte, left_rest @ ..], [other, right_rest @ ..]) if *byte == *other => {
                (left, right) = (left_rest, right_rest);
            }
            _ => return None,
        }
    }
}

/// The first of `routes` with a parameter that is both in the prefix and after it.
const fn any_repeats(mut routes: &'static [Route], prefix: &'static str) -> Option<Clash> {
    // Most prefixes have no parameter, which is not worth finding once a route.
    if next_parameter(prefix.as_bytes()).is_none() {
        return None;
    }
    while let [route, others @ ..] = routes {
        if let Some(name) = repeated(route.path, prefix) {
            return Some(Clash { earlier: route, later: route, conflict: Conflict::Repeated(name) });
        }
        routes = others;
    }
    None
}

/// The parameter that is both in the prefix of a path and after it.
const fn repeated(path: &'static str, prefix: &'static str) -> Option<&'static str> {
    let below = path.as_bytes().split_at(prefix.len()).1;
    let mut outer = prefix.as_bytes();
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
const fn next_parameter(mut path: &'static [u8]) -> Option<(&'static str, &'static [u8])> {
    loop {
        match path {
            [] => return None,
            [b'{', ..] => {
                let (braced, rest) = parameter(path);
                // A wildcard has a star before its name.
                let ([b'{', b'*', name @ .., b'}'] | [b'{', name @ .., b'}'] | name) = braced;
                return Some((text(name), rest));
            }
            [_, others @ ..] => path = others,
        }
    }
}

const fn same_request(earlier: &Route, later: &Route) -> Option<Conflict> {
    if same(earlier.method, later.method) { Some(Conflict::Same) } else { None }
}

/// Whether what is left of a path is one parameter: below `/`, whose slash is both its own and that before, only its braces.
const fn is_parameter(rest: &'static [u8]) -> bool {
    let ([b'/', segment @ ..] | segment) = rest;
    matches!(segment, [b'{', ..]) && parameter(segment).1.is_empty()
}

/// The parameter that `path` begins with, in its braces, and the rest.
const fn parameter(path: &'static [u8]) -> (&'static [u8], &'static [u8]) {
    let mut length = 0;
    while length < path.len() && path[length] != b'}' {
        length += 1;
    }
    let end = if length < path.len() { length + 1 } else { length };
    path.split_at(end)
}

/// A part of a path that was cut out between two braces or slashes.
const fn text(bytes: &'static [u8]) -> &'static str {
    match str::from_utf8(bytes) {
        Ok(text) => text,
        // A path is text, and braces and slashes are whole letters.
        Err(_) => "",
    }
}

const fn same(left: Verb, right: Verb) -> bool {
    left as u8 == right as u8
}

/// As much as any message is long: names and paths are what a person wrote.
const MESSAGE: usize = 4096;

impl Clash {
    /// What is told of it.
    pub(super) const fn message(self) -> Text<MESSAGE> {
        let (text, Self { earlier, later, conflict }) = (Text::new(), self);
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
}
