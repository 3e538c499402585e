//! Reads mounts: `admin: api::Admin`, another contract below this one.

use proc_macro2::{Ident, TokenTree};
use syn::Path;
use syn::parse::Parser;

use super::entries::{Entry, Value};
use super::{Mount, unraw, values};
use crate::errors::Errors;
use crate::words::upper_camel_case;

/// Whether a value is the path of a contract's trait, or begins as one: its last name has a capital, or is still to come.
pub(super) fn is_meant(value: &Value) -> bool {
    match names(value).last() {
        Some(last) if is_capital(last) => true,
        Some(_) => matches!(value.tokens.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':'),
        None => false,
    }
}

/// Whether a value is nearly that: a path which ends in something else, or a contract's name in quotes.
pub(super) fn is_nearly_meant(value: &Value) -> bool {
    Path::parse_mod_style.parse2(value.stream()).is_ok() || quoted(value).is_some()
}

/// Reads a mount.
pub(super) fn read(entry: Entry, name: Ident, group: Option<usize>, errors: &mut Errors) -> Mount {
    let (value, shown) = (&entry.value, entry.value.shown());
    let path = Path::parse_mod_style.parse2(value.stream()).ok();
    let contract =
        path.filter(|path| path.segments.last().is_some_and(|last| is_capital(&last.ident.to_string())));
    if contract.is_none() {
        let (problem, write) = match quoted(value) {
            Some(text) => {
                (format!("a mount is the path of a contract's trait, not text: found `{shown}`"), text)
            }
            None => {
                (format!("a mount is the path of a contract's trait: found `{shown}`"), likely(value, &name))
            }
        };
        errors.report(value.at(), problem, format!("write `{name}: {write}`"));
    }
    Mount { docs: entry.docs, name, group, contract }
}

/// The names of the path that a value begins with.
fn names(value: &Value) -> Vec<String> {
    let part = |token: &TokenTree| match token {
        TokenTree::Ident(ident) => Some(Some(ident.to_string())),
        TokenTree::Punct(punct) if punct.as_char() == ':' => Some(None),
        _ => None,
    };
    value.tokens.iter().map_while(part).flatten().collect()
}

fn is_capital(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// What was likely meant by a value that names no trait.
fn likely(value: &Value, mount: &Ident) -> String {
    let mut names = names(value);
    // As ts-rest's routers are called.
    if let [router] = names.as_slice()
        && router.contains(char::is_uppercase)
        && !is_capital(router)
    {
        let end = ["Contract", "Router", "Api"].into_iter().find_map(|end| router.strip_suffix(end));
        return upper_camel_case(end.unwrap_or(router));
    }
    if !names.last().is_some_and(|last| is_capital(last)) {
        names.push(upper_camel_case(&unraw(mount)));
    }
    names.join("::")
}

/// The contract's name that a value is in quotes.
fn quoted(value: &Value) -> Option<String> {
    let text = values::string(value.literal()?)?.value();
    let is_path = Path::parse_mod_style.parse_str(&text).is_ok();
    (is_path && is_capital(&text)).then_some(text)
}
