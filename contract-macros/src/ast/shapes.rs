//! What a brace is by what stands in it: a route, a group, or something that may become one.

use proc_macro2::{Delimiter, Group, TokenTree};

use super::entries::Value;
use super::signs::is_punct;
use super::{mounts, route, unraw};
use crate::words::{closest, snake_case};

/// The keys of a group.
pub(super) const GROUP_KEYS: [&str; 7] =
    ["path_prefix", "path_params", "headers", "common_responses", "tags", "security", "metadata"];

/// Whether a brace is that of a group: it says nothing of how a request looks, and holds what only a group does.
pub(super) fn is_group(brace: &Group) -> bool {
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
        has_content |= GROUP_KEYS.contains(&key.as_str()) && !is_key_of_route;
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

/// Whether a route is somewhere in a brace.
pub(super) fn holds_route(brace: &Group) -> bool {
    let is_brace = |inside: &Group| inside.delimiter() == Delimiter::Brace;
    brace.stream().into_iter().any(|token| match token {
        TokenTree::Group(inside) if is_brace(&inside) => says_method(&inside) || holds_route(&inside),
        _ => false,
    })
}

/// Whether a brace says a path as a route does.
pub(super) fn says_path(brace: &Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let is_path = |window: &[TokenTree]| matches!(window, [TokenTree::Ident(key), _, TokenTree::Literal(_)] if key == "path");
    tokens.windows(3).any(is_path)
}

/// Whether a brace is that of a route or a group, or may become one when more of it is typed.
pub(super) fn is_route_or_group(brace: &Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let is_key = |token: &TokenTree| matches!(token, TokenTree::Ident(key) if closest(&unraw(key), &route::KEYS).is_some());
    // The keys of a route first: they are seen the fastest, and mostly there.
    tokens.is_empty() || tokens.iter().any(is_key) || is_group(brace)
}

/// Whether all that is in a brace are names with a type's name each, as fields have it, and none is a key of a route.
pub(super) fn holds_only_fields(brace: &Group) -> bool {
    let tokens: Vec<TokenTree> = brace.stream().into_iter().collect();
    let is_field = |entry: &[TokenTree]| match entry {
        [TokenTree::Ident(name), colon, TokenTree::Ident(_)] => {
            is_punct(Some(colon), ':') && !route::KEYS.contains(&unraw(name).as_str())
        }
        _ => false,
    };
    let mut entries = tokens.split(|token| is_punct(Some(token), ',')).filter(|entry| !entry.is_empty());
    !tokens.is_empty() && entries.all(is_field)
}

/// Whether what is called `name` is a mount, and not a key of a route that is not spelled right.
fn is_mount(name: &str, value: Option<&[TokenTree]>) -> bool {
    let value = Value { tokens: value.unwrap_or_default().to_vec() };
    closest(name, &route::KEYS).is_none() && mounts::is_meant(&value)
}

/// Whether a brace is that of a route.
pub(super) fn says_method(brace: &Group) -> bool {
    let mut inside = brace.stream().into_iter();
    inside.any(|token| matches!(&token, TokenTree::Ident(key) if snake_case(&unraw(key)) == "method"))
}
