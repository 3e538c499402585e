//! Recognises what somebody who comes from TypeScript and ts-rest writes out of habit.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
use syn::LitStr;

use super::entries::shown;
use crate::errors::{At, Errors};

/// Refuses `c.router({ … })` and what stands around it.
pub(super) fn refuse_router(input: &TokenStream, errors: &mut Errors) -> bool {
    let tokens: Vec<TokenTree> = input.clone().into_iter().collect();
    let router = tokens.windows(3).find_map(|window| match window {
        [object, dot, call] if is_punct(dot, '.') && shown(call) == "router" => Some((object, call)),
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
    builder_call(tokens).or_else(|| array_suffix(tokens)).or_else(|| union(tokens)).or_else(|| primitive(tokens))
}

/// `z.string().optional()`, `c.type<Order>()`, `c.noBody()`
fn builder_call(tokens: &[TokenTree]) -> Option<Habit> {
    let [object @ TokenTree::Ident(_), dot, TokenTree::Ident(call), ..] = tokens else { return None };
    if !is_punct(dot, '.') {
        return None;
    }
    let calls: Vec<String> = tokens.iter().map(shown).collect();
    let base = match call.to_string().as_str() {
        "string" => "String",
        "number" => "f64",
        "int" | "bigint" => "i64",
        "boolean" => "bool",
        "any" | "unknown" => "serde_json::Value",
        "array" => "Vec<Type>",
        "object" => "{ field: Type }",
        "enum" | "union" | "discriminatedUnion" | "literal" => "the name of an enum of yours",
        "record" | "map" => "HashMap<String, Type>",
        "noBody" | "null" | "undefined" | "void" => "()",
        _ => "a Rust type",
    };
    let optional = calls.iter().any(|call| matches!(call.as_str(), "optional" | "nullable" | "nullish"));
    let plain = base.starts_with(|first: char| first.is_alphabetic()) && !base.contains(' ');
    let help = match (optional, plain) {
        (true, true) => format!("write `Option<{base}>`"),
        (true, false) => "write an `Option` of a Rust type".to_owned(),
        (false, true) => format!("write `{base}`"),
        (false, false) if base.contains(' ') && !base.starts_with('{') => format!("write {base}"),
        (false, false) => format!("write `{base}`"),
    };
    Some(Habit {
        at: At::all(&tokens.iter().cloned().collect::<TokenStream>()),
        written: format!("{}.{call}", shown(object)),
        help,
    })
}

/// `Order[]`
fn array_suffix(tokens: &[TokenTree]) -> Option<Habit> {
    let (TokenTree::Group(last), element) = tokens.split_last()? else { return None };
    let empty = last.delimiter() == Delimiter::Bracket && last.stream().is_empty();
    if !empty || element.is_empty() {
        return None;
    }
    let element_tokens: TokenStream = element.iter().cloned().collect();
    let named = primitive_name(&element_tokens.to_string()).map_or(element_tokens.to_string(), str::to_owned);
    Some(Habit {
        at: At::all(&tokens.iter().cloned().collect::<TokenStream>()),
        written: format!("{element_tokens}[]"),
        help: format!("write `Vec<{named}>`"),
    })
}

/// `Order | undefined`, `"open" | "done"`
fn union(tokens: &[TokenTree]) -> Option<Habit> {
    tokens.iter().find(|token| is_punct(token, '|'))?;
    let all: TokenStream = tokens.iter().cloned().collect();
    let alternatives: Vec<&[TokenTree]> = tokens.split(|token| is_punct(token, '|')).collect();
    let is_absence = |alternative: &[TokenTree]| {
        matches!(alternative, [TokenTree::Ident(ident)] if ident == "null" || ident == "undefined")
    };
    let present: Vec<_> = alternatives.iter().filter(|alternative| !is_absence(alternative)).collect();
    let help = match present.as_slice() {
        [only] if alternatives.len() > 1 => {
            let only = only.iter().cloned().collect::<TokenStream>().to_string();
            format!("write `Option<{}>`", primitive_name(&only).unwrap_or(&only))
        }
        _ => "write the name of an enum of yours".to_owned(),
    };
    Some(Habit { at: At::all(&all), written: all.to_string(), help })
}

/// `string`, also inside: `Vec<string>`
fn primitive(tokens: &[TokenTree]) -> Option<Habit> {
    tokens.iter().enumerate().find_map(|(index, token)| match token {
        TokenTree::Ident(ident) => {
            let rust = primitive_name(&ident.to_string())?;
            let neighbours = [index.checked_sub(1), index.checked_add(1)];
            let in_path = neighbours.into_iter().flatten().filter_map(|at| tokens.get(at)).any(|next| is_punct(next, ':'));
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

fn primitive_name(typescript: &str) -> Option<&'static str> {
    Some(match typescript {
        "string" => "String",
        "number" => "f64`, or an integer type such as `u32",
        "boolean" => "bool",
        "bigint" => "i64",
        "any" | "unknown" => "serde_json::Value",
        "null" | "undefined" | "void" => "()",
        _ => return None,
    })
}

fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

fn is_punct(token: &TokenTree, expected: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == expected)
}
