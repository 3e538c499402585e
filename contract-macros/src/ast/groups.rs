//! Reads groups, `users: { path_prefix: "/users", list: { … } }`: routers inside a contract, to any depth.

use proc_macro2::{Ident, TokenTree};

use super::entries::{self, Entry, Value};
use super::named::{self, ROUTE};
use super::shapes::{GROUP_KEYS, is_group, is_route_or_group};
use super::{
    Contract, Group, Shared, Unclear, keys, misplaced, mounts, route, sets, typescript, unraw, values,
};
use crate::errors::{At, Errors};

impl Contract {
    /// Reads a route, or a group and everything in it, which stands in `group`.
    pub(super) fn read_named(
        &mut self,
        entry: Entry,
        name: &Ident,
        group: Option<usize>,
        mistakes_before: usize,
        errors: &mut Errors,
    ) {
        let written = unraw(name);
        let name = named::usable(name, errors);
        if entry.value.brace().is_some_and(is_group) {
            read(&entry, name, group, self, errors);
        } else {
            if entry.value.is_empty() {
                self.unclear.push(Unclear { name: name.clone(), group });
            }
            // The compiler may have complained of the name instead.
            let is_called_so = unraw(&name) == written;
            let mut route = route::read(entry, name, group, &mut self.keys, errors);
            route.readable &= is_called_so && errors.count() == mistakes_before;
            self.routes.push(route);
        }
    }

    /// Keeps the name of an entry of which nothing else was understood, as it does that of one which is only just being typed: who
    /// has implemented a route or a mount of this name is told of the entry alone.
    pub(super) fn keep_name(
        &mut self,
        mut entry: Entry,
        name: Ident,
        group: Option<usize>,
        errors: &mut Errors,
    ) {
        let name = match entry.value.tokens.first() {
            Some(TokenTree::Ident(function)) if name == "fn" => function.clone(),
            _ => name,
        };
        let is_taken = |other: &Ident| *other == name;
        let mut others = self.routes.iter().map(|route| &route.name);
        let is_free = !others.any(is_taken) && !self.mounts.iter().any(|mount| is_taken(&mount.name));
        if is_free && named::is_plain(&name) {
            entry.value.tokens.clear();
            let mistakes_before = errors.count();
            self.read_named(entry, &name, group, mistakes_before, errors);
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
        let name = named::usable(name, errors);
        self.mounts.push(mounts::read(entry, name, group, errors));
    }
}

/// Reads a group, with the routes and groups in it, into the contract.
fn read(entry: &Entry, name: Ident, parent: Option<usize>, contract: &mut Contract, errors: &mut Errors) {
    let Some(brace) = entry.value.brace() else { return };
    let (found, inside) = sets::take(brace.stream(), errors);
    contract.sets.extend(found);
    let index = contract.groups.len();
    contract.groups.push(Group { name, parent, shared: Shared::default() });
    let is_misspelt = |name: &str| named::is_misspelt(name, &GROUP_KEYS);
    for mut entry in entries::cut_but(inside, &is_misspelt, ROUTE, errors) {
        let mistakes_before = errors.count();
        typescript::unwrap_call(&entry.key, &mut entry.value, errors);
        let Some(name) = named::route_name(&entry.key, errors) else { continue };
        if misplaced::repair(&name, &mut entry, &GROUP_KEYS, errors) {
            continue;
        }
        let is_brace = entry.value.brace().is_some();
        let is_mount = !GROUP_KEYS.contains(&unraw(&name).as_str())
            && mounts::is_meant(&entry.value)
            && named::is_nameable(&entry, &name);
        let is_key = !is_mount && !named::is_named_like_key(&name, &entry.value);
        let is_named = !is_key || entry.value.brace().is_some_and(is_route_or_group);
        if !is_named {
            contract.keys.of_groups.extend(keys::name(&entry, &GROUP_KEYS));
        }
        let group = contract.groups.get(index).filter(|_| is_key);
        let key = group.and_then(|group| group.key_meant(&name, &entry.value, errors));
        if key.is_none() {
            named::refuse_misspelt_alone(&name, &entry.value, &GROUP_KEYS, errors);
        }
        match (key, contract.groups.get_mut(index)) {
            _ if name == "crate" => refuse_unknown(&name, errors),
            (Some(key), Some(group)) => group.read_key(key, &name, &entry, errors),
            _ if (is_brace && !is_mount) || entry.value.is_empty() => {
                contract.read_named(entry, &name, Some(index), mistakes_before, errors);
            }
            _ if is_mount || (entry.has_colon && mounts::is_nearly_meant(&entry.value)) => {
                contract.read_mount(entry, &name, Some(index), errors);
            }
            _ if entry.has_colon => {
                refuse_unknown(&name, errors);
                contract.keep_name(entry, name, Some(index), errors);
            }
            _ => contract.keep_name(entry, name, Some(index), errors),
        }
    }
}

impl Group {
    /// Which key of a group `name` is, if any; one that is only meant is reported.
    fn key_meant(&self, name: &Ident, value: &Value, errors: &mut Errors) -> Option<&'static str> {
        named::key_among(&GROUP_KEYS, |key| self.shared.lacks(key), name, value, errors)
    }

    fn read_key(&mut self, key: &'static str, name: &Ident, entry: &Entry, errors: &mut Errors) {
        let (at, value) = (At::from(name), &entry.value);
        if !self.shared.lacks(key) {
            values::refuse_second(at, key, errors);
            return;
        }
        if value.brace().is_some_and(|brace| named::is_route_named(key, brace)) {
            errors.report(
                at,
                format!("`{key}` is a key of the group, so no route can have this name"),
                "rename the route",
            );
            return;
        }
        self.shared.read(key, "path_prefix: \"/users\"", at, value, errors);
    }
}

/// Reports an entry that is neither a key of a group nor a route.
fn refuse_unknown(name: &Ident, errors: &mut Errors) {
    let text = unraw(name);
    let of_contract = ["crate", "version", "derive", "type_prefix", "channel_prefix", "rename_all"];
    let is_contract_s = of_contract.contains(&text.as_str());
    let (problem, help) = if is_contract_s {
        (
            format!("`{text}` is a key of the contract, not of a group in it"),
            "move it out of the group".to_owned(),
        )
    } else {
        (
            format!("unknown key `{text}`"),
            format!(
                "a group has: {}, its routes, `name: {}`, and what it mounts, `name: path::Contract`",
                GROUP_KEYS.join(", "),
                ROUTE
            ),
        )
    };
    errors.report(name, problem, help);
}
