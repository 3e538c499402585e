//! Reads groups, `users: { path_prefix: "/users", list: { … } }`: routers inside a contract, to any depth.

use proc_macro2::{Delimiter, Ident, TokenTree};

use super::entries::{self, Entry, Value};
use super::{
    Contract, Group, Inherited, Slot, contract, fields, keys, mounts, responses, route, sets, unraw, values,
};
use crate::errors::{At, Errors};
use crate::words::{closest, snake_case};

pub(super) const KEYS: [&str; 7] =
    ["path_prefix", "path_params", "headers", "common_responses", "tags", "security", "metadata"];

/// Whether a brace is that of a group: it says nothing of how a request looks, and holds what only a group does.
pub(super) fn is_group(brace: &proc_macro2::Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let mut has_content = false;
    for (index, window) in tokens.windows(3).enumerate() {
        let [TokenTree::Ident(key), TokenTree::Punct(colon), value] = window else { continue };
        if colon.as_char() != ':' {
            continue;
        }
        let key = snake_case(&unraw(key));
        let inside = match value {
            TokenTree::Group(inside) if inside.delimiter() == Delimiter::Brace => Some(inside),
            _ => None,
        };
        let is_key_of_route = route::KEYS.contains(&key.as_str());
        has_content |= KEYS.contains(&key.as_str()) && !is_key_of_route;
        match inside {
            // A route or a group in a group may have the name of a route's key.
            Some(inside) if says_method(inside) || is_group(inside) => has_content = true,
            Some(_) if !is_key_of_route => has_content = true,
            _ if matches!(key.as_str(), "method" | "path" | "responses") => return false,
            None if !is_key_of_route => has_content |= is_mount(&key, tokens.get(index + 2..)),
            _ => {}
        }
    }
    has_content
}

/// Whether a name is that of a key, but its value a route or a group: `version: { method: GET, … }`.
pub(super) fn is_named_like_key(name: &Ident, value: &Value) -> bool {
    let is_free = contract::FREE_NAMES.contains(&unraw(name).as_str());
    let is_named = |brace| holds_route(brace) || (says_method(brace) && says_path(brace));
    is_free && value.brace().is_some_and(is_named)
}

/// Whether a route is somewhere in a brace.
fn holds_route(brace: &proc_macro2::Group) -> bool {
    let is_brace = |inside: &proc_macro2::Group| inside.delimiter() == Delimiter::Brace;
    brace.stream().into_iter().any(|token| match token {
        TokenTree::Group(inside) if is_brace(&inside) => says_method(&inside) || holds_route(&inside),
        _ => false,
    })
}

/// Whether a brace says a path as a route does.
fn says_path(brace: &proc_macro2::Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let is_path = |window: &[TokenTree]| matches!(window, [TokenTree::Ident(key), _, TokenTree::Literal(_)] if key == "path");
    tokens.windows(3).any(is_path)
}

/// Whether a brace is that of a route or a group, or may become one when more of it is typed.
pub(super) fn is_route_or_group(brace: &proc_macro2::Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let is_key = |token: &TokenTree| matches!(token, TokenTree::Ident(key) if closest(&unraw(key), &route::KEYS).is_some());
    tokens.is_empty() || is_group(brace) || tokens.iter().any(is_key)
}

/// Whether all that is in a brace are names with a type's name each, as fields have it, and none is a key of a route.
pub(super) fn holds_only_fields(brace: &proc_macro2::Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let is_field = |entry: &[TokenTree]| match entry {
        [TokenTree::Ident(name), colon, TokenTree::Ident(_)] => {
            sets::is_punct(Some(colon), ':') && !route::KEYS.contains(&unraw(name).as_str())
        }
        _ => false,
    };
    let mut entries =
        tokens.split(|token| sets::is_punct(Some(token), ',')).filter(|entry| !entry.is_empty());
    !tokens.is_empty() && entries.all(is_field)
}

/// Whether what is called `name` is a mount, and not a key of a route that is not spelled right.
fn is_mount(name: &str, value: Option<&[TokenTree]>) -> bool {
    let value = Value { tokens: value.unwrap_or_default().to_vec() };
    closest(name, &route::KEYS).is_none() && mounts::is_meant(&value)
}

/// Whether a brace is that of a route.
pub(super) fn says_method(brace: &proc_macro2::Group) -> bool {
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
        path_params: Slot::Absent,
        common_responses: Slot::Absent,
        headers: Slot::Absent,
        inherited: Inherited::default(),
    });
    let is_misspelt = |name: &str| contract::is_misspelt(name, &KEYS);
    for entry in entries::cut_but(inside, &is_misspelt, contract::ROUTE, errors) {
        let mistakes_before = errors.count();
        let Some(name) = contract::route_name(&entry.key, errors) else { continue };
        let is_brace = entry.value.brace().is_some();
        let is_mount = !KEYS.contains(&unraw(&name).as_str()) && mounts::is_meant(&entry.value);
        let is_key = !is_mount && !is_named_like_key(&name, &entry.value);
        let is_named = !is_key || entry.value.brace().is_some_and(is_route_or_group);
        contract.keys.of_groups.extend(keys::name(&entry).filter(|_| !is_named));
        let group = contract.groups.get(index).filter(|_| is_key);
        let key = group.and_then(|group| group.key_meant(&name, &entry.value, errors));
        if key.is_none() {
            contract::refuse_misspelt_alone(&name, &entry.value, &KEYS, errors);
        }
        match (key, contract.groups.get_mut(index)) {
            _ if name == "crate" => refuse_unknown(&name, errors),
            (Some(key), Some(group)) => group.read_key(key, &name, &entry, errors),
            _ if is_brace || entry.value.is_empty() => {
                contract.read_named(entry, &name, Some(index), mistakes_before, errors);
            }
            _ if is_mount || mounts::is_nearly_meant(&entry.value) => {
                contract.read_mount(entry, &name, Some(index), errors);
            }
            _ if entry.has_colon => refuse_unknown(&name, errors),
            _ => {}
        }
    }
}

impl Group {
    /// Which key of a group `name` is, if any; one that is only meant is reported.
    fn key_meant(&self, name: &Ident, value: &Value, errors: &mut Errors) -> Option<&'static str> {
        contract::key_among(&KEYS, |key| self.lacks(key), name, value, errors)
    }

    fn lacks(&self, key: &str) -> bool {
        match key {
            "path_prefix" => self.path_prefix.is_absent(),
            "path_params" => self.path_params.is_absent(),
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
        if value.brace().is_some_and(|brace| contract::is_route_named(key, brace)) {
            errors.report(
                at,
                format!("`{key}` is a key of the group, so no route can have this name"),
                "rename the route",
            );
            return;
        }
        match key {
            "path_prefix" => {
                self.path_prefix = values::slot(at, values::text(value, "path_prefix: \"/users\"", errors));
            }
            "path_params" => self.path_params = fields::read_path_params(at, value, errors),
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
    let of_contract = ["crate", "version", "derive", "type_prefix", "channel_prefix", "rename_all"];
    let is_contract_s = of_contract.contains(&text.as_str());
    let (problem, help) = if is_contract_s {
        (
            format!("`{text}` is a key of the contract, not of a group in it"),
            "move it out of the group".to_owned(),
        )
    } else {
        (
            format!("unknown key `{text}`"),
            format!(
                "a group has: {}, its routes, `name: {}`, and what it mounts, `name: path::Contract`",
                KEYS.join(", "),
                contract::ROUTE
            ),
        )
    };
    errors.report(name, problem, help);
}
