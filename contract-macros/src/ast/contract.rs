//! Reads `pub trait Name { … }` and the keys inside.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Path, Visibility};

use super::entries::{self, Entry, Key, Value};
use super::show::token_shown;
use super::{Contract, Docs, Slot, fields, responses, route, typescript, unraw, values};
use crate::errors::{At, Errors};
use crate::words::{closest, snake_case};

const SHAPE: &str = "pub trait Name { route: { method: GET, path: \"/\", responses: { … } }, … }";
const ROUTE: &str = "{ method: GET, path: \"/\", responses: { … } }";
const KEYS: [&str; 3] = ["crate", "path_prefix", "common_responses"];

/// Reads a contract. Nothing comes back where not even its name is there.
pub(crate) fn parse(input: &TokenStream, errors: &mut Errors) -> Option<Contract> {
    if typescript::refuse_router(input, errors) {
        return None;
    }
    let mut head = Head::parse(input, errors)?;
    let name = head.name(errors)?;
    let inside = head.body(&name, errors)?;

    let mut contract = Contract {
        docs: head.docs,
        visibility: head.visibility,
        name,
        runtime: Slot::Absent,
        path_prefix: Slot::Absent,
        common_responses: Slot::Absent,
        routes: Vec::new(),
    };
    for entry in entries::cut(inside.stream(), ROUTE, errors) {
        contract.read(entry, errors);
    }
    Some(contract)
}

/// What stands before the brace.
struct Head {
    docs: Docs,
    visibility: Visibility,
    rest: std::iter::Peekable<std::vec::IntoIter<TokenTree>>,
}

