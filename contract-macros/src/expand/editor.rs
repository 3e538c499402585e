//! What only rust-analyzer sees: the keys of the contract as names of items, so that it completes and explains them.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;

/// An import of every key from where its documentation is.
pub(super) fn keys(scope: &Scope<'_>) -> TokenStream {
    let (rt, keys) = (&scope.rt, &scope.contract.keys);
    let import = |names: &[Ident], module: TokenStream| {
        (!names.is_empty()).then(|| quote!(use #rt::keys::#module::{ #(#names as _),* };))
    };
    let imports = [
        import(&keys.of_contract, quote!(contract)),
        import(&keys.of_groups, quote!(group)),
        import(&keys.of_routes, quote!(route)),
        import(&keys.methods, quote!(method)),
    ];
    quote! {
        #[allow(unexpected_cfgs)]
        const _: () = {
            #[cfg(rust_analyzer)]
            #[allow(unused_imports)]
            const _: () = { #(#imports)* };
        };
    }
}
