//! The structs that are generated.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::derives::{Parts, Shape};
use super::docs::{self, Doc};
use super::scope::Scope;
use super::spans::{at, generated_at};
use super::ty::Ty;
use crate::ast::unraw;
use crate::model::Field;

/// A field of a struct.
pub(super) struct Member {
    pub(super) ident: Ident,
    pub(super) docs: Doc,
    pub(super) attributes: TokenStream,
    pub(super) ty: Ty,
    /// Whether its type implements `Debug` whatever the user's types do.
    pub(super) shows_itself: bool,
}

impl Member {
    pub(super) fn of(scope: &Scope<'_>, field: &Field) -> Self {
        Self {
            ident: field.ident.clone(),
            docs: docs::field(field),
            attributes: TokenStream::new(),
            ty: scope.field(&field.ty),
            shows_itself: false,
        }
    }
}

/// A struct, with a `Debug` that is written out: a derived one would complain of a type without `Debug` once more.
pub(super) fn structure(
    scope: &Scope<'_>,
    name: &Ident,
    attributes: &impl ToTokens,
    members: &[Member],
) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.short_rt, &scope.contract.visibility, &scope.quiet);
    let fields = members.iter().map(|Member { ident, docs, attributes, ty, .. }| {
        // A field is from its visibility on, so that what is wrong with it is told there.
        let visibility = at(visibility.to_token_stream(), ident.span());
        quote!(#docs #attributes #visibility #ident: #ty)
    });
    let shown = members.iter().filter_map(|member| {
        let (ident, text) = (&member.ident, unraw(&member.ident));
        if member.shows_itself {
            return Some(quote!((#text, &self.#ident)));
        }
        let debug = scope.codec(&member.ty, "debug")?;
        Some(quote!((#text, &#rt::Shown(&self.#ident, #debug))))
    });
    let parts = members.iter().map(|member| (&member.ident, &member.ty)).collect();
    let derives = scope.derive(name, &[Shape { path: quote!(Self), parts: Parts::Named(parts) }]);
    let text = name.to_string();
    scope.implement(quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #rt::debug_fields(f, #text, &[#(#shown),*])
            }
        }
    });
    quote_spanned! {generated_at(name.span())=>
        #attributes
        #derives
        #quiet
        #visibility struct #name { #(#fields,)* }
    }
}
