//! How answers go out: each variant as a status, a body under its media type, and headers.

use proc_macro2::TokenStream;
use quote::quote;

use super::enums::{Enumeration, Opened, OpenedField, Variant};
use super::scope::Scope;
use crate::model::{Answer, Media};

/// What is answered with an enum of answers.
pub(super) fn into_response(enumeration: &Enumeration<'_, Answer>) -> TokenStream {
    let (scope, name) = (enumeration.scope, enumeration.name);
    let rt = &scope.short_rt;
    // What goes out as it is has to be moved out. All else is read where it is: the compiler takes longer over moves.
    let is_moved = enumeration.variants.iter().any(|variant| !matches!(variant.of.media, Media::Json(_)));
    let read = (!is_moved).then(|| quote!(&));
    let borrow = is_moved.then(|| quote!(&));
    let arms = enumeration.arms(
        |variant| arm(scope, variant, borrow.as_ref()),
        || quote!(Self::Internal(error) => #rt::internal(#borrow error),),
    );
    quote! {
        #[automatically_derived]
        impl #rt::IntoResponse for #name {
            fn into_response(self) -> #rt::Response {
                match #read self { #arms }
            }
        }
    }
}

/// `borrow` makes a reference of what the pattern binds, where that is none yet.
fn arm(scope: &Scope<'_>, variant: &Variant<'_, Answer>, borrow: Option<&TokenStream>) -> TokenStream {
    let rt = &scope.short_rt;
    let Answer { status, media, .. } = variant.of;
    let text = media.text();
    let function = match media {
        Media::Json(_) => "to_json",
        Media::Raw(_) | Media::Range(_) => "into_body",
    };
    let Opened { pattern, held, fields } = variant.open(scope, function, "to_texts");
    let answer = match (held, media) {
        (Some(to_json), Media::Json(_)) => quote!(#rt::json(#status, #text, #to_json, #borrow held)),
        (Some(into_body), Media::Raw(_) | Media::Range(_)) => {
            quote!(#rt::raw(#status, #text, #into_body, held))
        }
        (None, _) => quote!(#rt::empty(#status)),
    };
    if fields.is_empty() {
        return quote!(#pattern => #answer,);
    }
    let headers = fields.iter().map(|OpenedField { of, local, function }| {
        let wire = &of.wire;
        quote!((#wire, #rt::texts(#function, #borrow #local)))
    });
    quote!(#pattern => #rt::with_headers(#answer, [#(#headers),*]),)
}
