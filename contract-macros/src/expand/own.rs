//! How declared answers are made that the runtime gives by itself: a constant each, however many routes declare it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};

use super::scope::{Scope, generated_at};
use crate::model::{Answer, Content, Media, Route};

/// What has been asked for.
#[derive(Default)]
pub(super) struct OwnAnswers {
    /// What makes the types, apart from the answers, so that of a type which can't be made there is one error.
    conversions: Constants,
    answers: Constants,
}

/// Expressions, each once.
#[derive(Default)]
struct Constants(Vec<(String, TokenStream)>);

impl Constants {
    fn index(&mut self, key: String, value: TokenStream) -> usize {
        self.0.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            self.0.push((key, value));
            self.0.len() - 1
        })
    }
}

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
    let OwnAnswers { conversions, answers } = &mut *own;
    let conversion = quote!(fn(#rt::#source) -> #ty = #convert);
    let conversion = conversion_name(conversions.index(conversion.to_string(), conversion));
    let answer = quote! {
        #rt::OwnAnswer::#kind(|source| {
            let made = #codecs::#conversion(source);
            #answered
        })
    };
    let name = answer_name(answers.index(answer.to_string(), answer));
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

/// The constants that were asked for.
pub(super) fn implement(scope: &Scope<'_>) {
    let (rt, codecs) = (&scope.short_rt, &scope.names.codecs);
    let own = scope.own_answers.borrow();
    let conversions = own.conversions.0.iter().enumerate().map(|(index, (_, conversion))| {
        let name = conversion_name(index);
        quote!(const #name: #conversion;)
    });
    let answers = own.answers.0.iter().enumerate().map(|(index, (_, answer))| {
        let name = answer_name(index);
        quote!(const #name: #rt::OwnAnswer = #answer;)
    });
    let constants: TokenStream = conversions.chain(answers).collect();
    if !constants.is_empty() {
        scope.implement(quote!(impl #codecs { #constants }));
    }
}

fn conversion_name(index: usize) -> Ident {
    format_ident!("MAKE_{index}")
}

fn answer_name(index: usize) -> Ident {
    format_ident!("OWN_{index}")
}
