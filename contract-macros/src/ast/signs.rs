//! The signs between what is taken out of a brace before its entries are cut.

use proc_macro2::TokenTree;

use crate::errors::{At, Errors};

/// Whether there is a token, and it is this sign.
pub(super) fn is_punct(token: Option<&TokenTree>, expected: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == expected)
}

/// Reports that a comma is missing before what is `shown`.
pub(super) fn no_comma_before(at: At, shown: &str, errors: &mut Errors) {
    errors.report(at, format!("expected `,` before `{shown}`"), "put a comma between the two");
}
