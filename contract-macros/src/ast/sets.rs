//! Reads sets, which stand among the entries of a contract: `events OrderUpdate { … }`.
//!
//! They have no colon, so they are taken out before the entries around them are cut.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::Type;

use super::docs::Docs;
use super::entries::ungrouped;
use super::show::token_shown;
use super::{Answer, Contract, EventSet, Events, Schema, Slot, fields, responses};
use crate::errors::{At, Errors};

/// Takes the sets out of a contract's brace. What is left are entries.
pub(super) fn take(inside: TokenStream, errors: &mut Errors) -> (Vec<EventSet>, TokenStream) {
    let mut taker = Taker { tokens: ungrouped(inside), next: 0, left: Vec::new(), errors };
    let mut sets = Vec::new();
    while let Some(token) = taker.tokens.get(taker.next).cloned() {
        if let Some(begun) = taker.begun_set() {
            sets.extend(taker.set(&begun));
        } else {
            taker.left.push(token);
            taker.next += 1;
        }
    }
    (sets, taker.left.into_iter().collect())
}

/// Recognises `200: OrderUpdate` as the set that it names, which is reported.
pub(super) fn recognise(contract: &mut Contract, errors: &mut Errors) {
    let Contract { sets, routes, .. } = contract;
    for route in routes {
        let Slot::Given(_, responses) = &mut route.responses else { continue };
        for response in &mut responses.responses {
            let Answer::Schema(Schema::Type(ty)) = &response.answer else { continue };
            let Type::Path(path) = &**ty else { continue };
            let Some(set) = sets.iter().find(|set| path.path.is_ident(&set.name)) else { continue };
            let at = At::all(ty);
            errors.report(
                at,
                format!("`{}` is a set of events, not a type", set.name),
                format!("write `{}: events {}`", response.status, set.name),
            );
            response.answer = Answer::Events(at, Events::Set(set.name.clone()));
            route.readable = false;
        }
    }
}

/// Where a set begins.
struct Begun {
    /// The word that says what it is a set of.
    word: Ident,
    /// The index of the word. What stands between the taker and it are doc comments.
    at: usize,
}

struct Taker<'a> {
    tokens: Vec<TokenTree>,
    next: usize,
    left: Vec<TokenTree>,
    errors: &'a mut Errors,
}

impl Taker<'_> {
    /// The set that begins here, if one does.
    fn begun_set(&self) -> Option<Begun> {
        // After a colon or within a path the word is part of a value.
        if matches!(self.left.last(), Some(TokenTree::Punct(punct)) if punct.as_char() != ',') {
            return None;
        }
        let mut at = self.next;
        while is_punct(self.tokens.get(at), '#')
            && matches!(self.tokens.get(at + 1), Some(TokenTree::Group(_)))
        {
            at += 2;
        }
        let Some(TokenTree::Ident(word)) = self.tokens.get(at) else { return None };
        let is_set = word == "events"
            && match self.tokens.get(at + 1) {
                // `events orders: { … }` is a route that is only just being typed, before another route.
                Some(TokenTree::Ident(name)) => !is_punct(self.tokens.get(at + 2), ':') || is_type_like(name),
                Some(TokenTree::Group(group)) => is_brace(group) && !is_route(group),
                _ => false,
            };
        is_set.then(|| Begun { word: word.clone(), at })
    }

    /// Reads a set, and the comma after it.
    fn set(&mut self, begun: &Begun) -> Option<EventSet> {
        if self.left.last().is_some_and(|before| !is_punct(Some(before), ',')) {
            self.no_comma_before(&begun.word.clone().into());
            self.left.push(Punct::new(',', Spacing::Alone).into());
        }
        let docs = self.docs(begun.at);
        let word = &begun.word;
        self.next = begun.at + 1;
        let name = self.name(word);
        let brace = self.brace(word, name.as_ref());
        self.comma();
        let events = brace.map(|brace| responses::read_events(&brace, self.errors));
        Some(EventSet { docs, name: name?, events })
    }

    fn docs(&mut self, until: usize) -> Docs {
        let mut docs = Docs::default();
        for index in (self.next..until).step_by(2) {
            if let Some(TokenTree::Group(attribute)) = self.tokens.get(index + 1) {
                docs.push(self.tokens.get(index).cloned(), attribute, self.errors);
            }
        }
        docs
    }

    fn name(&mut self, word: &Ident) -> Option<Ident> {
        if let Some(TokenTree::Ident(name)) = self.tokens.get(self.next).cloned() {
            self.next += 1;
            return Some(fields::not_a_keyword(&name, self.errors));
        }
        self.errors.report(
            word,
            format!("a set of {word} without a name"),
            "write `events OrderUpdate { name: Payload, … }`",
        );
        None
    }

    /// The brace of a set, also after a sign that has no place there, which is reported.
    fn brace(&mut self, word: &Ident, name: Option<&Ident>) -> Option<Group> {
        let shown = name.map_or_else(|| word.to_string(), |name| format!("{word} {name}"));
        let help = format!("write `{shown} {{ name: Payload, … }}`");
        if let Some(TokenTree::Punct(sign)) = self.tokens.get(self.next)
            && matches!(sign.as_char(), ':' | '=')
            && matches!(self.tokens.get(self.next + 1), Some(TokenTree::Group(_)))
        {
            let problem = format!("`{shown}` is followed by `{sign}`");
            self.errors.report(sign.span(), problem, help.clone());
            self.next += 1;
        }
        if let Some(TokenTree::Group(group)) = self.tokens.get(self.next).cloned()
            && is_brace(&group)
        {
            self.next += 1;
            return Some(group);
        }
        let at = name.map_or_else(|| At::from(word), |name| At::between(word.span(), name.span()));
        self.errors.report(at, format!("`{shown}` has no brace"), help);
        None
    }

    fn comma(&mut self) {
        match self.tokens.get(self.next).cloned() {
            Some(TokenTree::Punct(comma)) if comma.as_char() == ',' => self.next += 1,
            Some(token) => self.no_comma_before(&token),
            None => {}
        }
    }

    fn no_comma_before(&mut self, token: &TokenTree) {
        self.errors.report(
            At::all(token),
            format!("expected `,` before `{}`", token_shown(token)),
            "put a comma between the two",
        );
    }
}

/// Whether a name is spelled as that of a type, which no route's is.
fn is_type_like(name: &Ident) -> bool {
    name.to_string().starts_with(char::is_uppercase)
}

fn is_brace(group: &Group) -> bool {
    group.delimiter() == Delimiter::Brace
}

/// Whether a brace is that of a route, whose colon is missing.
fn is_route(group: &Group) -> bool {
    let mut inside = group.stream().into_iter();
    inside.any(|token| matches!(&token, TokenTree::Ident(key) if key == "method" || key == "path"))
}

fn is_punct(token: Option<&TokenTree>, expected: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == expected)
}
