//! What every item of an expansion needs to know: the contract, its names, the runtime's path, and the codecs.

use std::cell::RefCell;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::errors::At;
use crate::model::{Answer, Content, Contract, Event, FieldType, Route, Soundness};
use crate::names::{self, ContractNames, RouteNames};

pub(super) struct Scope<'a> {
    pub(super) contract: &'a Contract,
    pub(super) names: ContractNames,
    /// The path of the runtime's `__private`.
    pub(super) rt: TokenStream,
    codecs: RefCell<Vec<Known>>,
}

/// A type that can be written.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) tokens: TokenStream,
    span: Span,
}

/// The type of something, or the placeholder for it.
#[derive(Clone)]
pub(super) enum Ty {
    Known(Known),
    Unknown(Ident),
}

impl quote::ToTokens for Ty {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Known(known) => known.tokens.to_tokens(tokens),
            Self::Unknown(placeholder) => placeholder.to_tokens(tokens),
        }
    }
}

impl<'a> Scope<'a> {
    pub(super) fn new(contract: &'a Contract) -> Self {
        let runtime = &contract.runtime;
        Self {
            contract,
            names: ContractNames::new(&contract.name),
            rt: quote!(#runtime::__private),
            codecs: RefCell::default(),
        }
    }

    pub(super) fn route_names(&self, route: &Route) -> RouteNames {
        RouteNames::new(&self.contract.name, &route.name)
    }

    /// The routes whose types are there to be used.
    pub(super) fn named_routes(&self) -> impl Iterator<Item = &'a Route> {
        self.contract.routes.iter().filter(|route| route.soundness != Soundness::Unnamed)
    }

    /// The type of a part that is called `made` where the macro makes it; nothing where there is no such part.
    pub(super) fn content(&self, content: &Content, made: &Ident) -> Option<Ty> {
        let rt = &self.rt;
        Some(match content {
            Content::Nothing => return None,
            Content::Type(ty) => self.known(quote!(#ty), At::all(ty).span()),
            Content::AnyJson => self.known(quote!(#rt::JsonValue), made.span()),
            Content::Fields(_) => self.known(quote!(#made), made.span()),
            Content::Unknown => self.unknown(),
        })
    }

    /// The type of a field.
    pub(super) fn field(&self, ty: &FieldType) -> Ty {
        let rt = &self.rt;
        match ty {
            FieldType::Text => self.known(quote!(#rt::String), Span::call_site()),
            FieldType::Type(ty) => self.known(quote!(#ty), At::all(ty).span()),
            FieldType::Unknown => self.unknown(),
        }
    }

    /// The type of what an answer holds.
    pub(super) fn answer(&self, route: Option<&Route>, answer: &Answer) -> Option<Ty> {
        self.content(&answer.content, &self.answer_body(route, answer))
    }

    /// What the type of an answer's inline object is called.
    pub(super) fn answer_body(&self, route: Option<&Route>, answer: &Answer) -> Ident {
        let contract = &self.contract.name;
        match route {
            Some(route) if !answer.is_common => names::answer_body(contract, &route.name, answer.status),
            _ => names::common_body(contract, answer.status),
        }
    }

    /// The type of what an event carries, and what that is called where the macro makes it.
    pub(super) fn event(&self, route: &Route, event: &Event) -> (Option<Ty>, Ident) {
        let made = names::event_payload(&self.contract.name, &route.name, &event.variant);
        (self.content(&event.content, &made), made)
    }

    fn known(&self, tokens: TokenStream, span: Span) -> Ty {
        Ty::Known(Known { tokens, span })
    }

    pub(super) fn unknown(&self) -> Ty {
        Ty::Unknown(self.names.placeholder.clone())
    }

    /// One of the functions in the codec of a type; nothing for a placeholder, which has none.
    ///
    /// Read in a constant, so that of all the functions in the codec only this one is compiled.
    pub(super) fn codec(&self, ty: &Ty, function: &str) -> Option<TokenStream> {
        let Ty::Known(known) = ty else { return None };
        let mut codecs = self.codecs.borrow_mut();
        let text = known.tokens.to_string();
        let index = codecs.iter().position(|other| other.tokens.to_string() == text).unwrap_or_else(|| {
            codecs.push(known.clone());
            codecs.len() - 1
        });
        let codecs = &self.names.codecs;
        let codec = names::codec(index, Span::call_site());
        let function = Ident::new(function, Span::call_site());
        Some(quote!(const { #codecs::#codec.#function }))
    }

    /// The codecs that were asked for, each made at the first place where its type is written.
    pub(super) fn codecs(&self) -> TokenStream {
        let (rt, codecs) = (&self.rt, &self.names.codecs);
        let constants = self.codecs.borrow().iter().enumerate().map(|(index, known)| {
            let name = names::codec(index, Span::call_site());
            let ty = &known.tokens;
            quote_spanned!(known.span=> const #name: #rt::Codec<#ty> = #rt::codec::<#ty>();)
        }).collect::<TokenStream>();
        let quiet = quiet();
        quote! {
            #quiet
            #[doc(hidden)]
            struct #codecs;
            #quiet
            impl #codecs { #constants }
        }
    }
}

/// What the lints of a user's crate must not say of code that the user did not write.
pub(super) fn quiet() -> TokenStream {
    quote! {
        #[allow(
            dead_code, non_camel_case_types, non_snake_case, unused_qualifications,
            clippy::all, clippy::pedantic, clippy::restriction, clippy::nursery
        )]
    }
}
