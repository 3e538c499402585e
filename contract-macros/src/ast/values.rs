//! Reads the values that are one token or one expression.

use proc_macro2::Literal;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::entries::Value;
use super::{Method, Slot, typescript};
use crate::errors::{At, Errors};

/// What a key's slot holds once its value has been read.
pub(super) fn slot<T>(key: At, value: Option<T>) -> Slot<T> {
    value.map_or(Slot::Unreadable, |value| Slot::Given(key, value))
}

/// Reports a key that was there before.
pub(super) fn refuse_second(at: At, key: &str, errors: &mut Errors) {
    errors.report(at, format!("`{key}` is there twice"), "remove one of the two");
}

/// Reads a method: `GET`.
pub(super) fn method(value: &Value, errors: &mut Errors) -> Option<(Method, At)> {
    if value.is_empty() {
        return None;
    }
    let written = value.shown();
    let (_, name) = written.rsplit_once("::").unwrap_or(("", &written));
    let bare = name.trim_matches(['"', '\'']).to_ascii_uppercase();
    let known = Method::ALL.into_iter().find(|method| method.name() == bare);
    match known {
        Some(method) if method.name() == written => {}
        // The lexer has complained of `'GET'` already.
        Some(_) if value.literal().is_some_and(typescript::is_refused_by_the_lexer) => {}
        Some(method) if name.len() < written.len() => errors.report(
            value.at(),
            format!("a method is written by its name alone: found `{written}`"),
            format!("write `method: {}`", method.name()),
        ),
        Some(method) => errors.report(
            value.at(),
            format!("a method is written in capitals, without quotes: found `{written}`"),
            format!("write `method: {}`", method.name()),
        ),
        None => {
            let all = Method::ALL.map(Method::name).join(", ");
            errors.report(
                value.at(),
                format!("unknown method `{written}`"),
                format!("the methods are {all}"),
            );
        }
    }
    known.map(|method| (method, value.at()))
}

/// Reads a string literal; `example` is the whole entry as it should be.
pub(super) fn text(value: &Value, example: &str, errors: &mut Errors) -> Option<LitStr> {
    if value.is_empty() {
        return None;
    }
    match value.literal() {
        Some(literal) if typescript::is_refused_by_the_lexer(literal) => typescript::unquoted(literal),
        Some(literal) => string(literal).or_else(|| {
            errors.report(
                value.at(),
                format!("expected text in double quotes, found `{literal}`"),
                format!("write `{example}`"),
            );
            None
        }),
        None => {
            errors.report(
                value.at(),
                format!("expected text in double quotes, found `{}`", value.shown()),
                format!("write `{example}`"),
            );
            None
        }
    }
}

/// The literal as a string, where it is one.
pub(super) fn string(literal: &Literal) -> Option<LitStr> {
    match Lit::new(literal.clone()) {
        Lit::Str(text) => Some(text),
        _ => None,
    }
}

/// Reads an expression that gives constant text.
pub(super) fn constant(value: &Value, key: &str, errors: &mut Errors) -> Option<Expr> {
    if value.is_empty() {
        return None;
    }
    if let Some(literal) = value.literal().filter(|literal| typescript::is_refused_by_the_lexer(literal)) {
        let lit = Lit::Str(typescript::unquoted(literal)?);
        return Some(Expr::Lit(ExprLit { attrs: Vec::new(), lit }));
    }
    match syn::parse2::<Expr>(value.stream()) {
        Ok(Expr::Lit(ExprLit { lit, .. })) if !matches!(lit, Lit::Str(_)) => {}
        Ok(expression) => return Some(expression),
        Err(_) => {}
    }
    errors.report(
        value.at(),
        format!("`{key}` is text: found `{}`", value.shown()),
        format!("write `{key}: \"…\"`, or the name of a `&'static str` constant"),
    );
    None
}

/// Reads `true` or `false`.
pub(super) fn flag(value: &Value, key: &str, errors: &mut Errors) -> Option<bool> {
    if value.is_empty() {
        return None;
    }
    let written = value.shown();
    let read = match written.as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    if read.is_none() {
        let problem = format!("`{key}` is `true` or `false`: found `{written}`");
        errors.report(value.at(), problem, format!("write `{key}: true`"));
    }
    read
}

/// Reads an expression that gives a constant number.
pub(super) fn count(value: &Value, key: &str, errors: &mut Errors) -> Option<Expr> {
    if value.is_empty() {
        return None;
    }
    match syn::parse2::<Expr>(value.stream()) {
        Ok(Expr::Lit(ExprLit { lit, .. })) if !matches!(lit, Lit::Int(_)) => {}
        Ok(expression) => return Some(expression),
        Err(_) => {}
    }
    errors.report(
        value.at(),
        format!("`{key}` is a number of bytes: found `{}`", value.shown()),
        format!("write `{key}: 10_485_760`, or the name of a `usize` constant"),
    );
    None
}
