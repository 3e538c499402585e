//! Reads a type, and says of what is none what to write instead.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::Type;
use syn::parse::{ParseStream, Parser};

use super::entries::{Value, shown};
use super::typescript;
use crate::errors::{At, Errors};

/// Reads a Rust type that owns its data.
pub(super) fn read(value: &Value, errors: &mut Errors) -> Option<Type> {
    if value.is_empty() {
        return None;
    }
    if let Some(habit) = typescript::type_habit(&value.tokens) {
        errors.report(habit.at, format!("`{}` is not a Rust type", habit.written), habit.help);
        return None;
    }
    if let Some((at, what, help)) = unownable(&value.tokens) {
        errors.report(at, what, help);
        return None;
    }
    let with_rest = |input: ParseStream<'_>| Ok((input.parse::<Type>()?, input.parse::<TokenStream>()?));
    match with_rest.parse2(value.stream()) {
        Ok((ty, rest)) if rest.is_empty() => Some(ty),
        Ok((_, rest)) => {
            let first = rest.clone().into_iter().next();
            let first = first.as_ref().map(shown).unwrap_or_default();
            errors.report(
                At::all(&rest),
                format!("unexpected `{first}` after a type"),
                "entries are separated by commas",
            );
            None
        }
        Err(error) => {
            refuse(value, &error, errors);
            None
        }
    }
}

fn refuse(value: &Value, error: &syn::Error, errors: &mut Errors) {
    // syn has no token to point at where the type ends too early.
    let ends_early = error.to_string().starts_with("unexpected end of input");
    let at = if ends_early { value.at() } else { error.span().into() };
    let problem = if ends_early {
        format!("`{}` is not a whole type", value.stream())
    } else {
        format!("expected a type, found `{}`", value.stream())
    };
    errors.report(at, problem, "write a Rust type such as `Vec<Order>`, or `()` for nothing");
}

/// Finds what a type that is sent and received can't be made of.
fn unownable(tokens: &[TokenTree]) -> Option<(At, &'static str, &'static str)> {
    let mut tokens = tokens.iter();
    tokens.find_map(|token| match token {
        TokenTree::Punct(punct) if matches!(punct.as_char(), '&' | '\'') => Some((
            At::from(punct.span()),
            "a type in a contract owns its data, so that it can be received as well as sent",
            "write `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`",
        )),
        TokenTree::Ident(ident) if ident == "impl" || ident == "dyn" => Some((
            ident.into(),
            "a type in a contract is one type, known to both ends",
            "write the name of a struct or an enum",
        )),
        TokenTree::Ident(ident) if ident == "_" || ident == "Self" => Some((
            ident.into(),
            "a type in a contract is written out",
            "write the name of the type",
        )),
        TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => {
            unownable(&group.stream().into_iter().collect::<Vec<_>>())
        }
        _ => None,
    })
}
