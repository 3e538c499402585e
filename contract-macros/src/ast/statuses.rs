//! Reads what stands where the number of a status should, `200 OK: Order`, `4..: Problem`: one is one token, and these are several.
//!
//! As sets are, they are taken out before the entries are cut.

use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};

use super::entries::ungrouped;
use super::show::shown;
use super::signs::is_punct;
use crate::errors::{At, Errors};
use crate::names;
use crate::words::upper_camel_case;

/// What stands in the place of a status that was reported, and that nobody knows.
pub(super) const UNKNOWN: &str = "__unknown";

/// Makes one token of every status that is several, which is reported.
pub(super) fn join(inside: TokenStream, errors: &mut Errors) -> TokenStream {
    let tokens = ungrouped(inside);
    let mut joined = Vec::with_capacity(tokens.len());
    for entry in tokens.split_inclusive(|token| is_punct(Some(token), ',')) {
        let docs = entry.iter().take_while(|token| is_doc(token)).count();
        let (docs, rest) = entry.split_at(docs);
        let Some((key, value)) = key_of_many(rest) else {
            joined.extend_from_slice(entry);
            continue;
        };
        let (first, last) = (key.first().map(TokenTree::span), key.last().map(TokenTree::span));
        let first = first.unwrap_or_else(Span::call_site);
        let meant = meant(key);
        let help = match meant {
            Some(status) => format!("write `{status}`"),
            None if key.iter().any(
                |token| matches!(token, TokenTree::Punct(sign) if ['.', '|'].contains(&sign.as_char())),
            ) =>
            {
                "write each status by itself, `400: Type, 404: Type`".to_owned()
            }
            None => "write the number of a status, such as `200`".to_owned(),
        };
        let at = At::between(first, last.unwrap_or(first));
        errors.report(at, format!("`{}` is not a status", shown(key)), help);
        joined.extend_from_slice(docs);
        joined.push(match meant {
            Some(status) => spanned(Literal::u16_unsuffixed(status).into(), first),
            None => Ident::new(UNKNOWN, first).into(),
        });
        joined.extend_from_slice(value);
    }
    joined.into_iter().collect()
}

fn is_doc(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(group) => group.delimiter() == proc_macro2::Delimiter::Bracket,
        _ => false,
    }
}

/// What stands before the colon of an entry, where that is several tokens, and all that follows.
fn key_of_many(entry: &[TokenTree]) -> Option<(&[TokenTree], &[TokenTree])> {
    let is_colon = |index: usize| is_punct(entry.get(index), ':');
    let is_alone = |index: &usize| {
        is_colon(*index) && !is_colon(index + 1) && !index.checked_sub(1).is_some_and(is_colon)
    };
    let colon = (0..entry.len()).find(is_alone)?;
    let (key, value) = entry.split_at(colon);
    let is_one = match key {
        // The comma or the value between two answers is missing; the dots of a set; an answer without a colon.
        [_] | [TokenTree::Literal(_), TokenTree::Literal(_)] => true,
        [first, ..] if is_punct(Some(first), '.') || is_punct(Some(first), '-') => true,
        _ => key.iter().any(|token| {
            matches!(token, TokenTree::Group(_)) || is_punct(Some(token), '=') && !is_range(key)
        }),
    };
    (!is_one && !key.is_empty()).then_some((key, value))
}

/// Whether dots are in it: an equals sign is then the end of a range.
fn is_range(key: &[TokenTree]) -> bool {
    key.iter().any(|token| is_punct(Some(token), '.'))
}

/// The status that is meant: the number that comes first, `200 OK`, or the one that has a name, `StatusCode::NOT_FOUND`.
fn meant(key: &[TokenTree]) -> Option<u16> {
    match key {
        [TokenTree::Literal(number), TokenTree::Ident(_), ..] => number.to_string().parse().ok(),
        [TokenTree::Ident(_), .., TokenTree::Ident(name)] => {
            let name = upper_camel_case(&name.to_string());
            (200..600).find(|status| names::variant(*status) == name)
        }
        _ => None,
    }
}

fn spanned(mut token: TokenTree, span: Span) -> TokenTree {
    token.set_span(span);
    token
}
