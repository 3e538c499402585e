//! What is in every brace of a contract: a key, a colon, and a value.

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream, TokenTree};

use super::Docs;
use super::show::shown;
use crate::errors::At;

/// One `key: value`, with the doc comments above it.
pub(crate) struct Entry {
    pub(crate) docs: Docs,
    pub(crate) key: Key,
    pub(crate) value: Value,
    /// Whether its colon is there. Where it is not, which has been reported, it may not be meant as an entry at all.
    pub(crate) has_colon: bool,
}

/// What stands before the colon.
#[derive(Clone)]
pub(crate) enum Key {
    Name(Ident),
    Literal(Literal),
}

impl Key {
    pub(crate) fn at(&self) -> At {
        match self {
            Self::Name(name) => name.into(),
            Self::Literal(literal) => literal.span().into(),
        }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Literal(literal) => literal.fmt(f),
        }
    }
}

/// What stands after the colon. One that is empty has been reported, or its key is to be.
#[derive(Clone)]
pub(crate) struct Value {
    pub(crate) tokens: Vec<TokenTree>,
}

impl Value {
    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub(crate) fn at(&self) -> At {
        let span = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
        At::between(span(self.tokens.first()), span(self.tokens.last()))
    }

    pub(crate) fn stream(&self) -> TokenStream {
        self.tokens.iter().cloned().collect()
    }

    /// As a message shows it.
    pub(crate) fn shown(&self) -> String {
        shown(&self.tokens)
    }

    /// The brace, where the value is one and nothing else.
    pub(crate) fn brace(&self) -> Option<&Group> {
        match self.tokens.as_slice() {
            [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => Some(group),
            _ => None,
        }
    }

    pub(crate) fn literal(&self) -> Option<&Literal> {
        match self.tokens.as_slice() {
            [TokenTree::Literal(literal)] => Some(literal),
            _ => None,
        }
    }
}
