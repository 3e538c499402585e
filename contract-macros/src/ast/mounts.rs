//! Reads mounts: `admin: api::Admin`, another contract below this one.

use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::Path;
use syn::parse::Parser;

use super::entries::{Entry, Value};
use super::{Mount, unraw, values};
use crate::errors::Errors;
use crate::words::upper_camel_case;

/// Whether a value is the path of a contract's trait, or begins as one: its last name has a capital, or is still to come.
pub(super) fn is_meant(value: &Value) -> bool {
    if let Some(brace) = value.brace() {
        return path_of_trait(brace.stream()).is_some();
    }
    match names(value).last() {
        Some(last) if is_capital(last) => true,
        Some(_) => matches!(value.tokens.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':'),
        None => false,
    }
}

/// The path of a contract's trait, where `tokens` are one.
fn path_of_trait(tokens: TokenStream) -> Option<Path> {
    let path = Path::parse_mod_style.parse2(tokens).ok()?;
    path.segments.last().is_some_and(|last| is_capital(&last.ident.to_string())).then_some(path)
}

/// Whether a value is nearly that: a path which ends in something else, a contract's name in quotes, or one behind other signs.
pub(super) fn is_nearly_meant(value: &Value) -> bool {
    Path::parse_mod_style.parse2(value.stream()).is_ok()
        || quoted(value).is_some()
        || all_names(value.stream()).last().is_some_and(|last| is_capital(last))
}

/// Reads a mount.
pub(super) fn read(entry: Entry, name: Ident, group: Option<usize>, errors: &mut Errors) -> Mount {
    let (value, shown) = (&entry.value, entry.value.shown());
    let contract = path_of_trait(value.stream());
    // One without a colon has been reported.
    if contract.is_none() && entry.has_colon {
        let (problem, write) = match quoted(value) {
            Some(text) => {
                (format!("a mount is the path of a contract's trait, not text: found `{shown}`"), text)
            }
            // Half of what follows the name is a separator of the path that the name is part of.
            None if shown.starts_with(':') && !shown.contains("::") => (
                format!("a mount has a name before its path: found `{name}:{shown}`"),
                format!("{name}:{shown}"),
            ),
            None => {
                (format!("a mount is the path of a contract's trait: found `{shown}`"), likely(value, &name))
            }
        };
        errors.report(value.at(), problem, format!("write `{name}: {write}`"));
    }
    Mount { docs: entry.docs, name, group, contract }
}

/// The names of the path that a value begins with. Words before that, with no sign between, are none of it.
fn names(value: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_apart = true;
    for token in &value.tokens {
        match token {
            TokenTree::Ident(ident) => {
                if !is_apart {
                    names.clear();
                }
                names.push(ident.to_string());
                is_apart = false;
            }
            TokenTree::Punct(punct) if punct.as_char() == ':' => is_apart = true,
            _ => break,
        }
    }
    names
}

/// All names in a value, whatever stands between them; after `dyn` or `impl` those that follow it alone.
fn all_names(value: TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    for token in value {
        match token {
            TokenTree::Ident(ident) if ident == "dyn" || ident == "impl" => names.clear(),
            TokenTree::Ident(ident) => names.push(ident.to_string()),
            TokenTree::Group(group) => names.extend(all_names(group.stream())),
            _ => {}
        }
    }
    names
}

fn is_capital(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// What was likely meant by a value that names no trait.
fn likely(value: &Value, mount: &Ident) -> String {
    let mut names = names(value);
    let all = all_names(value.stream());
    let ends_in_capital = |names: &[String]| names.last().is_some_and(|last| is_capital(last));
    let is_part = all.starts_with(&names) || all.ends_with(&names);
    if !is_part || (!ends_in_capital(&names) && ends_in_capital(&all)) {
        names = all;
    }
    // As ts-rest's routers are called.
    if let [router] = names.as_slice()
        && router.contains(char::is_uppercase)
        && !is_capital(router)
    {
        let end = ["Contract", "Router", "Api"].into_iter().find_map(|end| router.strip_suffix(end));
        return upper_camel_case(end.unwrap_or(router));
    }
    if !ends_in_capital(&names) {
        names.push(upper_camel_case(&unraw(mount)));
    }
    names.join("::")
}

/// The contract's name that a value is in quotes.
fn quoted(value: &Value) -> Option<String> {
    let text = values::string(value.literal()?)?.value();
    let path = text.parse().ok().and_then(path_of_trait);
    path.map(|_| text)
}
