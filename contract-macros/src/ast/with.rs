//! Reads the headers after a body: `Order with { location: String }`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::defaults::Defaults;
use super::entries::Value;
use super::{Headers, fields};
use crate::errors::{At, Errors};

/// Parts a value into what stands before `with`, and the headers after it.
pub(super) fn split(value: &Value, errors: &mut Errors) -> (Value, Option<Headers>) {
    let is_with = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word == "with");
    let place = value.tokens.iter().position(is_with).unwrap_or(value.tokens.len());
    let (before, after) = value.tokens.split_at(place);
    let Some((with, after)) = after.split_first() else {
        return (value.clone(), None);
    };
    let (at, after) = (At::from(with.span()), Value { tokens: after.to_vec() });
    let body = if before.is_empty() { vec![no_body(at, errors)] } else { before.to_vec() };
    (Value { tokens: body }, headers(at, &after, errors))
}

fn headers(at: At, written: &Value, errors: &mut Errors) -> Option<Headers> {
    let Some(inside) = written.brace() else {
        let found = if written.is_empty() { "nothing".to_owned() } else { format!("`{}`", written.shown()) };
        errors.report(
            at,
            format!("`with` takes a brace, found {found}"),
            "write `Type with { location: String }`",
        );
        return None;
    };
    let fields = fields::read_fields(inside, Defaults::RefusedInAnswer, errors);
    if fields.is_empty() {
        errors.report(at, "`with` names no header", "write `with { location: String }`, or remove it");
    }
    Some(Headers { at, fields })
}

/// Reports that nothing stands before `with`, which is taken for `()`.
fn no_body(at: At, errors: &mut Errors) -> TokenTree {
    errors.report(
        at,
        "there is no body before `with`",
        "write `() with { … }` for no body, or the type of the body",
    );
    Group::new(Delimiter::Parenthesis, TokenStream::new()).into()
}
