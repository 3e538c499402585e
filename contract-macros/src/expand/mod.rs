//! Writes the code, one function an item.
//!
//! It names nothing but the runtime's `__private`, since it stands in a scope where anything may be shadowed. What is
//! unknown in the model becomes the placeholder, about which the compiler stays silent.

#![allow(clippy::single_match_else, reason = "two quotes read better as arms than around an else")]

mod answer_types;
mod answers;
mod codecs;
mod derives;
mod described;
mod docs;
mod editor;
mod encoding;
mod enums;
mod events;
mod lints;
mod mentions;
mod mounts;
mod objects;
mod outline;
mod own;
mod own_answers;
mod parts;
mod publisher;
mod repeated;
mod rows;
mod scope;
mod server;
mod shared_errors;
mod sole_answer;
mod spans;
mod structs;
mod table;
mod ty;
mod types;
mod untold;

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Errors;
use crate::model::{Contract, Route, Soundness};
use scope::Scope;

/// The code of a contract, and the errors that were found in it.
pub(crate) fn expand(contract: &Contract, errors: Errors) -> TokenStream {
    let scope = Scope::new(contract);
    let types: TokenStream = contract.routes.iter().map(|route| route_types(&scope, route)).collect();
    let event_sets: TokenStream =
        contract.sets.events.iter().map(|set| events::of_set(&scope, set)).collect();
    let (common, of_groups) = (answers::common_error(&scope), answers::group_errors(&scope));
    let of_sets = answers::set_errors(&scope);
    let (shared_objects, untold) = (answers::of_shared(&scope), untold::bounds(&scope));
    let publisher = publisher::publisher(&scope);
    let api = server::api(&scope);
    let contract_struct = server::contract(&scope);
    let (imports, assertions) = (mounts::imports(&scope), mounts::assertions(&scope));
    let nothing_asked_for = mounts::nothing_asked_for(&scope);
    // First: an editor looks at a name where it finds it first, and may not find what is longer than it was.
    let keys = editor::keys(&scope);
    // Last, when all of them have been asked for.
    let implementations = scope.implementations();
    let (asked_for, mentioned) = (scope.asked_for(), mentions::all(&scope));
    let errors = errors.into_items_with(&scope.names.placeholder);
    quote! {
        #keys #imports #api #types #event_sets #common #of_groups #of_sets #shared_objects #untold #publisher #contract_struct #assertions
        #nothing_asked_for #implementations #asked_for #mentioned #errors
    }
}

/// Everything that belongs to one route alone.
fn route_types(scope: &Scope<'_>, route: &Route) -> TokenStream {
    if let Soundness::Unnamed(free) = &route.soundness {
        return free.iter().map(|name| answers::placeholder(scope, name)).collect();
    }
    let request = types::request(scope, route);
    let answers = answers::of_route(scope, route);
    let events = events::of_route(scope, route);
    join([request, answers, events])
}

/// Streams one after another, moved: to quote them would clone each.
fn join<const N: usize>(streams: [TokenStream; N]) -> TokenStream {
    streams.into_iter().collect()
}
