//! Reads `..RateLimited` among answers: the set that a route takes.
//!
//! As sets themselves, they are taken out before the entries around them are cut.

use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};

use super::entries::ungrouped;
use super::show::token_shown;
use super::signs::{is_punct, no_comma_before};
use crate::errors::{At, Errors};

/// Takes the names of sets out of a brace of answers. What is left are entries.
pub(super) fn take(inside: TokenStream, errors: &mut Errors) -> (Vec<Ident>, TokenStream) {
    let tokens = ungrouped(inside);
    let (mut sets, mut left, mut next) = (Vec::new(), Vec::<TokenTree>::new(), 0);
    while let Some(token) = tokens.get(next) {
        if let Some(docs) = docs_before_dots(&tokens, next) {
            errors.report(
                At::between(token.span(), span_of(&tokens, next + docs - 1)),
                "a set that is taken has no documentation here",
                "put the doc comment above the set itself, or use `//`",
            );
            next += docs;
            continue;
        }
        // After a colon or within a path dots are part of a value, which can say better what is wrong with them.
        let begins = !matches!(left.last(), Some(TokenTree::Punct(punct)) if punct.as_char() != ',');
        let dots = tokens.iter().skip(next).take_while(|token| is_punct(Some(token), '.')).count();
        if !begins || dots < 2 {
            left.push(token.clone());
            next += 1;
            continue;
        }
        let at = At::between(token.span(), span_of(&tokens, next + dots - 1));
        if left.last().is_some_and(|before| !is_punct(Some(before), ',')) {
            no_comma_before(at, "..", errors);
            left.push(Punct::new(',', Spacing::Alone).into());
        }
        let name = tokens.get(next + dots);
        sets.extend(set(at, dots, name, errors));
        next += dots + usize::from(matches!(name, Some(TokenTree::Ident(_))));
        match tokens.get(next) {
            Some(after) if is_punct(Some(after), ',') => next += 1,
            // Without a name, which was reported, whatever follows is no part of this.
            Some(after) if matches!(name, Some(TokenTree::Ident(_))) => {
                no_comma_before(At::all(after), &token_shown(after), errors);
            }
            _ => {}
        }
    }
    (sets, left.into_iter().collect())
}

/// How many tokens of doc comments stand here before the dots of a set, if it is those that they stand before.
fn docs_before_dots(tokens: &[TokenTree], next: usize) -> Option<usize> {
    let mut after = next;
    while is_punct(tokens.get(after), '#') && matches!(tokens.get(after + 1), Some(TokenTree::Group(_))) {
        after += 2;
    }
    let is_before_dots = is_punct(tokens.get(after), '.') && is_punct(tokens.get(after + 1), '.');
    (after > next && is_before_dots).then_some(after - next)
}

fn span_of(tokens: &[TokenTree], index: usize) -> proc_macro2::Span {
    tokens.get(index).map_or_else(proc_macro2::Span::call_site, TokenTree::span)
}

/// The name after the dots, which are two.
fn set(at: At, dots: usize, name: Option<&TokenTree>, errors: &mut Errors) -> Option<Ident> {
    let Some(TokenTree::Ident(name)) = name else {
        errors.report(at, "`..` is followed by the name of a set", "write `..RateLimited`");
        return None;
    };
    if dots > 2 {
        errors.report(at, "a set is taken with two dots, not three", format!("write `..{name}`"));
    }
    Some(name.clone())
}
