//! The rules about what routes of one contract may not share: names, and the requests that they answer.

use std::collections::HashMap;

use proc_macro2::Ident;

use super::groups;
use super::paths;
use super::type_names::{types_of, types_of_contract, types_of_set, types_of_shared};
use crate::ast::{self, Slot, unraw};
use crate::errors::Errors;
use crate::model::{
    Answer, Content, Contract, Events, Group, Kind, ResponseSet, Route, RoutePath, Soundness,
};
use crate::names::{common_body, configuring, group_error};

/// No two routes have one name. Which of the routes that were written are left is what comes back.
pub(super) fn routes_are_named_once<'a>(
    written: &'a ast::Contract,
    errors: &mut Errors,
) -> Vec<&'a ast::Route> {
    let mut seen: Vec<String> = Vec::new();
    let mut kept = Vec::new();
    for route in &written.routes {
        let (name, _) = groups::full_name(&route.name, route.group, &written.groups);
        let name = unraw(&name);
        if seen.contains(&name) {
            errors.report(&route.name, format!("there are two routes `{name}`"), "rename one of the two");
        } else {
            seen.push(name);
            kept.push(route);
        }
    }
    kept
}

/// No stream or mount is named like the publisher's method that configures another stream.
pub(super) fn configuring_is_free(contract: &Contract, errors: &mut Errors) {
    let streams = || contract.routes.iter().filter(|route| route.is_stream()).map(|route| &route.name);
    let mounts = contract.mounts.iter().filter(|mount| mount.has_method).map(|mount| &mount.name);
    for name in streams().chain(mounts) {
        if let Some(configured) = streams().find(|stream| configuring(stream) == *name) {
            errors.report(
                name,
                format!("`{name}` is taken: it sets the options of the channels of `{configured}`"),
                "choose another name",
            );
        }
    }
}

/// No two types of a contract get one name.
pub(super) fn types_are_named_once(contract: &mut Contract, errors: &mut Errors) {
    // As nearly always, which is seen faster than whose names they are.
    if are_all_different(all_types(contract)) {
        return;
    }
    let mut seen = Seen::default();
    seen.add(types_of_contract(contract));
    seen.add(common_types(contract));
    errors_of_groups_are_named_once(contract, &mut seen, errors);
    errors_of_sets_are_named_once(contract, &mut seen, errors);
    sets_are_named_once(contract, &mut seen, errors);
    for route in &mut contract.routes {
        let types = types_of(&contract.type_prefix, route);
        if refuse_clash(&types, &seen, errors) {
            route.soundness = Soundness::Unnamed(free_names(&types, &seen));
        }
        seen.add(types);
    }
}

/// The names of all types that a contract makes, each with what that is.
fn all_types(contract: &Contract) -> Vec<(Ident, String)> {
    let prefix = &contract.type_prefix;
    let mut types = types_of_contract(contract);
    types.extend(common_types(contract));
    types.extend(
        contract.groups.iter().filter(|group| group.has_error).map(|group| group_type(prefix, group)),
    );
    types.extend(contract.sets.responses.iter().filter(|set| set.has_error).map(set_type));
    types.extend(contract.sets.events.iter().flat_map(types_of_set));
    for origin in contract.shared_origins() {
        types.extend(types_of_shared(contract, &origin));
    }
    types.extend(contract.routes.iter().flat_map(|route| types_of(prefix, route)));
    types
}

fn are_all_different(types: Vec<(Ident, String)>) -> bool {
    let mut names: Vec<String> = types.into_iter().map(|(name, _)| name.to_string()).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| !matches!(pair, [one, other] if one == other))
}

/// The names of types that something has already, each with what that is.
#[derive(Default)]
struct Seen(HashMap<String, String>);

impl Seen {
    fn add(&mut self, types: impl IntoIterator<Item = (Ident, String)>) {
        for (name, what) in types {
            self.0.entry(name.to_string()).or_insert(what);
        }
    }
}

/// A group's error is a type too.
fn errors_of_groups_are_named_once(contract: &mut Contract, seen: &mut Seen, errors: &mut Errors) {
    let prefix = &contract.type_prefix;
    for group in contract.groups.iter_mut().filter(|group| group.has_error) {
        let types = [group_type(prefix, group)];
        group.has_error = !refuse_clash(&types, seen, errors);
        seen.add(types);
    }
}

/// So is that of a set of answers, by the set's own name.
fn errors_of_sets_are_named_once(contract: &mut Contract, seen: &mut Seen, errors: &mut Errors) {
    for set in contract.sets.responses.iter_mut().filter(|set| set.has_error) {
        let types = [set_type(set)];
        set.has_error = !refuse_clash(&types, seen, errors);
        seen.add(types);
    }
}

fn group_type(prefix: &str, group: &Group) -> (Ident, String) {
    (group_error(prefix, &group.name), format!("the error of the group `{}`", group.name))
}

fn set_type(set: &ResponseSet) -> (Ident, String) {
    (set.name.clone(), format!("the set `{}`", set.name))
}

