//! How answers go out: each variant as a status, and a body under its media type.

use proc_macro2::TokenStream;
use quote::quote;

use super::enums::{Enumeration, Variant};
use super::scope::Scope;
use crate::model::{Answer, Media};

/// What is answered with an enum of answers.
pub(super) fn into_response(enumeration: &Enumeration<'_, Answer>) -> TokenStream {
    let (scope, name) = (enumeration.scope, enumeration.name);
    let rt = &scope.rt;
    let arms = enumeration
        .arms(|variant| arm(scope, variant), || quote!(Self::Internal(error) => #rt::internal(&error),));
    quote! {
        #[automatically_derived]
        impl #rt::IntoResponse for #name {
            fn into_response(self) -> #rt::Response {
                match self { #arms }
            }
        }
    }
}

fn arm(scope: &Scope<'_>, variant: &Variant<'_, Answer>) -> TokenStream {
    let rt = &scope.rt;
    let Answer { status, media, .. } = variant.of;
    let text = media.text();
    let function = match media {
        Media::Json(_) => "to_json",
        Media::Raw(_) | Media::Range(_) => "into_body",
    };
    match (variant.held(scope, function), media) {
        (Some((held, to_json)), Media::Json(_)) => {
            quote!(#held => #rt::json(#status, #text, #to_json, &held),)
        }
        (Some((held, into_body)), Media::Raw(_) | Media::Range(_)) => {
            quote!(#held => #rt::raw(#status, #text, #into_body, held),)
        }
        (None, _) => {
            let any = variant.any();
            quote!(#any => #rt::empty(#status),)
        }
    }
}
