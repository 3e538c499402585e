//! Reads sets, which stand among the entries of a contract: `events OrderUpdate { … }`, `responses RateLimited { … }`.
//!
//! They have no colon, so they are taken out before the entries around them are cut.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::Type;

use super::docs::Docs;
use super::entries::ungrouped;
use super::show::token_shown;
use super::signs::{is_punct, no_comma_before};
use super::{Answer, Contract, Events, Response, Schema, Set, SetContent, Slot, fields, responses};
use crate::errors::{At, Errors};
use crate::words::closest;

/// What a set may hold.
const KINDS: [&str; 2] = ["events", "responses"];

/// Takes the sets out of a contract's brace. What is left are entries.
pub(super) fn take(inside: TokenStream, errors: &mut Errors) -> (Vec<Set>, TokenStream) {
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

/// Recognises `200: OrderUpdate` and `429: RateLimited` as the sets that they name, which is reported.
pub(super) fn recognise(contract: &mut Contract, errors: &mut Errors) {
    let Contract { sets, routes, .. } = contract;
    for route in routes {
        let Slot::Given(_, written) = &mut route.responses else { continue };
        let mut taken = Vec::new();
        written.responses.retain_mut(|response| {
            let Some((set, at)) = set_named(sets, response) else { return true };
            route.readable = false;
            let name = &set.name;
            let (what, help) = match set.content {
                SetContent::Events(_) => ("events", format!("{}: events {name}", response.status)),
                SetContent::Responses(_) => ("responses", format!("..{name}")),
            };
            errors.report(at, format!("`{name}` is a set of {what}, not a type"), format!("write `{help}`"));
            if matches!(set.content, SetContent::Responses(_)) {
                taken.push(name.clone());
                return false;
            }
            response.answer = Answer::Events(at, Events::Set(name.clone()));
            true
        });
        written.sets.extend(taken);
    }
}

/// The set that an answer names as if it were a type.
fn set_named<'a>(sets: &'a [Set], response: &Response) -> Option<(&'a Set, At)> {
    let Answer::Schema(Schema::Type(ty)) = &response.answer else { return None };
    let Type::Path(path) = &**ty else { return None };
    let set = sets.iter().find(|set| path.path.is_ident(&set.name))?;
    Some((set, At::all(ty)))
}

/// Where a set begins.
struct Begun {
    /// The word that says what it is a set of, as it is written.
    word: Ident,
    /// What it says, or is meant to.
    kind: &'static str,
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
        let known = KINDS.into_iter().find(|kind| word == kind);
        let is_set = match (self.tokens.get(at + 1), self.tokens.get(at + 2)) {
            // Nothing else looks like this.
            (Some(TokenTree::Ident(name)), Some(TokenTree::Group(group))) if known.is_none() => {
                is_type_like(name) && is_brace(group)
            }
            // `events orders: { … }` is a route that is only just being typed, before another route.
            (Some(TokenTree::Ident(name)), next) => {
                known.is_some() && (!is_punct(next, ':') || is_type_like(name))
            }
            (Some(TokenTree::Group(group)), _) => known.is_some() && is_brace(group) && !is_route(group),
            _ => false,
        };
        if !is_set {
            return None;
        }
        let kind = known.or_else(|| closest(&word.to_string(), &KINDS))?;
        Some(Begun { word: word.clone(), kind, at })
    }

    /// Reads a set, and the comma after it.
    fn set(&mut self, begun: &Begun) -> Option<Set> {
        if self.left.last().is_some_and(|before| !is_punct(Some(before), ',')) {
            no_comma_before(At::from(&begun.word), &begun.word.to_string(), self.errors);
            self.left.push(Punct::new(',', Spacing::Alone).into());
        }
        let docs = self.docs(begun.at);
        let Begun { word, kind, .. } = begun;
        if word != kind {
            let problem = format!("a set is one of `events` or of `responses`: found `{word}`");
            self.errors.report(word, problem, format!("did you mean `{kind}`?"));
        }
        self.next = begun.at + 1;
        let name = self.name(word, kind);
        let brace = self.brace(word, kind, name.as_ref());
        self.comma();
        let content = if *kind == "events" {
            SetContent::Events(brace.map(|brace| responses::read_events(&brace, self.errors)))
        } else {
            SetContent::Responses(brace.map(|brace| responses::read_brace(&brace, false, self.errors)))
        };
        Some(Set { docs, name: name?, content })
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

    fn name(&mut self, word: &Ident, kind: &str) -> Option<Ident> {
        if let Some(TokenTree::Ident(name)) = self.tokens.get(self.next).cloned() {
            self.next += 1;
            return Some(fields::not_a_keyword(&name, self.errors));
        }
        let example = if kind == "events" {
            "write `events OrderUpdate { name: Payload, … }`"
        } else {
            "write `responses RateLimited { 429: Type, … }`"
        };
        self.errors.report(word, format!("a set of {word} without a name"), example);
        None
    }

    /// The brace of a set, also after a sign that has no place there, which is reported.
    fn brace(&mut self, word: &Ident, kind: &str, name: Option<&Ident>) -> Option<Group> {
        let shown = name.map_or_else(|| kind.to_owned(), |name| format!("{kind} {name}"));
        let inside = if kind == "events" { "name: Payload" } else { "429: Type" };
        let help = format!("write `{shown} {{ {inside}, … }}`");
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
        match self.tokens.get(self.next) {
            Some(token) if is_punct(Some(token), ',') => self.next += 1,
            Some(token) => no_comma_before(At::all(token), &token_shown(token), self.errors),
            None => {}
        }
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
