//! How declared answers are made that the runtime gives by itself: a constant each, however many routes declare it.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};

use super::scope::Scope;
use super::spans::generated_at;
use crate::model::{Answer, Content, Media, Route};

/// The call that says how an answer is made; nothing where the runtime does not give it.
pub(super) fn call(scope: &Scope<'_>, route: Option<&Route>, answer: &Answer) -> Option<TokenStream> {
    if !is_given(route, answer.status) {
        return None;
    }
    let (rt, codecs, status, media) =
        (&scope.short_rt, &scope.names.codecs, answer.status, answer.media.text());
    let ty = scope.answer(route, answer)?;
    let (source, convert, kind) = if status == 400 {
        (quote!(InvalidRequest), quote!(of_invalid_request), quote!(OfInvalidRequest))
    } else {
        (quote!(Problem), quote!(of_problem), quote!(OfProblem))
    };
    let answered = match answer.media {
        Media::Json(_) => {
            let to_json = scope.codec(&ty, "to_json")?;
            quote!(#rt::json(#status, #media, #to_json, &made))
        }
        Media::Raw(_) => {
            let into_body = scope.codec(&ty, "into_body")?;
            quote!(#rt::raw(#status, #media, #into_body, made))
        }
        // A range that is of any use has the problem within it.
        Media::Range(_) => return None,
    };
    // The type of an inline object is not written anywhere, so that the status stands for it.
    let (span, written) = match answer.content {
        Content::Fields(_) => {
            let mut name = scope.answer_body(route, answer);
            name.set_span(generated_at(answer.at.span()));
            (answer.at.span(), name.to_token_stream())
        }
        _ => (ty.span(), ty.to_token_stream()),
    };
    let convert = quote_spanned!(generated_at(span)=> #rt::#convert::<#written>);
    let mut own = scope.own_answers.borrow_mut();
    let conversion = own.conversion(quote!(fn(#rt::#source) -> #ty = #convert));
    let name = own.answer(quote! {
        #rt::OwnAnswer::#kind(|source| {
            let made = #codecs::#conversion(source);
            #answered
        })
    });
    Some(quote!(.own(#codecs::#name)))
}

/// Whether the runtime may answer a route with this by itself; routes of mounted contracts, which are not known, with all.
fn is_given(route: Option<&Route>, status: u16) -> bool {
    match status {
        400 | 406 | 500 => true,
        413 | 415 => route.is_none_or(|route| !route.body.is_nothing()),
        503 => route.is_none_or(Route::is_stream),
        _ => false,
    }
}
