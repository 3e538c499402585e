//! Reads lists: `["orders", "staff"]`.

use proc_macro2::{Delimiter, Group, TokenTree};
use syn::Token;
use syn::parse::{Parse, Parser};
use syn::punctuated::Punctuated;

use super::entries::Value;
use crate::errors::{At, Errors};

/// Reads a list in brackets; `example` is the whole entry as it should be.
pub(super) fn read<T: Parse>(value: &Value, example: &str, errors: &mut Errors) -> Option<Vec<T>> {
    if value.is_empty() {
        return None;
    }
    let Some(inside) = bracket(value) else {
        let (key, _) = example.split_once(':').unwrap_or((example, ""));
        errors.report(
            value.at(),
            format!("`{key}` takes a list in brackets, found `{}`", value.shown()),
            format!("write `{example}`"),
        );
        return None;
    };
    match Punctuated::<T, Token![,]>::parse_terminated.parse2(inside.stream()) {
        Ok(items) => Some(items.into_iter().collect()),
        Err(error) => {
            let at: At = error.span().into();
            errors.report(at, format!("this list can't be read: {error}"), format!("write `{example}`"));
            None
        }
    }
}

fn bracket(value: &Value) -> Option<&Group> {
    match value.tokens.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Bracket => Some(group),
        _ => None,
    }
}
