//! Reads a contract: its own keys, its routes, and what it mounts.

use proc_macro2::{Ident, TokenStream};
use syn::Path;
use syn::parse::Parser;

use super::entries::{self, Entry, Value};
use super::head::Head;
use super::named::{
    ROUTE, is_misspelt, is_nameable, is_named_like_key, is_route_named, key_among, refuse_misspelt_alone,
    route_name,
};
use super::{
    Contract, Keys, Shared, Slot, generated, keys, misplaced, mounts, renames, sets, shapes, typescript,
    unraw, values,
};
use crate::errors::{At, Errors};
use crate::words::{closest, snake_case};

pub(super) const KEYS: [&str; 13] = [
    "crate",
    "version",
    "path_prefix",
    "path_params",
    "headers",
    "common_responses",
    "tags",
    "security",
    "metadata",
    "derive",
    "type_prefix",
    "channel_prefix",
    "rename_all",
];

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
        version: Slot::Absent,
        derive: Slot::Absent,
        type_prefix: Slot::Absent,
        channel_prefix: Slot::Absent,
        rename_all: Slot::Absent,
        shared: Shared::default(),
        sets,
        groups: Vec::new(),
        routes: Vec::new(),
        mounts: Vec::new(),
        unclear: Vec::new(),
        keys: Keys::default(),
    };
    for entry in entries::cut_but(inside, &|name| is_misspelt(name, &KEYS), ROUTE, errors) {
        contract.read(entry, errors);
    }
    sets::recognise(&mut contract, errors);
    renames::apply(&mut contract);
    Some(contract)
}

impl Contract {
    /// Reads one entry of the contract's brace: one of its own keys, a route, or a mount.
    fn read(&mut self, mut entry: Entry, errors: &mut Errors) {
        let mistakes_before = errors.count();
        typescript::unwrap_call(&entry.key, &mut entry.value, errors);
        let Some(name) = route_name(&entry.key, errors) else { return };
        if misplaced::repair(&name, &mut entry, &KEYS, errors) {
            return;
        }
        let is_brace = entry.value.brace().is_some();
        let text = unraw(&name);
        // Of the contract's keys this one has a value that looks like a mount.
        let is_key = KEYS.contains(&text.as_str()) || closest(&text, &["type_prefix"]).is_some();
        let is_mount = !is_key && mounts::is_meant(&entry.value) && is_nameable(&entry, &name);
        let is_name = is_mount || is_named_like_key(&name, &entry.value);
        let is_named = is_name || entry.value.brace().is_some_and(shapes::is_route_or_group);
        if !is_named {
            self.keys.of_contract.extend(keys::name(&entry, &[]));
        }
        let key = if is_name { None } else { self.key_meant(&name, &entry.value, errors) };
        if key.is_none() {
            refuse_misspelt_alone(&name, &entry.value, &KEYS, errors);
        }
        match key {
            Some(key) => self.read_key(key, &name, &entry, errors),
            None if (is_brace && !is_mount) || entry.value.is_empty() => {
                self.read_named(entry, &name, None, mistakes_before, errors);
            }
            None if is_mount || (entry.has_colon && mounts::is_nearly_meant(&entry.value)) => {
                self.read_mount(entry, &name, None, errors);
            }
            None if entry.has_colon => {
                refuse_unknown(&name, errors);
                self.keep_name(entry, name, None, errors);
            }
            None => self.keep_name(entry, name, None, errors),
        }
    }

    /// Which key of a contract `name` is, if any; one that is only meant is reported.
    fn key_meant(&self, name: &Ident, value: &Value, errors: &mut Errors) -> Option<&'static str> {
        key_among(&KEYS, |key| self.lacks(key), name, value, errors)
    }

    fn lacks(&self, key: &str) -> bool {
        match key {
            "crate" => self.runtime.is_absent(),
            "version" => self.version.is_absent(),
            "derive" => self.derive.is_absent(),
            "type_prefix" => self.type_prefix.is_absent(),
            "channel_prefix" => self.channel_prefix.is_absent(),
            "rename_all" => self.rename_all.is_absent(),
            _ => self.shared.lacks(key),
        }
    }

    fn read_key(&mut self, key: &'static str, name: &Ident, entry: &Entry, errors: &mut Errors) {
        let at = At::from(name);
        let value = &entry.value;
        if !self.lacks(key) {
            values::refuse_second(at, key, errors);
            return;
        }
        if value.brace().is_some_and(|brace| is_route_named(key, brace)) {
            errors.report(
                at,
                format!("`{key}` is a key of the contract, so no route can have this name"),
                "rename the route",
            );
            return;
        }
        match key {
            "crate" => self.runtime = values::slot(at, runtime(value, errors)),
            "version" => self.version = values::slot(at, values::constant(value, "version", errors)),
            "derive" => self.derive = values::slot(at, generated::derives(value, errors)),
            "type_prefix" => self.type_prefix = values::slot(at, generated::type_prefix(value, errors)),
            "channel_prefix" => {
                self.channel_prefix = values::slot(at, generated::channel_prefix(value, errors));
            }
            "rename_all" => self.rename_all = values::slot(at, renames::read(value, errors)),
            _ => self.shared.read(key, "path_prefix: \"/api\"", at, value, errors),
        }
    }
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
    if snake_case(&unraw(name)) == "strict_status_codes" {
        errors.report(
            name,
            "what is not declared is never answered: there is nothing to be strict about",
            "remove it",
        );
        return;
    }
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
