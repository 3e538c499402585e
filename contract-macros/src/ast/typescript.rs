//! Recognises what somebody who comes from TypeScript and ts-rest writes out of habit.

use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use syn::LitStr;

use super::entries::{Key, Value};
use super::show::{shown, stream_shown, token_shown};
use super::signs::is_punct;
use super::zod::{Chain, inside, primitive_name};
use crate::errors::{At, Errors};
use crate::words::snake_case;

/// Refuses `c.router({ … })` and what stands around it.
pub(super) fn refuse_router(input: &TokenStream, errors: &mut Errors) -> bool {
    let tokens: Vec<TokenTree> = input.clone().into_iter().collect();
    let router = tokens.windows(3).find_map(|window| match window {
        [object, dot, call] if is_punct(Some(dot), '.') && token_shown(call) == "router" => {
            Some((object, call))
        }
        _ => None,
    });
    let Some((object, call)) = router else { return false };
    errors.report(
        At::between(object.span(), call.span()),
        "a contract is a trait here, not a call of `router`",
        "write `pub trait Name { … }` around the routes",
    );
    true
}

/// Takes the brace out of `c.query({ … })`, `c.mutation({ … })` and `c.router({ … })`, which are reported.
pub(super) fn unwrap_call(key: &Key, value: &mut Value, errors: &mut Errors) {
    let [TokenTree::Ident(object), dot, TokenTree::Ident(call), TokenTree::Group(arguments)] =
        value.tokens.as_slice()
    else {
        return;
    };
    let what = match call.to_string().as_str() {
        "query" | "mutation" => "a route",
        "router" => "a group of routes",
        _ => return,
    };
    let brace = inside(arguments).into_iter().next();
    let Some(brace @ TokenTree::Group(_)) = brace.filter(|_| is_punct(Some(dot), '.')) else { return };
    errors.report(
        At::between(object.span(), call.span()),
        format!("{what} is a brace here, not a call of `{object}.{call}`"),
        format!("write `{}: {{ … }}`", snake_case(&key.to_string())),
    );
    value.tokens = vec![brace];
}

/// Whether the compiler's lexer has complained of a literal: it takes `'text'` for a character that is too long.
pub(super) fn is_refused_by_the_lexer(literal: &Literal) -> bool {
    let text = literal.to_string();
    let inside = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\''));
    inside.is_some_and(|inside| !inside.starts_with('\\') && inside.chars().count() != 1)
}

/// What `'text'` would be in double quotes.
pub(super) fn unquoted(literal: &Literal) -> Option<LitStr> {
    let text = literal.to_string();
    let inside = text.strip_prefix('\'')?.strip_suffix('\'')?;
    Some(LitStr::new(inside, literal.span()))
}

/// A type as TypeScript or zod would have it: where, what it was, and what to write.
pub(super) struct Habit {
    pub(super) at: At,
    pub(super) written: String,
    pub(super) help: String,
}

/// Finds TypeScript in the tokens of a type.
pub(super) fn type_habit(tokens: &[TokenTree]) -> Option<Habit> {
    builder_call(tokens)
        .or_else(|| array_suffix(tokens))
        .or_else(|| union(tokens))
        .or_else(|| primitive(tokens))
}

/// Whether the tokens of a type say that there is nothing: `c.noBody()`, `undefined`.
pub(super) fn is_nothing(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Ident(word)] => primitive_name(&word.to_string()) == Some("()"),
        [TokenTree::Ident(_), dot, TokenTree::Ident(call), TokenTree::Group(_)] => {
            is_punct(Some(dot), '.')
                && matches!(call.to_string().as_str(), "noBody" | "null" | "undefined" | "void")
        }
        _ => false,
    }
}

/// `z.string().optional()`, `c.type<Order>()`, `c.noBody()`
fn builder_call(tokens: &[TokenTree]) -> Option<Habit> {
    let chain = Chain::read(tokens)?;
    let at = At::all(&tokens.iter().cloned().collect::<TokenStream>());
    Some(Habit { at, written: chain.shown(), help: chain.help() })
}

/// `Order[]`
fn array_suffix(tokens: &[TokenTree]) -> Option<Habit> {
    let (TokenTree::Group(last), element) = tokens.split_last()? else { return None };
    let empty = last.delimiter() == Delimiter::Bracket && last.stream().is_empty();
    if !empty || element.is_empty() {
        return None;
    }
    let element = shown(element);
    let named = primitive_name(&element).unwrap_or(&element);
    Some(Habit {
        at: At::all(&tokens.iter().cloned().collect::<TokenStream>()),
        written: format!("{element}[]"),
        help: format!("write `Vec<{named}>`"),
    })
}

/// `Order | undefined`, `"open" | "done"`
fn union(tokens: &[TokenTree]) -> Option<Habit> {
    tokens.iter().find(|token| is_punct(Some(token), '|'))?;
    let all: TokenStream = tokens.iter().cloned().collect();
    let alternatives: Vec<&[TokenTree]> = tokens.split(|token| is_punct(Some(token), '|')).collect();
    let is_absence = |alternative: &[TokenTree]| matches!(alternative, [TokenTree::Ident(ident)] if ident == "null" || ident == "undefined");
    let present: Vec<_> = alternatives.iter().filter(|alternative| !is_absence(alternative)).collect();
    let help = match present.as_slice() {
        [only] if alternatives.len() > 1 => {
            let only = shown(only);
            format!("write `Option<{}>`", primitive_name(&only).unwrap_or(&only))
        }
        _ => "write the name of an enum of yours".to_owned(),
    };
    Some(Habit { at: At::all(&all), written: stream_shown(&all), help })
}

/// `string`, also inside: `Vec<string>`
fn primitive(tokens: &[TokenTree]) -> Option<Habit> {
    tokens.iter().enumerate().find_map(|(index, token)| match token {
        TokenTree::Ident(ident) => {
            let rust = primitive_name(&ident.to_string())?;
            let neighbours = [index.checked_sub(1), index.checked_add(1)];
            let in_path = neighbours
                .into_iter()
                .flatten()
                .filter_map(|at| tokens.get(at))
                .any(|next| is_punct(Some(next), ':'));
            (!in_path).then(|| Habit {
                at: ident.into(),
                written: ident.to_string(),
                help: format!("write `{rust}`"),
            })
        }
        TokenTree::Group(group) => primitive(&inside(group)),
        _ => None,
    })
}
