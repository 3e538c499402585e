//! Repairs entries of a contract or a group that are meant as a route, or as a part of one, but are not written as it.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};

use super::entries::Entry;
use super::shapes::{is_route_or_group, says_method, says_path};
use super::{Method, mounts, route, unraw};
use crate::errors::Errors;

/// Makes a route of an entry which is written as one in anything but a brace, and reports it; of what is no route of that kind
/// either nothing is left but its name. Whether the entry is the key of a route, which is reported too, is what comes back.
pub(super) fn repair(name: &Ident, entry: &mut Entry, keys: &[&str], errors: &mut Errors) -> bool {
    let text = unraw(name);
    if route::KEYS.contains(&text.as_str()) && !keys.contains(&text.as_str()) && is_value(entry) {
        refuse_key(name, &text, keys, errors);
        return true;
    }
    if let Some(brace) = otherwise_enclosed(entry) {
        if entry.has_colon {
            errors.report(
                entry.value.at(),
                "a route is written in a brace",
                format!("write `{name}: {{ … }}`"),
            );
        }
        entry.value.tokens = vec![brace.into()];
    } else if let Some(method) = begins_with_method(entry) {
        if entry.has_colon {
            errors.report(
                entry.value.at(),
                format!("a route is written in a brace: found `{}`", entry.value.shown()),
                format!("write `{name}: {{ method: {method}, path: \"/\", responses: {{ … }} }}`"),
            );
        }
        entry.value.tokens.clear();
    }
    false
}

/// Whether a value is neither a route, nor a group, nor a mount, all of which may have the name of a key.
fn is_value(entry: &Entry) -> bool {
    let is_path = entry.value.tokens.len() > 1 && mounts::is_meant(&entry.value);
    let is_trait = mounts::is_meant(&entry.value) && begins_with_method(entry).is_none();
    !entry.value.is_empty()
        && !is_path
        && !is_trait
        && otherwise_enclosed(entry).is_none()
        && !entry.value.brace().is_some_and(is_route_or_group)
}

fn refuse_key(name: &Ident, text: &str, keys: &[&str], errors: &mut Errors) {
    let here = match text {
        "path" => Some("path_prefix"),
        "responses" => Some("common_responses"),
        _ => None,
    };
    let help = match here.filter(|key| keys.contains(key)) {
        Some(key) => format!("write `{key}`, or put it into a route"),
        None => "put it into a route, `name: { … }`".to_owned(),
    };
    errors.report(name, format!("`{text}` is a key of a route"), help);
}

/// A route in parentheses or brackets, or behind a sign that was taken for its colon, `list! { … }`.
fn otherwise_enclosed(entry: &Entry) -> Option<Group> {
    match entry.value.tokens.as_slice() {
        [TokenTree::Group(group)]
            if matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Bracket)
                && (says_method(group) || says_path(group)) =>
        {
            let mut brace = Group::new(Delimiter::Brace, group.stream());
            brace.set_span(group.span());
            Some(brace)
        }
        [TokenTree::Punct(_), TokenTree::Group(group)]
            if !entry.has_colon && group.delimiter() == Delimiter::Brace =>
        {
            Some(group.clone())
        }
        _ => None,
    }
}

/// The method that a value begins with, `POST "/orders"`, as routes are written elsewhere.
fn begins_with_method(entry: &Entry) -> Option<&'static str> {
    let [TokenTree::Ident(first), rest @ ..] = entry.value.tokens.as_slice() else { return None };
    let is_path = matches!(rest.first(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    Method::ALL.iter().map(|method| method.name()).find(|name| first == name && !is_path)
}
