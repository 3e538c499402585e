//! Names all that a contract names, where that holds a mistake: what is left out of the rest of the code was not imported in vain.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Expr, Path};

use super::mounts;
use super::scope::Scope;
use super::spans::generated_at;
use crate::errors::At;
use crate::names::ContractNames;

/// A function that nobody calls.
pub(super) fn all(scope: &Scope<'_>) -> Option<TokenStream> {
    let (rt, quiet) = (&scope.rt, &scope.lints.none);
    let named = scope.contract.mentions.as_ref()?;
    // Pointers ask nothing of what they point to.
    let types = named.types.iter().map(|ty| quote!(_: *const #ty));
    let (text, count) = (quote!(&'static ::core::primitive::str), quote!(::core::primitive::usize));
    let texts = named.texts.iter().map(|value| given(&text, value));
    let counts = named.counts.iter().map(|value| given(&count, value));
    let security = named.security.iter().map(|value| given(&quote!(#rt::Security), value));
    let values = named.values.iter().map(|value| given(&quote!(_), value));
    let defaults = named.defaults.iter().map(|(ty, value)| given(&ty.to_token_stream(), value));
    let mounts = named.mounts.iter().filter(|path| mounts::is_unknown(scope, path)).filter_map(mounted);
    Some(quote! {
        #quiet
        #[allow(unused)]
        const _: () = {
            #(#mounts)*
            fn mentioned(#(#types),*) { #(#texts)* #(#counts)* #(#security)* #(#values)* #(#defaults)* }
        };
    })
}

/// A value of a type, at its place.
fn given(ty: &TokenStream, value: &Expr) -> TokenStream {
    quote_spanned!(generated_at(At::all(value).span())=> let _: #ty = #value;)
}

/// The import of a contract that is not mounted for another mistake, as it stands for those that are.
fn mounted(path: &Path) -> Option<TokenStream> {
    let api = &path.segments.last()?.ident;
    let parents = path.segments.iter().map(|segment| &segment.ident).take(path.segments.len() - 1);
    let colon = path.leading_colon;
    let names = ContractNames::new(api);
    let at = |mut name: Ident| {
        name.set_span(api.span());
        name
    };
    let (contract, events) = (at(names.contract), at(names.events));
    let [first, second, third] = ["First", "Second", "Third"].map(|name| format_ident!("__{name}"));
    Some(quote_spanned! {generated_at(api.span())=>
        const _: () = { use #colon #(#parents::)* { #api as #first, #contract as #second, #events as #third }; };
    })
}
