//! A contract's routes as data: its table.

use proc_macro2::TokenStream;
use quote::quote;

use super::mounts;
use super::outline;
use super::rows::row;
use super::scope::Scope;
use crate::model::Route;

/// The table of a contract, with those of what it mounts.
pub(super) fn table(scope: &Scope<'_>, routes: &[&Route]) -> TokenStream {
    let (rt, name) = (&scope.short_rt, &scope.names.contract);
    let outline = outline::outline(scope, routes);
    let rows = routes.iter().map(|route| row(scope, route));
    let mounted = mounts::table(scope);
    quote! {
        #[doc(hidden)]
        impl<__Asked> #rt::mounts::Table<__Asked> for #name {
            const OUTLINE: #rt::mounts::Outline = #outline;
            const ROUTES: &'static [#rt::Route] = &[#(#rows,)*];
            #mounted
        }
    }
}
