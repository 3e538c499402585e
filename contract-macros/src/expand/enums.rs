//! Enums, whose variants each hold what one answer or one event does.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;

use super::codecs::View;
use super::derives::{Parts, Shape};
use super::docs::{self, Doc};
use super::scope::Scope;
use super::spans::generated_at;
use super::structs::Member;
use super::ty::Ty;
use crate::model::{Content, Field};

/// A variant, and what it was made of.
pub(super) struct Variant<'a, T> {
    pub(super) of: &'a T,
    pub(super) ident: Ident,
    pub(super) doc: Doc,
    pub(super) content: &'a Content,
    /// The type that it holds, if any.
    pub(super) ty: Option<Ty>,
    /// What it holds beside that, by name.
    pub(super) fields: &'a [Field],
}

impl<'a, T> Variant<'a, T> {
    /// A pattern for it that looks at nothing inside.
    pub(super) fn any(&self) -> TokenStream {
        let ident = &self.ident;
        match self.ty {
            _ if !self.fields.is_empty() => quote!(Self::#ident { .. }),
            Some(_) => quote!(Self::#ident(_)),
            None => quote!(Self::#ident),
        }
    }

    /// A pattern for it that binds what it holds to `held`, and one of its codec's functions; nothing where it holds
    /// nothing, or nothing that is known.
    pub(super) fn held(&self, scope: &Scope<'_>, function: &str) -> Option<(TokenStream, TokenStream)> {
        let function = scope.codec(self.ty.as_ref()?, function)?;
        Some((self.pattern(true, &[]), function))
    }

    /// A pattern for it that binds what it holds to `held`, if it is to, and these of its fields to their locals.
    pub(super) fn pattern(&self, binds_held: bool, fields: &[OpenedField<'_>]) -> TokenStream {
        let ident = &self.ident;
        if self.fields.is_empty() {
            return if binds_held { quote!(Self::#ident(held)) } else { self.any() };
        }
        let body = binds_held.then(|| quote!(body: held,));
        let named = fields.iter().map(|OpenedField { of, local, .. }| {
            let ident = &of.ident;
            quote!(#ident: #local,)
        });
        quote!(Self::#ident { #body #(#named)* .. })
    }

    /// Its fields, each with what is done with it; those of which nothing is known are left out.
    pub(super) fn open(&self, function: impl Fn(&Field) -> Option<TokenStream>) -> Vec<OpenedField<'a>> {
        let opened = |(index, of): (usize, &'a Field)| {
            Some(OpenedField { of, local: format_ident!("held_{index}"), function: function(of)? })
        };
        self.fields.iter().enumerate().filter_map(opened).collect()
    }
}

/// A field that is bound to a local, and what is done with it.
pub(super) struct OpenedField<'a> {
    pub(super) of: &'a Field,
    pub(super) local: Ident,
    pub(super) function: TokenStream,
}

/// An enum.
pub(super) struct Enumeration<'a, T> {
    pub(super) scope: &'a Scope<'a>,
    pub(super) name: &'a Ident,
    pub(super) doc: Doc,
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

    /// The enum itself, which is made of what its variants hold.
    pub(super) fn expand(&self) -> TokenStream {
        self.scope.implement(self.conversions());
        self.declaration()
    }

    fn declaration(&self) -> TokenStream {
        let Self { scope, name, doc, .. } = self;
        let (rt, visibility) = (&scope.rt, &scope.contract.visibility);
        let variants = self.arms(
            |Variant { ident, doc, ty, fields, .. }| match ty {
                _ if !fields.is_empty() => {
                    let body = ty.as_ref().map(|ty| {
                        quote! {
                            /// The body.
                            body: #ty,
                        }
                    });
                    let fields = fields.iter().map(|field| {
                        let Member { ident, docs, ty, .. } = Member::of(scope, field);
                        quote!(#docs #ident: #ty,)
                    });
                    quote!(#doc #ident { #body #(#fields)* },)
                }
                Some(ty) => quote!(#doc #ident(#ty),),
                None => quote!(#doc #ident,),
            },
            || {
                let doc = docs::line(
                    "An error that is logged, and answered with a `500` that shows nothing of it.",
                );
                quote!(#doc Internal(#rt::Internal),)
            },
        );
        let is_empty = |variant: &Variant<'_, T>| variant.ty.is_none() && variant.fields.is_empty();
        let lints = scope.lints.of_enum(self.variants.iter().any(is_empty));
        // What is not told has no equal, and no second one.
        let derives = if self.has_internal { None } else { self.derive() };
        quote_spanned! {generated_at(name.span())=>
            #doc
            #derives
            #lints
            #visibility enum #name { #variants }
        }
    }

    fn derive(&self) -> Option<TokenStream> {
        let body = Ident::new("body", Span::call_site());
        // The types of all fields first, since the shapes borrow them.
        let of_fields: Vec<Vec<Ty>> = self
            .variants
            .iter()
            .map(|variant| variant.fields.iter().map(|field| self.scope.field(&field.ty)).collect())
            .collect();
        let variants = self.variants.iter().zip(&of_fields);
        let shapes: Vec<Shape<'_>> = variants.map(|(variant, types)| shape(variant, types, &body)).collect();
        self.scope.derive(self.name, &shapes)
    }

    /// `Debug` of an enum whose variants hold one thing or none, written out: a derived one would complain of a type without
    /// `Debug` once more.
    pub(super) fn debug(&self) -> TokenStream {
        let (scope, name) = (self.scope, self.name);
        let rt = &scope.short_rt;
        let arms = self.variants.iter().map(|variant| {
            let text = variant.ident.to_string();
            let shown = variant.ty.as_ref().and_then(|ty| scope.view(ty, View::Shown));
            let pattern = variant.pattern(shown.is_some(), &[]);
            match shown {
                Some(shown) => quote!(#pattern => #rt::debug_held(f, #text, #shown(held)),),
                None => quote!(#pattern => f.write_str(#text),),
            }
        });
        quote! {
            #[automatically_derived]
            impl ::core::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#arms)* }
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
                // A body alone does not make an answer that has headers too.
                let ty = variant.ty.as_ref().filter(|_| variant.fields.is_empty())?;
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

/// A variant, as derives take it apart.
fn shape<'a, T>(variant: &'a Variant<'_, T>, of_fields: &'a [Ty], body: &'a Ident) -> Shape<'a> {
    let ident = &variant.ident;
    let parts = match &variant.ty {
        Some(ty) if variant.fields.is_empty() => Parts::One(ty),
        None if variant.fields.is_empty() => Parts::Nothing,
        ty => {
            let body = ty.as_ref().map(|ty| (body, ty));
            let names = variant.fields.iter().map(|field| &field.ident);
            Parts::Named(body.into_iter().chain(names.zip(of_fields)).collect())
        }
    };
    Shape { path: quote!(Self::#ident), parts }
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
