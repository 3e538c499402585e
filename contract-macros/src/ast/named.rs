//! Names in the brace of a contract or a group: keys, and what is called like one.

use proc_macro2::{Group, Ident};

use super::entries::{self, Entry, Key, Value};
use super::{fields, shapes, unraw, values};
use crate::errors::Errors;
use crate::names::HOOK;
use crate::words::{closest, is_keyword, snake_case};

/// What a route looks like, for messages.
pub(super) const ROUTE: &str = "{ method: GET, path: \"/\", responses: { … } }";
/// The keys of contracts and groups that take a brace.
const BRACED: [&str; 3] = ["path_params", "headers", "common_responses"];

/// The keys whose values are never a brace with routes or with a route's keys in it: a route may be called so.
const FREE_NAMES: [&str; 9] = [
    "version",
    "headers",
    "tags",
    "security",
    "metadata",
    "derive",
    "type_prefix",
    "channel_prefix",
    "rename_all",
];

/// Whether a name is that of a key, but its value a route or a group: `version: { method: GET, … }`.
pub(super) fn is_named_like_key(name: &Ident, value: &Value) -> bool {
    let is_free = FREE_NAMES.contains(&unraw(name).as_str());
    let is_named =
        |brace| shapes::holds_route(brace) || (shapes::says_method(brace) && shapes::says_path(brace));
    is_free && value.brace().is_some_and(is_named)
}

/// Whether the brace of a key can only be that of a route which is called so.
pub(super) fn is_route_named(key: &str, brace: &Group) -> bool {
    let is_free = FREE_NAMES.contains(&key);
    !is_free && (!BRACED.contains(&key) || shapes::says_method(brace))
}

/// Whether a name is none of `keys`, but close to one.
pub(super) fn is_misspelt(name: &str, keys: &[&str]) -> bool {
    !keys.contains(&name) && closest(name, keys).is_some()
}

/// Reports an entry without a value that was not reported as such, since it could have been a key, but is none.
pub(super) fn refuse_misspelt_alone(name: &Ident, value: &Value, keys: &[&str], errors: &mut Errors) {
    let text = name.to_string();
    if value.is_empty() && is_misspelt(&text, keys) {
        entries::refuse_alone(name.into(), &text, ROUTE, errors);
    }
}

/// Which of `keys` a name is, if any; one that is only meant, and not there yet, is reported.
pub(super) fn key_among(
    keys: &[&'static str],
    lacks: impl Fn(&str) -> bool,
    name: &Ident,
    value: &Value,
    errors: &mut Errors,
) -> Option<&'static str> {
    let text = unraw(name);
    if let Some(key) = keys.iter().find(|key| **key == text) {
        return Some(key);
    }
    let near = match value.brace() {
        // As ts-rest has it.
        _ if snake_case(&text) == "base_headers" => Some("headers"),
        // Types of fields look like contracts that are mounted, but these are hardly ever of the same module.
        Some(brace) if shapes::holds_only_fields(brace) => closest(&text, &BRACED),
        // A route may well have a name that is close to a key.
        Some(brace) if shapes::is_route_or_group(brace) => {
            keys.iter().find(|key| **key == snake_case(&text)).copied()
        }
        Some(_) => closest(&text, &BRACED),
        None => closest(&text, keys),
    };
    let key = near.filter(|key| lacks(key))?;
    errors.report(name, format!("unknown key `{text}`"), format!("did you mean `{key}`?"));
    Some(key)
}

/// The name of a route, a group or a mount, which types are named after: it has letters, and is no keyword.
pub(super) fn usable(name: &Ident, errors: &mut Errors) -> Ident {
    let text = name.to_string();
    if text.len() > 1 && text.chars().all(|letter| letter == '_') {
        errors.report(name, format!("`{text}` says nothing"), "choose a name with letters");
        return Ident::new("unnamed", name.span());
    }
    fields::not_a_keyword(name, errors)
}

/// Whether an entry has a name: without a colon a keyword is none, but begins what Rust would have there.
pub(super) fn is_nameable(entry: &Entry, name: &Ident) -> bool {
    entry.has_colon || !is_keyword(&name.to_string())
}

/// Whether nothing is to be said of a name that a route or a mount may have.
pub(super) fn is_plain(name: &Ident) -> bool {
    let text = unraw(name);
    let is_free = text != "new" && text != HOOK && !is_keyword(&text);
    is_free && text == snake_case(&text) && text.contains(char::is_alphabetic)
}

/// Reads the name of an entry, also one in quotes, which is reported.
pub(super) fn route_name(key: &Key, errors: &mut Errors) -> Option<Ident> {
    let literal = match key {
        Key::Name(name) => return Some(name.clone()),
        Key::Literal(literal) => literal,
    };
    let text = values::string(literal).map(|text| snake_case(&text.value())).unwrap_or_default();
    let mut name = syn::parse_str::<Ident>(&text).ok();
    if let Some(name) = &mut name {
        name.set_span(literal.span());
    }
    let written = name.as_ref().map_or("name".to_owned(), ToString::to_string);
    errors.report(
        literal.span(),
        format!("a route's name is an identifier: found `{literal}`"),
        format!("write `{written}: {ROUTE}`"),
    );
    name
}
