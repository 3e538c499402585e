//! The structs that are generated.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::codecs::View;
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
        let ty = scope.field(&field.ty);
        Self {
            ident: field.ident.clone(),
            docs: docs::field(field),
            attributes: TokenStream::new(),
            shows_itself: ty.is_plain(),
            ty,
        }
    }
}

/// A struct, which has `Debug`.
pub(super) fn structure(
    scope: &Scope<'_>,
    name: &Ident,
    attributes: &impl ToTokens,
    members: &[Member],
) -> TokenStream {
    let visibility = &scope.contract.visibility;
    let fields = members.iter().map(|Member { ident, docs, attributes, ty, .. }| {
        // A field is from its visibility on, so that what is wrong with it is told there.
        let visibility = at(visibility.to_token_stream(), ident.span());
        quote!(#docs #attributes #visibility #ident: #ty)
    });
    let parts = members.iter().map(|member| (&member.ident, &member.ty)).collect();
    let derives = scope.derive(name, &[Shape { path: quote!(Self), parts: Parts::Named(parts) }]);
    let shows_itself = members.iter().all(|member| member.shows_itself);
    let lints = scope
        .lints
        .of_struct(members.iter().map(|member| &member.ident), !shows_itself || members.is_empty());
    let debug = if shows_itself {
        // The compiler's own costs it the least.
        Some(quote!(#[derive(::core::fmt::Debug)]))
    } else {
        scope.implement(debug(scope, name, members));
        None
    };
    quote_spanned! {generated_at(name.span())=>
        #attributes
        #debug
        #derives
        #lints
        #visibility struct #name { #(#fields,)* }
    }
}

/// `Debug`, written out: a derived one would complain of a type without `Debug` once more.
fn debug(scope: &Scope<'_>, name: &Ident, members: &[Member]) -> TokenStream {
    let rt = &scope.short_rt;
    let shown = members.iter().filter_map(|member| {
        let (ident, text) = (&member.ident, unraw(&member.ident));
        if member.shows_itself {
            return Some(quote!(#text, &self.#ident));
        }
        let shown = scope.view(&member.ty, View::Shown)?;
        Some(quote!(#text, #shown(&self.#ident)))
    });
    let shown: Vec<TokenStream> = shown.collect();
    let text = name.to_string();
    let debug = match shown.as_slice() {
        [shown] => quote!(#rt::debug_field(f, #text, #shown)),
        shown => quote!(#rt::debug_fields(f, #text, &[#((#shown)),*])),
    };
    // Not marked as derived: what it reads is to count as read.
    quote! {
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #debug
            }
        }
    }
}
