//! The rules of what routes say themselves or have from what they stand in.

use std::rc::Rc;

use syn::{Expr, ExprLit, Lit};

use crate::ast::{self, stream_shown};
use crate::errors::{At, Errors};
use crate::model::Inherited;

/// What was written of routes as a whole.
pub(super) fn check(written: &ast::Inherited, errors: &mut Errors) -> Inherited {
    let mistakes_before = errors.count();
    let tags = written.tags.given();
    if let Some(tags) = tags {
        tags_are_texts(tags, errors);
        tags_are_there_once(tags, errors);
    }
    // Of what is wrong by itself the compiler would say so once more.
    let tags = tags.filter(|_| errors.count() == mistakes_before);
    let mistakes_before = errors.count();
    let ways = written.security.given();
    for way in ways.into_iter().flatten() {
        way_is_no_bare_word(way, errors);
    }
    let ways = ways.filter(|_| errors.count() == mistakes_before);
    Inherited {
        tags: tags.cloned().map(Rc::new),
        security: ways.cloned().map(Rc::new),
        metadata: written.metadata.given().cloned().map(Rc::new),
    }
}

/// A tag is text.
fn tags_are_texts(tags: &[Expr], errors: &mut Errors) {
    for tag in tags {
        let problem = match tag {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) if text.value().trim().is_empty() => {
                "a tag without a letter says nothing".to_owned()
            }
            Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) => continue,
            Expr::Lit(literal) => format!("a tag is text: found `{}`", shown(literal)),
            _ => continue,
        };
        errors.report(
            At::all(tag),
            problem,
            "write it in double quotes, or the name of a `&'static str` constant",
        );
    }
}

/// A tag is there once.
fn tags_are_there_once(tags: &[Expr], errors: &mut Errors) {
    for (index, tag) in tags.iter().enumerate() {
        if tags.iter().take(index).any(|other| shown(other) == shown(tag)) {
            errors.report(At::all(tag), format!("`{}` is there twice", shown(tag)), "remove one of the two");
        }
    }
}

/// A way to be let in is a value, and not the word for one.
fn way_is_no_bare_word(way: &Expr, errors: &mut Errors) {
    let word = match way {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => text.value(),
        Expr::Lit(literal) => shown(literal),
        // A constant is in capitals.
        Expr::Path(path) => match path.path.get_ident().map(ToString::to_string) {
            Some(word) if word.starts_with(char::is_lowercase) => word,
            _ => return,
        },
        _ => return,
    };
    let write = match word.to_ascii_lowercase().as_str() {
        "basic" => "Security::basic()",
        "cookie" | "session" => "Security::cookie(\"session\")",
        "api_key" | "apikey" | "header" => "Security::header(\"x-api-key\")",
        _ => "Security::bearer()",
    };
    errors.report(
        At::all(way),
        format!("`{}` is no way to be let in", shown(way)),
        format!("write a value of `contract_runtime::Security`, such as `{write}`"),
    );
}

fn shown(expression: &impl quote::ToTokens) -> String {
    stream_shown(&expression.to_token_stream())
}
