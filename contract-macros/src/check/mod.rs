//! Holds what was written against the rules of the language, one function a rule, and makes what was meant of it.
//!
//! Every mistake is reported, and none hides another: what can't be understood is unknown in the model, and rules
//! about it are left alone.

mod derives;
mod fields;
mod groups;
mod headers;
mod inherited;
mod media;
mod mounts;
mod multipart;
mod names;
mod operations;
mod paths;
mod prefixes;
mod responses;
mod route;
mod sets;
mod streams;
mod taken;
#[cfg(test)]
mod tests;
mod type_names;

use syn::Path;

use crate::ast::{self, Slot, unraw};
use crate::errors::Errors;
use crate::model::{Contract, Origin, Route};
use groups::Given;
use prefixes::Prefix;

/// Makes a contract of what was written.
pub(crate) fn check(written: &ast::Contract, errors: &mut Errors) -> Contract {
    let shared = &written.shared;
    let prefix = prefixes::check(&shared.path_prefix, &shared.path_params, &Prefix::none(), errors);
    let sets = sets::check(&written.sets, errors);
    let common = responses::common(&shared.common_responses, &Origin::Contract, &sets, errors);
    let root = Given {
        prefix,
        answers: common,
        headers: headers::common(&shared.headers, errors),
        inherited: inherited::check(&shared.inherited, errors),
    };
    let groups = groups::given(written, &root, &sets, errors);
    let routes = names::routes_are_named_once(written, errors);
    let given = |group: Option<usize>| {
        let group = group.and_then(|group| groups.get(group));
        group.map_or(&root, |(given, _)| given)
    };
    let type_prefix = written.type_prefix.given().cloned().unwrap_or_else(|| unraw(&written.name));
    let common = |route: &ast::Route| route::Common {
        type_prefix: &type_prefix,
        given: given(route.group),
        groups: &written.groups,
        sets: &sets,
    };
    let checked: Vec<Route> =
        routes.iter().map(|route| route::check(route, &common(route), errors)).collect();
    let mounts = mounts::check(written, &checked, given, errors);
    let open_types = mounts::open_types(written, &mounts);
    let common = root.answers;
    let mut contract = Contract {
        docs: written.docs.clone(),
        visibility: written.visibility.clone(),
        name: written.name.clone(),
        runtime: runtime(&written.runtime),
        version: written.version.given().cloned(),
        type_prefix,
        channel_prefix: written.channel_prefix.given().cloned().unwrap_or_else(|| unraw(&written.name)),
        derives: derives::check(&written.derive, errors),
        mounts,
        open_types,
        mentions: None,
        keys: written.keys.clone(),
        routes: checked,
        path_prefix: root.prefix.path.clone().unwrap_or_default(),
        common_is_known: common.is_some(),
        common: common.unwrap_or_default(),
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        sets,
    };
    names::configuring_is_free(&contract, errors);
    names::types_are_named_once(&mut contract, errors);
    names::requests_are_answered_once(&routes, &mut contract.routes, errors);
    names::places_are_named_once(&routes, &mut contract.routes, errors);
    operations::ids_are_there_once(&routes, &mut contract.routes, &contract.mounts, errors);
    contract.mentions = (errors.count() > 0).then(|| written.mentions());
    contract
}

fn runtime(written: &Slot<Path>) -> Path {
    written.given().cloned().unwrap_or_else(|| syn::parse_quote!(::contract_runtime))
}
