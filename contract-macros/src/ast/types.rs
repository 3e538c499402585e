//! Reads a type, and says of what is none what to write instead.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{
    AngleBracketedGenericArguments, GenericArgument, PathArguments, PathSegment, Token, Type, TypePath,
};

use super::entries::Value;
use super::show::token_shown;
use super::signs::is_punct;
use super::typescript;
use crate::errors::{At, Errors};
use crate::words::is_keyword;

/// Reads a Rust type that owns its data.
pub(super) fn read(value: &Value, errors: &mut Errors) -> Option<Type> {
    if value.is_empty() {
        return None;
    }
    if let Some(habit) = typescript::type_habit(&value.tokens) {
        errors.report(habit.at, format!("`{}` is not a Rust type", habit.written), habit.help);
        return None;
    }
    if let Some((at, what, help)) = unsized_or_none(&value.tokens).or_else(|| unownable(&value.tokens)) {
        errors.report(at, what, help);
        return None;
    }
    if let Some(ty) = plain(&value.tokens) {
        return Some(ty);
    }
    match with_rest.parse2(in_group(value)) {
        Ok((ty, rest)) => {
            let Some(first) = rest.clone().into_iter().next() else { return Some(ty) };
            errors.report(
                At::all(&rest),
                format!("unexpected `{}` after a type", token_shown(&first)),
                "what follows a type is a comma",
            );
            None
        }
        Err(error) => {
            errors.report(
                error.span(),
                format!("expected a type, found `{}`", value.shown()),
                if holds_fields(value) {
                    "write fields in a brace, `{ name: Type }`"
                } else {
                    "write a Rust type such as `Vec<Order>`, or `()` for nothing"
                },
            );
            None
        }
    }
}

/// Whether a value is fields, in brackets or parentheses.
fn holds_fields(value: &Value) -> bool {
    let [TokenTree::Group(group)] = value.tokens.as_slice() else { return false };
    let inside: Vec<TokenTree> = group.stream().into_iter().collect();
    matches!(inside.get(..2), Some([TokenTree::Ident(_), TokenTree::Punct(colon)]) if colon.as_char() == ':')
}

/// A name, or one around another: `Order`, `Vec<Order>`. Nearly all types are, and syn takes ten times as long to read the same.
fn plain(tokens: &[TokenTree]) -> Option<Type> {
    let (TokenTree::Ident(name), held) = tokens.split_first()? else { return None };
    if is_keyword(&name.to_string()) {
        return None;
    }
    let arguments = match held {
        [] => PathArguments::None,
        [TokenTree::Punct(open), held @ .., TokenTree::Punct(close)]
            if open.as_char() == '<' && close.as_char() == '>' =>
        {
            PathArguments::AngleBracketed(AngleBracketedGenericArguments {
                colon2_token: None,
                lt_token: Token![<](open.span()),
                args: [GenericArgument::Type(plain(held)?)].into_iter().collect(),
                gt_token: Token![>](close.span()),
            })
        }
        _ => return None,
    };
    let path = PathSegment { ident: name.clone(), arguments }.into();
    Some(Type::Path(TypePath { attrs: Vec::new(), qself: None, path }))
}

fn with_rest(input: ParseStream<'_>) -> syn::Result<(Type, TokenStream)> {
    let inside;
    syn::braced!(inside in input);
    Ok((inside.parse()?, inside.parse()?))
}

/// The value in a brace at its last token: where syn finds that something is missing at the end, it points there.
fn in_group(value: &Value) -> TokenStream {
    let mut group = Group::new(Delimiter::Brace, value.stream());
    if let Some(last) = value.tokens.last() {
        group.set_span(last.span());
    }
    TokenTree::from(group).into()
}

/// Finds what no value can be kept as, in a variable or a field.
fn unsized_or_none(tokens: &[TokenTree]) -> Option<(At, &'static str, &'static str)> {
    match tokens {
        [TokenTree::Ident(name)] if name == "str" => {
            Some((name.into(), "`str` is text that somebody else owns", "write `String`"))
        }
        [TokenTree::Punct(never)] if never.as_char() == '!' => {
            Some((never.span().into(), "there is no value of the type `!`", "write `()` for nothing"))
        }
        [TokenTree::Group(list)] if list.delimiter() == Delimiter::Bracket && is_slice(list) => {
            Some((list.span().into(), "a list of any length is a `Vec`", "write `Vec<Type>`"))
        }
        _ => None,
    }
}

/// Whether a list does not say how long it is.
fn is_slice(list: &Group) -> bool {
    let tokens: Vec<TokenTree> = list.stream().into_iter().collect();
    let is = |sign: char| tokens.iter().any(|token| is_punct(Some(token), sign));
    !tokens.is_empty() && !is(';') && syn::parse2::<Type>(list.stream()).is_ok()
}

/// Finds what a type that is sent and received can't be made of.
fn unownable(tokens: &[TokenTree]) -> Option<(At, &'static str, &'static str)> {
    let mut tokens = tokens.iter().peekable();
    while let Some(token) = tokens.next() {
        // What lives for ever may own what was received, as a `Cow<'static, str>` does.
        if matches!(token, TokenTree::Punct(punct) if punct.as_char() == '\'')
            && matches!(tokens.peek(), Some(TokenTree::Ident(name)) if *name == "static")
        {
            continue;
        }
        let found = unownable_at(token);
        if found.is_some() {
            return found;
        }
    }
    None
}

fn unownable_at(token: &TokenTree) -> Option<(At, &'static str, &'static str)> {
    match token {
        TokenTree::Punct(punct) if matches!(punct.as_char(), '&' | '\'') => Some((
            At::from(punct.span()),
            "a type in a contract owns its data, so that it can be received as well as sent",
            "write `String` for `&str`, `Vec<T>` for `&[T]`, `T` for `&T`",
        )),
        TokenTree::Ident(ident) => match ident.to_string().as_str() {
            "impl" | "dyn" => Some((
                ident.into(),
                "a type in a contract is one type, known to both ends",
                "write the name of a struct or an enum",
            )),
            "_" | "Self" => {
                Some((ident.into(), "a type in a contract is written out", "write the name of the type"))
            }
            _ => None,
        },
        TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => {
            unownable(&group.stream().into_iter().collect::<Vec<_>>())
        }
        _ => None,
    }
}
