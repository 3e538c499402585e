//! Reads the media type before a body: `"text/csv" => String`.

use proc_macro2::TokenTree;
use syn::LitStr;

use super::entries::Value;
use super::{typescript, values};
use crate::errors::{At, Errors};

/// Parts a value into its media type, if it begins with one, and what is of that type.
pub(super) fn split(value: &Value, errors: &mut Errors) -> (Option<LitStr>, Value) {
    let Some((TokenTree::Literal(first), rest)) = value.tokens.split_first() else {
        return (None, value.clone());
    };
    let media = values::string(first).or_else(|| typescript::unquoted(first));
    // One word in quotes by itself is a type that somebody has put in quotes.
    let Some(media) = media.filter(|media| !rest.is_empty() || media.value().contains('/')) else {
        return (None, value.clone());
    };
    let body = match rest {
        [TokenTree::Punct(equals), TokenTree::Punct(greater), body @ ..]
            if equals.as_char() == '=' && greater.as_char() == '>' =>
        {
            body
        }
        // Whatever stands there may be meant as an arrow, and what follows is no type.
        _ => {
            let at = rest.first().map_or(first.span(), TokenTree::span);
            refuse(at.into(), "a media type is followed by `=>` and the type of the body", &media, errors);
            return (Some(media), Value { tokens: Vec::new() });
        }
    };
    if body.is_empty() {
        refuse(At::all(&value.stream()), "there is no type after the media type", &media, errors);
    }
    (Some(media), Value { tokens: body.to_vec() })
}

fn refuse(at: At, problem: &str, media: &LitStr, errors: &mut Errors) {
    errors.report(at, problem, format!("write `\"{}\" => String`", media.value()));
}
