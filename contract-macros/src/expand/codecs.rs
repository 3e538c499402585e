//! The codecs of a contract: one a type, through which alone generated code does anything with a user's type.
//!
//! Making a codec is what asks for the derives, so that a type without them earns one error, where it is first written,
//! however often it is used. `Vec<Order>` and `Option<Order>` count as `Order`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{GenericArgument, PathArguments, Type, TypePath};

use super::scope::quiet;
use crate::errors::At;
use crate::names;

/// A type that can be written.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) tokens: TokenStream,
    span: Span,
    /// The type whose derives decide about this one's, where that is another.
    element: Option<Box<Known>>,
}

impl Known {
    /// A type as the user wrote it.
    pub(super) fn written(ty: &Type) -> Self {
        let element = element(ty).map(|element| Box::new(Self::written(element)));
        Self { tokens: ty.to_token_stream(), span: At::all(ty).span(), element }
    }

    /// A type that is there whatever the user wrote.
    pub(super) fn made(tokens: TokenStream, span: Span) -> Self {
        Self { tokens, span, element: None }
    }
}

/// The `T` of `Vec<T>` and `Option<T>`.
fn element(ty: &Type) -> Option<&Type> {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
    let last = path.segments.last().filter(|last| last.ident == "Vec" || last.ident == "Option")?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(element)) if arguments.args.len() == 1 => Some(element),
        _ => None,
    }
}

/// The codecs that the items of an expansion have asked for.
#[derive(Default)]
pub(super) struct Codecs {
    types: Vec<Known>,
}

impl Codecs {
    /// An expression for one of the functions in the codec of a type. A constant, so that of all the functions in the
    /// codec only this one is compiled.
    pub(super) fn read(&mut self, codecs: &Ident, known: &Known, function: &str) -> TokenStream {
        let codec = names::codec(self.index(known), Span::call_site());
        let function = Ident::new(function, Span::call_site());
        quote!(const { #codecs::#codec.#function })
    }

    fn index(&mut self, known: &Known) -> usize {
        let text = known.tokens.to_string();
        if let Some(index) = self.types.iter().position(|other| other.tokens.to_string() == text) {
            return index;
        }
        if let Some(element) = &known.element {
            self.index(element);
        }
        self.types.push(known.clone());
        self.types.len() - 1
    }

    /// The type that holds the codecs.
    pub(super) fn expand(&self, rt: &TokenStream, codecs: &Ident) -> TokenStream {
        let quiet = quiet();
        let constants = self.types.iter().enumerate().map(|(index, known)| {
            let Known { tokens: ty, span, element } = known;
            let name = names::codec(index, Span::call_site());
            let codec = match element {
                None => quote_spanned!(*span=> #rt::codec::<#ty>()),
                Some(_) => quote!({ use #rt::WithoutDerives as _; #rt::Find::<#ty>::CODEC }),
            };
            quote!(const #name: #rt::Codec<#ty> = #codec;)
        });
        quote! {
            #quiet
            #[doc(hidden)]
            struct #codecs;
            #quiet
            impl #codecs { #(#constants)* }
        }
    }
}
