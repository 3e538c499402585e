//! What a contract says of itself beside its table: how much there is in that, and what its paths begin with. Who mounts the contract
//! is told by it what nearly always spares the compiler a look at the table.

use proc_macro2::TokenStream;
use quote::quote;

use super::mounts;
use super::scope::Scope;
use crate::model::{Route, RoutePath};

/// The outline of a contract with these routes.
pub(super) fn outline(scope: &Scope<'_>, routes: &[&Route]) -> TokenStream {
    let (rt, contract) = (&scope.short_rt, scope.contract);
    let (count, texts, answers, headers) =
        (routes.len(), sum(routes, texts), sum(routes, answers), sum(routes, headers));
    let paths = || routes.iter().filter_map(|route| route.path.as_ref());
    let mounted = contract.mounts.iter().map(|mount| &mount.prefix);
    let beginning = common(paths().chain(mounted).map(RoutePath::beginning));
    let mut params: Vec<&str> = paths().flat_map(RoutePath::parameters).collect();
    params.sort_unstable();
    params.dedup();
    let mounts = mounts::outlines(scope);
    let mounting = (!mounts.is_empty()).then(|| {
        let own = paths().map(|path| path.below(&contract.path_prefix).beginning());
        quote!(.mounting(&[#(#rt::mounts::Beginning::of(#own, "")),*], &[#(#mounts),*]))
    });
    quote! {
        #rt::mounts::Outline::new(
            #rt::mounts::Size { routes: #count, texts: #texts, answers: #answers, headers: #headers },
            #beginning,
            &[#(#params),*],
        ) #mounting
    }
}

fn sum(routes: &[&Route], of: impl Fn(&Route) -> usize) -> usize {
    routes.iter().map(|route| of(route)).sum()
}

/// The bytes of a route's name, its path and its operation id.
fn texts(route: &Route) -> usize {
    let path = route.path.as_ref().map_or(0, |path| path.to_string().len());
    route.operation.len() + path + route.operation_id.as_ref().map_or(0, String::len)
}

/// How many answers the row of a route has.
fn answers(route: &Route) -> usize {
    usize::from(route.is_stream()) + route.answers.as_ref().map_or(0, Vec::len)
}

/// How many headers it has.
fn headers(route: &Route) -> usize {
    route.headers.fields().len() + route.fixed_headers.len()
}

/// What all texts begin with.
fn common(texts: impl Iterator<Item = String>) -> String {
    let shorter = |shared: String, text: String| {
        let is_shared = |(one, other): &(char, char)| one == other;
        shared.chars().zip(text.chars()).take_while(is_shared).map(|(one, _)| one).collect()
    };
    texts.reduce(shorter).unwrap_or_default()
}
