//! Where generated code stands: what the compiler says of it is told there.

use proc_macro2::{Group, Span, TokenStream, TokenTree};

/// A span at the place of `span` for code that the user did not write: lints and suggestions keep off it.
pub(super) fn generated_at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// Tokens as if they stood at the place of `span`, with the names that they mean where they were written.
pub(super) fn at(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = |mut token: TokenTree| {
        token = match token {
            TokenTree::Group(group) => {
                TokenTree::Group(Group::new(group.delimiter(), at(group.stream(), span)))
            }
            other => other,
        };
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.into_iter().map(moved).collect()
}