impl Head {
    fn parse(input: &TokenStream, errors: &mut Errors) -> Option<Self> {
        if input.is_empty() {
            errors.report(
                proc_macro2::Span::call_site(),
                "there is no contract here",
                format!("write `{SHAPE}`"),
            );
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
    fn name(&mut self, errors: &mut Errors) -> Option<Ident> {
        let help = format!("write `{SHAPE}`");
        let keyword = self.rest.next();
        match &keyword {
            Some(TokenTree::Ident(ident)) if ident == "trait" => {}
            Some(TokenTree::Ident(ident)) if matches!(self.rest.peek(), Some(TokenTree::Ident(_))) => {
                let name = self.rest.peek().map(token_shown).unwrap_or_default();
                errors.report(
                    ident,
                    format!("a contract is a trait, not `{ident}`"),
                    format!("write `trait {name} {{ … }}`"),
                );
                if let Some(TokenTree::Ident(next)) = self.rest.peek()
                    && next == "trait"
                {
                    self.rest.next();
                }
            }
            Some(token) => {
                errors.report(
                    At::all(token),
                    format!("expected `trait`, found `{}`", token_shown(token)),
                    &help,
                );
                return None;
            }
            None => {
                errors.report(At::all(&self.visibility), "there is no contract here", &help);
                return None;
            }
        }
        match self.rest.next() {
            Some(TokenTree::Ident(name)) if syn::parse_str::<Ident>(&name.to_string()).is_ok() => Some(name),
            Some(token) => {
                errors.report(
                    At::all(&token),
                    format!("expected the contract's name, found `{}`", token_shown(&token)),
                    help,
                );
                None
            }
            None => {
                errors.report(At::all(&keyword), "the contract has no name", help);
                None
            }
        }
    }

    /// Finds the brace. What a trait may have between its name and its brace, a contract may not.
    fn body(&mut self, name: &Ident, errors: &mut Errors) -> Option<Group> {
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

impl Contract {
    /// Reads one entry of the contract's brace: one of its own keys, or a route.
    fn read(&mut self, entry: Entry, errors: &mut Errors) {
        let mistakes_before = errors.count();
        let Some(name) = route_name(&entry.key, errors) else { return };
        let is_brace = entry.value.brace().is_some();
        match self.key_meant(&name, is_brace, errors) {
            Some(key) => self.read_key(key, &name, &entry, errors),
            None if is_brace || entry.value.is_empty() => {
                let name = fields::not_a_keyword(&name, errors);
                let mut route = route::read(entry, name, errors);
                route.readable &= errors.count() == mistakes_before;
                self.routes.push(route);
            }
            None if entry.has_colon => refuse_unknown(&name, &entry.value, errors),
            None => {}
        }
    }

    /// Which key of a contract `name` is, if any; one that is only meant is reported.
    fn key_meant(&self, name: &Ident, is_brace: bool, errors: &mut Errors) -> Option<&'static str> {
        let text = unraw(name);
        if let Some(key) = KEYS.into_iter().find(|key| *key == text) {
            return Some(key);
        }
        let near = if is_brace {
            KEYS.into_iter().find(|key| *key == snake_case(&text))
        } else {
            closest(&text, &KEYS)
        };
        let key = near.filter(|key| self.lacks(key))?;
        errors.report(name, format!("unknown key `{text}`"), format!("did you mean `{key}`?"));
        Some(key)
    }

    fn lacks(&self, key: &str) -> bool {
        match key {
            "crate" => self.runtime.is_absent(),
            "path_prefix" => self.path_prefix.is_absent(),
            _ => self.common_responses.is_absent(),
        }
    }

    fn read_key(&mut self, key: &'static str, name: &Ident, entry: &Entry, errors: &mut Errors) {
        let at = At::from(name);
        let value = &entry.value;
        if !self.lacks(key) {
            values::refuse_second(at, key, errors);
            return;
        }
        if key != "common_responses" && value.brace().is_some() {
            errors.report(
                at,
                format!("`{key}` is a key of the contract, so no route can have this name"),
                "rename the route",
            );
            return;
        }
        match key {
            "crate" => self.runtime = values::slot(at, runtime(value, errors)),
            "path_prefix" => {
                self.path_prefix = values::slot(at, values::text(value, "path_prefix: \"/api\"", errors));
            }
            _ => self.common_responses = values::slot(at, responses::read(value, "common_responses", errors)),
        }
    }
}

/// Reads the name of an entry, also one in quotes, which is reported.
fn route_name(key: &Key, errors: &mut Errors) -> Option<Ident> {
    let literal = match key {
        Key::Name(name) => return Some(name.clone()),
        Key::Literal(literal) => literal,
    };
    let text = values::string(literal).map(|text| snake_case(&text.value())).unwrap_or_default();
    let mut name = syn::parse_str::<Ident>(&text).ok();
    if let Some(name) = &mut name {
        name.set_span(literal.span());
    }
    let written = name.as_ref().map_or("name".to_owned(), ToString::to_string);
    errors.report(
        literal.span(),
        format!("a route's name is an identifier: found `{literal}`"),
        format!("write `{written}: {ROUTE}`"),
    );
    name
}

/// Reads the path of the runtime.
fn runtime(value: &Value, errors: &mut Errors) -> Option<Path> {
    if value.is_empty() {
        return None;
    }
    let path = Path::parse_mod_style.parse2(value.stream()).ok();
    if path.is_none() {
        errors.report(
            value.at(),
            "`crate` takes the path of the runtime, where it is not `::contract_runtime`",
            "write `crate: my_runtime`",
        );
    }
    path
}

/// Reports an entry that is neither a key of a contract nor a route.
fn refuse_unknown(name: &Ident, value: &Value, errors: &mut Errors) {
    let is_path = Path::parse_mod_style.parse2(value.stream()).is_ok();
    if is_path {
        errors.report(
            value.at(),
            format!("`{name}` has no `method`: a route is a brace"),
            format!("write `{name}: {ROUTE}`"),
        );
    } else {
        errors.report(
            name,
            format!("unknown key `{name}`"),
            format!("a contract has: crate, path_prefix, common_responses, and its routes, `name: {ROUTE}`"),
        );
    }
}
