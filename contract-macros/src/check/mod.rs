//! Holds what was written against the rules of the language, one function a rule, and makes what was meant of it.
//!
//! Every mistake is reported, and none hides another: what can't be understood is unknown in the model, and rules
//! about it are left alone.

mod fields;
mod headers;
mod media;
mod mounts;
mod names;
mod paths;
mod responses;
mod route;
mod streams;
#[cfg(test)]
mod tests;

use syn::Path;

use crate::ast::{self, Slot};
use crate::errors::Errors;
use crate::model::Contract;

/// Makes a contract of what was written.
pub(crate) fn check(written: &ast::Contract, errors: &mut Errors) -> Contract {
    let prefix = paths::prefix(&written.path_prefix, errors);
    let common = responses::common(&written.common_responses, errors);
    let common_is_readable = match &written.common_responses {
        Slot::Absent => true,
        Slot::Unreadable => false,
        Slot::Given(_, responses) => responses.readable,
    };
    let routes = names::routes_are_named_once(&written.routes, errors);
    let given = route::Common { prefix: &prefix, answers: &common, readable: common_is_readable };
    let mut contract = Contract {
        docs: written.docs.clone(),
        visibility: written.visibility.clone(),
        name: written.name.clone(),
        runtime: runtime(&written.runtime),
        routes: routes.iter().map(|route| route::check(route, &given, errors)).collect(),
        mounts: mounts::check(written, &routes, errors),
        common,
        common_is_known: common_is_readable,
        path_prefix: prefix,
    };
    names::types_are_named_once(&mut contract, errors);
    names::requests_are_answered_once(&routes, &mut contract.routes, errors);
    names::places_are_named_once(&routes, &mut contract.routes, errors);
    contract
}

fn runtime(written: &Slot<Path>) -> Path {
    written.given().cloned().unwrap_or_else(|| syn::parse_quote!(::contract_runtime))
}
