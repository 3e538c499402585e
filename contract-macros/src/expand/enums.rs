//! Enums, whose variants each hold what one answer or one event does.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::scope::{Scope, Ty, generated_at, quiet};
use crate::model::Content;

/// A variant, and what it was made of.
pub(super) struct Variant<'a, T> {
    pub(super) of: &'a T,
    pub(super) ident: Ident,
    pub(super) doc: TokenStream,
    pub(super) content: &'a Content,
    /// The type that it holds, if any.
    pub(super) ty: Option<Ty>,
}

impl<T> Variant<'_, T> {
    /// A pattern for it that looks at nothing inside.
    pub(super) fn any(&self) -> TokenStream {
        let ident = &self.ident;
        match self.ty {
            Some(_) => quote!(Self::#ident(_)),
            None => quote!(Self::#ident),
        }
    }

    /// A pattern for it that binds what it holds to `held`, and one of its codec's functions; nothing where it holds
    /// nothing, or nothing that is known.
    pub(super) fn held(&self, scope: &Scope<'_>, function: &str) -> Option<(TokenStream, TokenStream)> {
        let ident = &self.ident;
        let function = scope.codec(self.ty.as_ref()?, function)?;
        Some((quote!(Self::#ident(held)), function))
    }
}

/// An enum.
pub(super) struct Enumeration<'a, T> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) name: &'a Ident,
    pub(super) doc: TokenStream,
    pub(super) variants: Vec<Variant<'a, T>>,
    /// Whether it has a variant for what is not told.
    pub(super) has_internal: bool,
}

impl<T> Enumeration<'_, T> {
    /// An arm for each variant, and `internal` for what is not told.
    pub(super) fn arms(
        &self,
        arm: impl FnMut(&Variant<'_, T>) -> TokenStream,
        internal: impl FnOnce() -> TokenStream,
    ) -> TokenStream {
        let internal = self.has_internal.then(internal);
        self.variants.iter().map(arm).chain(internal).collect()
    }

    /// The enum itself, which has `Debug`, and is made of what its variants hold.
    pub(super) fn expand(&self) -> TokenStream {
        self.scope.implement(self.debug());
        self.scope.implement(self.conversions());
        self.declaration()
    }

    fn declaration(&self) -> TokenStream {
        let Self { scope, name, doc, .. } = self;
        let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, quiet());
        let variants = self.arms(
            |Variant { ident, doc, ty, .. }| match ty {
                Some(ty) => quote!(#doc #ident(#ty),),
                None => quote!(#doc #ident,),
            },
            || {
                quote! {
                    /// An error that is logged, and answered with a `500` that shows nothing of it.
                    Internal(#rt::Internal),
                }
            },
        );
        quote_spanned! {generated_at(name.span())=>
            #doc
            #quiet
            #visibility enum #name { #variants }
        }
    }

    /// `Debug`, written out: a derived one would complain of a type without `Debug` once more.
    fn debug(&self) -> TokenStream {
        let (scope, name) = (self.scope, self.name);
        let rt = &scope.rt;
        let arms = self.arms(
            |variant| {
                let text = variant.ident.to_string();
                match variant.held(scope, "debug") {
                    Some((held, debug)) => {
                        quote!(#held => f.debug_tuple(#text).field(&#rt::Shown(held, #debug)).finish(),)
                    }
                    None => {
                        let any = variant.any();
                        quote!(#any => f.write_str(#text),)
                    }
                }
            },
            || quote!(Self::Internal(error) => ::core::fmt::Debug::fmt(error, f),),
        );
        quote! {
            #[automatically_derived]
            impl ::core::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #arms }
                }
            }
        }
    }

    /// `From` each type that only one variant holds.
    fn conversions(&self) -> TokenStream {
        let name = self.name;
        let held: Vec<_> = self
            .variants
            .iter()
            .filter_map(|variant| {
                let ty = variant.ty.as_ref()?;
                Some((variant, ty, type_key(variant.content, ty)))
            })
            .collect();
        let is_unique = |key: &String| held.iter().filter(|(_, _, other)| other == key).count() == 1;
        let unique = held.iter().filter(|(_, _, key)| is_unique(key));
        unique
            .map(|(Variant { ident, .. }, ty, _)| {
                quote_spanned! {generated_at(ident.span())=>
                    #[automatically_derived]
                    impl ::core::convert::From<#ty> for #name {
                        fn from(held: #ty) -> Self {
                            Self::#ident(held)
                        }
                    }
                }
            })
            .collect()
    }
}

/// What tells two types apart: the last segment of their paths, since `Problem` and `api::Problem` may well be one.
fn type_key(content: &Content, ty: &Ty) -> String {
    let last_segment = match content {
        Content::Type(ty) => match &**ty {
            Type::Path(path) => path.path.segments.last(),
            _ => None,
        },
        _ => None,
    };
    last_segment.map_or_else(|| quote!(#ty).to_string(), |last| quote!(#last).to_string())
}
