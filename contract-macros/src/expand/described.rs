//! What is said of routes as a whole, as constants that the tables refer to: one for however many routes have it, so that a
//! mistake in an expression is told once.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Expr;

use super::repeated::Repeated;
use crate::errors::At;
use crate::model::Inherited;

/// What has been asked for.
#[derive(Default)]
pub(super) struct Described {
    tags: Vec<Rc<Vec<Expr>>>,
    security: Vec<Rc<Vec<Expr>>>,
    metadata: Vec<Rc<Expr>>,
}

impl Described {
    /// The calls that give a route, or what a mounting contract gives to its routes, what is said of them.
    pub(super) fn calls(&mut self, codecs: &Ident, inherited: &Inherited) -> TokenStream {
        let Self { tags, security, metadata } = self;
        let tags = inherited.tags.as_ref().map(|list| tags_name(index(tags, list)));
        let tags = tags.map(|name| quote!(.tags(#codecs::#name)));
        let security = inherited.security.as_ref().map(|list| security_name(index(security, list)));
        let security = security.map(|name| quote!(.security(#codecs::#name)));
        let metadata = inherited.metadata.as_ref().map(|value| metadata_names(index(metadata, value)));
        let metadata = metadata.map(|(_, place)| quote!(.with_metadata(#codecs::#place)));
        quote!(#tags #security #metadata)
    }

    /// The constants that were asked for. They stand where nothing is in scope but what the user sees.
    pub(super) fn expand(
        &self,
        rt: &Repeated,
        quiet: &Repeated,
        codecs: &Ident,
        version: Option<&Expr>,
    ) -> TokenStream {
        let text = quote!(&'static ::core::primitive::str);
        let version = version.iter().map(|version| quote!(const VERSION: #text = #version;));
        let tags = self.tags.iter().enumerate().map(|(index, list)| {
            let (name, list) = (tags_name(index), &**list);
            quote!(const #name: &'static [#text] = &[#(#list),*];)
        });
        let security = self.security.iter().enumerate().map(|(index, list)| {
            let (name, list) = (security_name(index), &**list);
            quote!(const #name: &'static [#rt::Security] = &[#(#list),*];)
        });
        let metadata = self.metadata.iter().enumerate().map(|(index, value)| {
            let (maker, place) = metadata_names(index);
            // At the value, so that a type which lacks something is told there.
            let metadata = quote_spanned!(At::all(value).span()=> #rt::metadata);
            let value = value.to_token_stream();
            quote! {
                fn #maker() -> #rt::Metadata { #metadata(#value) }
                fn #place() -> &'static #rt::Metadata {
                    static VALUE: #rt::LazyLock<#rt::Metadata> = #rt::LazyLock::new(#codecs::#maker);
                    &VALUE
                }
            }
        });
        let constants: TokenStream = version.chain(tags).chain(security).chain(metadata).collect();
        if constants.is_empty() {
            return constants;
        }
        quote! {
            #quiet
            impl #codecs { #constants }
        }
    }
}

/// Where a thing is in a list, at whose end it is put if it is not there.
fn index<T: ?Sized>(known: &mut Vec<Rc<T>>, thing: &Rc<T>) -> usize {
    known.iter().position(|other| Rc::ptr_eq(other, thing)).unwrap_or_else(|| {
        known.push(Rc::clone(thing));
        known.len() - 1
    })
}

fn tags_name(index: usize) -> Ident {
    format_ident!("TAGS_{index}")
}

fn security_name(index: usize) -> Ident {
    format_ident!("SECURITY_{index}")
}

/// What makes the value, and what finds it.
fn metadata_names(index: usize) -> (Ident, Ident) {
    (format_ident!("make_metadata_{index}"), format_ident!("metadata_{index}"))
}
