//! How answers go out: of each variant it is said once what it is called, its status, its body and its headers. All else that
//! an enum of answers does follows from that.

use proc_macro2::TokenStream;
use quote::quote;

use super::codecs::View;
use super::enums::{Enumeration, OpenedField, Variant};
use crate::ast::unraw;
use crate::model::{Answer, Media};

/// What an enum of answers says of itself.
pub(super) fn answers(enumeration: &Enumeration<'_, Answer>) -> TokenStream {
    let (rt, name) = (&enumeration.scope.short_rt, enumeration.name);
    let is_raw = |variant: &Variant<'_, Answer>| !matches!(variant.of.media, Media::Json(_));
    let has_raw = enumeration.variants.iter().any(is_raw);
    enumeration.scope.answer_types.borrow_mut().add(name, enumeration.has_internal, has_raw);
    let into_response = has_raw.then(|| into_response(enumeration));
    let answers = enumeration.arms(
        |variant| answer(enumeration, variant),
        || quote!(Self::Internal(error) => #rt::answered::internal(error),),
    );
    let headers = headers(enumeration);
    quote! {
        #[doc(hidden)]
        impl #rt::answered::Answers for #name {
            fn answer(&self) -> #rt::answered::Answered<'_> {
                match self { #answers }
            }
            #headers
        }
        #into_response
    }
}

/// What a variant is, but for its headers.
fn answer(enumeration: &Enumeration<'_, Answer>, variant: &Variant<'_, Answer>) -> TokenStream {
    let (scope, rt) = (enumeration.scope, &enumeration.scope.short_rt);
    let (name, Answer { status, media, .. }) = (variant.ident.to_string(), variant.of);
    let view = match media {
        Media::Json(_) => View::Body,
        Media::Raw(_) | Media::Range(_) => View::Shown,
    };
    let seen = variant.ty.as_ref().and_then(|ty| scope.view(ty, view));
    let pattern = variant.pattern(seen.is_some(), &[]);
    match (seen, media) {
        (Some(body), Media::Json(_)) => {
            let media = media.text();
            quote!(#pattern => #rt::answered::json(#name, #status, #media, #body(held)),)
        }
        (Some(shown), _) => quote!(#pattern => #rt::answered::raw(#name, #status, #shown(held)),),
        (None, _) => quote!(#pattern => #rt::answered::empty(#name, #status),),
    }
}

/// The headers of the variants, if any has some.
fn headers(enumeration: &Enumeration<'_, Answer>) -> Option<TokenStream> {
    let (scope, rt) = (enumeration.scope, &enumeration.scope.short_rt);
    let (with, without): (Vec<_>, Vec<_>) =
        enumeration.variants.iter().partition(|variant| !variant.fields.is_empty());
    if with.is_empty() {
        return None;
    }
    let arms = with.into_iter().map(|variant| {
        let fields = variant.open(|field| scope.view(&scope.field(&field.ty), View::Header));
        let pattern = variant.pattern(false, &fields);
        let headers = fields.iter().map(|OpenedField { of, local, function }| {
            let (field, wire) = (unraw(&of.ident), &of.wire);
            quote!(each(#rt::answered::AnsweredHeader { field: #field, name: #wire, value: #function(#local) });)
        });
        quote!(#pattern => { #(#headers)* })
    });
    let others = (enumeration.has_internal || !without.is_empty()).then(|| quote!(_ => {}));
    Some(quote! {
        fn headers<'a>(&'a self, each: &mut dyn ::core::ops::FnMut(#rt::answered::AnsweredHeader<'a>)) {
            match self { #(#arms)* #others }
        }
    })
}

/// The response of an enum of which some variants go out as they are: these have to be moved out.
fn into_response(enumeration: &Enumeration<'_, Answer>) -> TokenStream {
    let (rt, name) = (&enumeration.scope.short_rt, enumeration.name);
    let (arms, others): (Vec<_>, Vec<_>) = enumeration
        .variants
        .iter()
        .map(|variant| sent_as_it_is(enumeration, variant))
        .partition(Option::is_some);
    let others = (enumeration.has_internal || !others.is_empty())
        .then(|| quote!(other => #rt::answered::response(&other),));
    quote! {
        #[automatically_derived]
        impl #rt::IntoResponse for #name {
            fn into_response(self) -> #rt::Response {
                match self { #(#arms)* #others }
            }
        }
    }
}

/// An arm for a variant that goes out as it is.
fn sent_as_it_is(
    enumeration: &Enumeration<'_, Answer>,
    variant: &Variant<'_, Answer>,
) -> Option<TokenStream> {
    let (scope, rt) = (enumeration.scope, &enumeration.scope.short_rt);
    let Answer { status, media: media @ (Media::Raw(_) | Media::Range(_)), .. } = variant.of else {
        return None;
    };
    let (text, into_body) = (media.text(), scope.codec(variant.ty.as_ref()?, "into_body")?);
    let fields = variant.open(|field| scope.codec(&scope.field(&field.ty), "to_texts"));
    let pattern = variant.pattern(true, &fields);
    let answer = quote!(#rt::raw(#status, #text, #into_body, held));
    if fields.is_empty() {
        return Some(quote!(#pattern => #answer,));
    }
    let headers = fields.iter().map(|OpenedField { of, local, function }| {
        let wire = &of.wire;
        quote!((#wire, #rt::texts(#function, &#local)))
    });
    Some(quote!(#pattern => #rt::with_headers(#answer, [#(#headers),*]),))
}
