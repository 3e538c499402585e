//! Reads groups, `users: { path_prefix: "/users", list: { … } }`: routers inside a contract, to any depth.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::entries::{self, Entry, Value};
use super::{Contract, Group, Inherited, Slot, contract, fields, responses, route, sets, unraw, values};
use crate::errors::{At, Errors};
use crate::words::snake_case;

const KEYS: [&str; 6] = ["path_prefix", "headers", "common_responses", "tags", "security", "metadata"];

/// Those keys that no route has.
const OWN_KEYS: [&str; 2] = ["path_prefix", "common_responses"];

/// Whether a brace is that of a group: it says nothing of how a request looks, and holds what only a group does.
pub(super) fn is_group(brace: &proc_macro2::Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let entries = tokens.windows(3).filter_map(|window| match window {
        [TokenTree::Ident(key), TokenTree::Punct(colon), value] if colon.as_char() == ':' => {
            Some((key, value))
        }
        _ => None,
    });
    let mut has_content = false;
    for (key, value) in entries {
        let key = snake_case(&unraw(key));
        let inside = match value {
            TokenTree::Group(inside) if inside.delimiter() == Delimiter::Brace => Some(inside),
            _ => None,
        };
        has_content |= OWN_KEYS.contains(&key.as_str());
        match inside {
            // A route or a group in a group may have the name of a route's key.
            Some(inside) if says_method(inside) || is_group(inside) => has_content = true,
            Some(_) if !route::KEYS.contains(&key.as_str()) => has_content = true,
            _ if matches!(key.as_str(), "method" | "path" | "responses") => return false,
            _ => {}
        }
    }
    has_content
}

/// Whether a name is that of a key, but its value a route or a group: `version: { method: GET, … }`.
pub(super) fn is_named_like_key(name: &Ident, value: &Value) -> bool {
    let is_free = contract::FREE_NAMES.contains(&unraw(name).as_str());
    is_free && value.brace().is_some_and(|brace| (says_method(brace) && says_more(brace)) || is_group(brace))
}

/// Whether a brace that says a method, which may be a header's name, says a path or responses too.
fn says_more(brace: &proc_macro2::Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    tokens.windows(3).any(|window| match window {
        [TokenTree::Ident(key), TokenTree::Punct(_), TokenTree::Literal(_)] => key == "path",
        [TokenTree::Ident(key), TokenTree::Punct(_), TokenTree::Group(_)] => key == "responses",
        _ => false,
    })
}

fn says_method(brace: &proc_macro2::Group) -> bool {
    let mut inside = brace.stream().into_iter();
    inside.any(|token| matches!(&token, TokenTree::Ident(key) if snake_case(&unraw(key)) == "method"))
}

/// Reads a group, with the routes and groups in it, into the contract.
pub(super) fn read(
    entry: &Entry,
    name: Ident,
    parent: Option<usize>,
    contract: &mut Contract,
    errors: &mut Errors,
) {
    let Some(brace) = entry.value.brace() else { return };
    let (found, inside) = sets::take(brace.stream(), errors);
    contract.sets.extend(found);
    let index = contract.groups.len();
    contract.groups.push(Group {
        name,
        parent,
        path_prefix: Slot::Absent,
        common_responses: Slot::Absent,
        headers: Slot::Absent,
        inherited: Inherited::default(),
    });
    for entry in entries::cut(inside, contract::ROUTE, errors) {
        let mistakes_before = errors.count();
        let Some(name) = contract::route_name(&entry.key, errors) else { continue };
        let is_brace = entry.value.brace().is_some();
        let is_key = !is_named_like_key(&name, &entry.value);
        let group = contract.groups.get(index).filter(|_| is_key);
        let key = group.and_then(|group| group.key_meant(&name, is_brace, errors));
        match (key, contract.groups.get_mut(index)) {
            (Some(key), Some(group)) => group.read_key(key, &name, &entry, errors),
            _ if is_brace || entry.value.is_empty() => {
                contract.read_named(entry, &name, Some(index), mistakes_before, errors);
            }
            _ if entry.has_colon => refuse_unknown(&name, errors),
            _ => {}
        }
    }
}

impl Group {
    /// Which key of a group `name` is, if any; one that is only meant is reported.
    fn key_meant(&self, name: &Ident, is_brace: bool, errors: &mut Errors) -> Option<&'static str> {
        contract::key_among(&KEYS, |key| self.lacks(key), name, is_brace, errors)
    }

    fn lacks(&self, key: &str) -> bool {
        match key {
            "path_prefix" => self.path_prefix.is_absent(),
            "common_responses" => self.common_responses.is_absent(),
            "headers" => self.headers.is_absent(),
            _ => self.inherited.lacks(key),
        }
    }

    fn read_key(&mut self, key: &'static str, name: &Ident, entry: &Entry, errors: &mut Errors) {
        let (at, value) = (At::from(name), &entry.value);
        if !self.lacks(key) {
            values::refuse_second(at, key, errors);
            return;
        }
        match key {
            "path_prefix" => {
                self.path_prefix = values::slot(at, values::text(value, "path_prefix: \"/users\"", errors));
            }
            "common_responses" => {
                self.common_responses = values::slot(at, responses::read(value, "common_responses", errors));
            }
            "headers" => self.headers = values::slot(at, fields::read_headers(value, errors)),
            _ => self.inherited.read(key, at, value, errors),
        }
    }
}

/// Reports an entry that is neither a key of a group nor a route.
fn refuse_unknown(name: &Ident, errors: &mut Errors) {
    let text = unraw(name);
    let (problem, help) =
        if matches!(text.as_str(), "crate" | "version" | "derive" | "type_prefix" | "rename_all") {
            (
                format!("`{text}` is a key of the contract, not of a group in it"),
                "move it out of the group".to_owned(),
            )
        } else {
            (
                format!("unknown key `{text}`"),
                format!("a group has: {}, and its routes, `name: {}`", KEYS.join(", "), contract::ROUTE),
            )
        };
    errors.report(name, problem, help);
}
