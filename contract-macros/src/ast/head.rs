//! Reads what stands around a contract's brace: `/// docs  pub trait Name { … }`.

use std::iter::Peekable;
use std::vec;

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Visibility};

use super::show::token_shown;
use super::{Docs, entries};
use crate::errors::{At, Errors};

const SHAPE: &str = "pub trait Name { route: { method: GET, path: \"/\", responses: { … } }, … }";

/// What stands before the brace.
pub(super) struct Head {
    pub(super) docs: Docs,
    pub(super) visibility: Visibility,
    rest: Peekable<vec::IntoIter<TokenTree>>,
}

impl Head {
    pub(super) fn parse(input: &TokenStream, errors: &mut Errors) -> Option<Self> {
        if input.is_empty() {
            errors.report(Span::call_site(), "there is no contract here", format!("write `{SHAPE}`"));
            return None;
        }
        let parts = |input: ParseStream<'_>| {
            let attributes = input.call(Attribute::parse_outer)?;
            let visibility = input.parse::<Visibility>()?;
            Ok((attributes, visibility, input.parse::<TokenStream>()?))
        };
        match parts.parse2(input.clone()) {
            Ok((attributes, visibility, rest)) => {
                let mut docs = Docs::default();
                for attribute in &attributes {
                    docs.push_attribute(attribute, errors);
                }
                Some(Self { docs, visibility, rest: entries::ungrouped(rest).into_iter().peekable() })
            }
            Err(error) => {
                errors.report(error.span(), "this is not a contract", format!("write `{SHAPE}`"));
                None
            }
        }
    }

    /// Reads `trait Name`.
    pub(super) fn name(&mut self, errors: &mut Errors) -> Option<Ident> {
        let keyword = self.keyword(errors)?;
        let help = format!("write `{SHAPE}`");
        match self.rest.next() {
            Some(TokenTree::Ident(name)) if syn::parse_str::<Ident>(&name.to_string()).is_ok() => Some(name),
            Some(token) => {
                let problem = format!("expected the contract's name, found `{}`", token_shown(&token));
                errors.report(At::all(&token), problem, help);
                None
            }
            None => {
                errors.report(&keyword, "the contract has no name", help);
                None
            }
        }
    }

    /// Reads `trait`, or a word that was written in its place or before it, which is reported.
    fn keyword(&mut self, errors: &mut Errors) -> Option<Ident> {
        let help = format!("write `{SHAPE}`");
        let word = match self.rest.next() {
            Some(TokenTree::Ident(word)) => word,
            Some(token) => {
                let problem = format!("expected `trait`, found `{}`", token_shown(&token));
                errors.report(At::all(&token), problem, help);
                return None;
            }
            None => {
                errors.report(At::all(&self.visibility), "there is no contract here", help);
                return None;
            }
        };
        if word == "trait" {
            return Some(word);
        }
        match self.rest.peek() {
            Some(TokenTree::Ident(next)) if next == "trait" => {
                errors.report(&word, format!("a contract is not `{word}`"), "write `trait` alone");
                self.rest.next();
                Some(word)
            }
            Some(TokenTree::Ident(name)) => {
                let help = format!("write `trait {name} {{ … }}`");
                errors.report(&word, format!("a contract is a trait, not `{word}`"), help);
                Some(word)
            }
            _ => {
                errors.report(&word, format!("expected `trait`, found `{word}`"), help);
                None
            }
        }
    }

    /// Finds the brace. What a trait may have between its name and its brace, a contract may not.
    pub(super) fn body(&mut self, name: &Ident, errors: &mut Errors) -> Option<Group> {
        let mut between = Vec::new();
        let body = loop {
            match self.rest.next() {
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => break group,
                Some(token) => between.push(token),
                None => {
                    errors.report(
                        name,
                        format!("`{name}` has no routes"),
                        format!("write `trait {name} {{ … }}`"),
                    );
                    return None;
                }
            }
        };
        refuse_between(name, &between, errors);
        let after: TokenStream = self.rest.by_ref().collect();
        if !after.is_empty() {
            errors.report(
                At::all(&after),
                "a call of `contract!` holds one contract",
                "give each contract a call of its own",
            );
        }
        Some(body)
    }
}

fn refuse_between(name: &Ident, between: &[TokenTree], errors: &mut Errors) {
    let Some(first) = between.first() else { return };
    let all: TokenStream = between.iter().cloned().collect();
    let (what, reason) = match token_shown(first).as_str() {
        "<" => ("generic parameters", "its types go over the wire, so that both ends must know them"),
        ":" => ("supertraits", "what an implementation needs to be is its own affair"),
        "where" => ("`where` clause", "its types go over the wire, so that both ends must know them"),
        _ => {
            errors.report(
                At::all(first),
                format!("unexpected `{}` after the contract's name", token_shown(first)),
                format!("write `trait {name} {{ … }}`"),
            );
            return;
        }
    };
    errors.report(
        At::all(&all),
        format!("a contract has no {what}: {reason}"),
        format!("write `trait {name} {{ … }}`"),
    );
}
