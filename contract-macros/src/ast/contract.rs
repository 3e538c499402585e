//! Reads a contract: its own keys, its routes, and what it mounts.

use proc_macro2::{Ident, TokenStream};
use syn::Path;
use syn::parse::Parser;

use super::entries::{self, Entry, Key, Value};
use super::head::Head;
use super::{Contract, Slot, fields, groups, mounts, responses, route, sets, typescript, unraw, values};
use crate::errors::{At, Errors};
use crate::words::{closest, snake_case};

/// What a route looks like, for messages.
pub(super) const ROUTE: &str = "{ method: GET, path: \"/\", responses: { … } }";
const KEYS: [&str; 4] = ["crate", "path_prefix", "path_params", "common_responses"];

/// The keys of contracts and groups that take a brace.
const BRACED: [&str; 2] = ["path_params", "common_responses"];

/// Reads a contract. Nothing comes back where not even its name is there.
pub(crate) fn parse(input: &TokenStream, errors: &mut Errors) -> Option<Contract> {
    if typescript::refuse_router(input, errors) {
        return None;
    }
    let mut head = Head::parse(input, errors)?;
    let name = head.name(errors)?;
    let inside = head.body(&name, errors)?;
    let (sets, inside) = sets::take(inside.stream(), errors);

    let mut contract = Contract {
        docs: head.docs,
        visibility: head.visibility,
        name,
        runtime: Slot::Absent,
        path_prefix: Slot::Absent,
        path_params: Slot::Absent,
        common_responses: Slot::Absent,
        sets,
        groups: Vec::new(),
        routes: Vec::new(),
        mounts: Vec::new(),
    };
    for entry in entries::cut(inside, ROUTE, errors) {
        contract.read(entry, errors);
    }
    sets::recognise(&mut contract, errors);
    Some(contract)
}

impl Contract {
    /// Reads one entry of the contract's brace: one of its own keys, a route, or a mount.
    fn read(&mut self, entry: Entry, errors: &mut Errors) {
        let mistakes_before = errors.count();
        let Some(name) = route_name(&entry.key, errors) else { return };
        let is_brace = entry.value.brace().is_some();
        let is_mount = !KEYS.contains(&unraw(&name).as_str()) && mounts::is_meant(&entry.value);
        let key = if is_mount { None } else { self.key_meant(&name, &entry.value, errors) };
        match key {
            Some(key) => self.read_key(key, &name, &entry, errors),
            None if is_brace || entry.value.is_empty() => {
                self.read_named(entry, &name, None, mistakes_before, errors);
            }
            None if is_mount || mounts::is_nearly_meant(&entry.value) => {
                self.read_mount(entry, &name, None, errors);
            }
            None if entry.has_colon => refuse_unknown(&name, errors),
            None => {}
        }
    }

    /// Reads a route, or a group and everything in it, which stands in `group`.
    pub(super) fn read_named(
        &mut self,
        entry: Entry,
        name: &Ident,
        group: Option<usize>,
        mistakes_before: usize,
        errors: &mut Errors,
    ) {
        let name = fields::not_a_keyword(name, errors);
        if entry.value.brace().is_some_and(groups::is_group) {
            groups::read(&entry, name, group, self, errors);
        } else {
            let mut route = route::read(entry, name, group, errors);
            route.readable &= errors.count() == mistakes_before;
            self.routes.push(route);
        }
    }

    /// Reads a mount, which stands in `group`.
    pub(super) fn read_mount(
        &mut self,
        entry: Entry,
        name: &Ident,
        group: Option<usize>,
        errors: &mut Errors,
    ) {
        let name = fields::not_a_keyword(name, errors);
        self.mounts.push(mounts::read(entry, name, group, errors));
    }

    /// Which key of a contract `name` is, if any; one that is only meant is reported.
    fn key_meant(&self, name: &Ident, value: &Value, errors: &mut Errors) -> Option<&'static str> {
        key_among(&KEYS, |key| self.lacks(key), name, value, errors)
    }

    fn lacks(&self, key: &str) -> bool {
        match key {
            "crate" => self.runtime.is_absent(),
            "path_prefix" => self.path_prefix.is_absent(),
            "path_params" => self.path_params.is_absent(),
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
        if value.brace().is_some_and(|brace| !BRACED.contains(&key) || groups::says_method(brace)) {
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
            "path_params" => self.path_params = fields::read_path_params(at, value, errors),
            _ => self.common_responses = values::slot(at, responses::read(value, "common_responses", errors)),
        }
    }
}

/// Which of `keys` a name is, if any; one that is only meant, and not there yet, is reported.
pub(super) fn key_among(
    keys: &[&'static str],
    lacks: impl Fn(&str) -> bool,
    name: &Ident,
    value: &Value,
    errors: &mut Errors,
) -> Option<&'static str> {
    let text = unraw(name);
    if let Some(key) = keys.iter().find(|key| **key == text) {
        return Some(key);
    }
    let near = match value.brace() {
        // A route may well have a name that is close to a key.
        Some(brace) if groups::is_route_or_group(brace) => {
            keys.iter().find(|key| **key == snake_case(&text)).copied()
        }
        Some(_) => closest(&text, &BRACED),
        None => closest(&text, keys),
    };
    let key = near.filter(|key| lacks(key))?;
    errors.report(name, format!("unknown key `{text}`"), format!("did you mean `{key}`?"));
    Some(key)
}

/// Reads the name of an entry, also one in quotes, which is reported.
pub(super) fn route_name(key: &Key, errors: &mut Errors) -> Option<Ident> {
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

/// Reports an entry that is neither a key of a contract, nor a route, nor a mount.
fn refuse_unknown(name: &Ident, errors: &mut Errors) {
    errors.report(
        name,
        format!("unknown key `{name}`"),
        format!(
            "a contract has: {}, its routes, `name: {ROUTE}`, \
             and the contracts that it mounts, `name: path::Contract`",
            KEYS.join(", ")
        ),
    );
}