/// Sets of events are types too. Of one whose name is taken there can't be a type, so nothing is known of the routes that take it.
fn sets_are_named_once(contract: &mut Contract, seen: &mut Seen, errors: &mut Errors) {
    contract.sets.events.retain(|set| {
        let types = types_of_set(set);
        let is_free = !refuse_clash(&types, seen, errors);
        if is_free {
            seen.add(types);
        } else {
            let takes = |route: &&mut Route| matches!(&route.kind, Kind::Stream(Events::Set(name)) if *name == set.name);
            for route in contract.routes.iter_mut().filter(takes) {
                route.kind = Kind::Stream(Events::Unknown);
                route.soundness = Soundness::Broken;
            }
        }
        is_free
    });
    for origin in contract.shared_origins() {
        let types = types_of_shared(contract, &origin);
        if refuse_clash(&types, seen, errors) {
            let is_of_it = |answer: &&mut Answer| answer.origin == origin;
            contract.all_answers().filter(is_of_it).for_each(|answer| answer.content = Content::Unknown);
        } else {
            seen.add(types);
        }
    }
}

/// Reports the first of `types` whose name is among `seen`, or before it among `types`; says whether there was one.
fn refuse_clash(types: &[(Ident, String)], seen: &Seen, errors: &mut Errors) -> bool {
    let mut before: HashMap<String, &String> = HashMap::new();
    let clash = types.iter().find_map(|(name, what)| {
        let text = name.to_string();
        let other = seen.0.get(&text).or(before.get(&text).copied());
        let clash = other.map(|other| (name, what, other));
        before.insert(text, what);
        clash
    });
    let Some((name, what, other)) = clash else { return false };
    errors.report(name, format!("{what} and {other} would both be `{name}`"), "rename one of the two");
    true
}

fn common_types(contract: &Contract) -> Vec<(Ident, String)> {
    let objects = contract.common.iter().filter(|answer| matches!(answer.content, Content::Fields(_)));
    let named = |answer: &Answer| {
        (
            common_body(&contract.type_prefix, answer.status),
            format!("the {} body of all routes", answer.status),
        )
    };
    objects.map(named).collect()
}

/// The names among those of `types` that nothing else has, each once.
fn free_names(types: &[(Ident, String)], seen: &Seen) -> Vec<Ident> {
    let mut free: Vec<Ident> = Vec::new();
    for (name, _) in types {
        if !free.contains(name) && !seen.0.contains_key(&name.to_string()) {
            free.push(name.clone());
        }
    }
    free
}

/// No two routes answer one request.
pub(super) fn requests_are_answered_once(written: &[&ast::Route], routes: &mut [Route], errors: &mut Errors) {
    for index in 1..routes.len() {
        let (before, rest) = routes.split_at_mut(index);
        let (Some(route), Some(written)) = (rest.first_mut(), written.get(index)) else { continue };
        let (Some(method), Slot::Given(_, literal)) = (route.method, &written.path) else { continue };
        let mut others = before.iter().filter(|other| other.method == Some(method));
        let clash = others.find_map(|other| Some((other, shared_path(other, route)?)));
        let Some((other, shared)) = clash else { continue };
        let left_out = [other, route].into_iter().find(|route| route.path.as_ref() != Some(&shared));
        let help = match left_out.and_then(Route::optional_param) {
            Some(param) => {
                format!("give this route another path or method, or make `{}` no `Option`", param.wire)
            }
            None => "give this route another path or method".to_owned(),
        };
        errors.report(
            literal.span(),
            format!("`{}` answers `{} {shared}` already", other.name, method.name()),
            help,
        );
        route.leave_unserved();
    }
}

/// The path at which both routes are served. Two that end in parameters which may be left out have the whole path in common,
/// or else two names for one place.
fn shared_path(other: &Route, route: &Route) -> Option<RoutePath> {
    let (theirs, own) = (other.path.as_ref()?, route.path.as_ref()?);
    let short_own = route.short_path().filter(|short| short == theirs);
    let short_theirs = other.short_path().filter(|short| short == own);
    (theirs == own).then(|| own.clone()).or(short_own).or(short_theirs)
}

/// No place in the paths has two names. Of the routes that disagree about one, the fewer are told.
pub(super) fn places_are_named_once(written: &[&ast::Route], routes: &mut [Route], errors: &mut Errors) {
    let paths: Vec<(Ident, RoutePath)> =
        routes.iter().filter_map(|route| Some((route.name.clone(), route.path.clone()?))).collect();
    for (route, written) in routes.iter_mut().zip(written) {
        let (Some(path), Slot::Given(_, literal)) = (&route.path, &written.path) else { continue };
        let Some((mine, usual, other)) = paths::odd_name(path, &paths) else { continue };
        errors.report(
            literal.span(),
            format!("the same place in the path is `{{{mine}}}` here and `{{{usual}}}` in `{other}`"),
            format!("write `{{{usual}}}` here too"),
        );
        route.leave_unserved();
    }
}
