//! What a route answers that has one answer for when all goes well, and a plain one: a type of the runtime's, under the route's
//! name for it. The compiler takes less over a name than over an enum with all that an enum of answers is.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use super::codecs::View;
use super::scope::Scope;
use super::ty::Ty;
use crate::model::{Answer, Media, Route};

/// The one answer of a route below 400, where a type of the runtime's is that answer.
pub(super) struct SoleAnswer<'a> {
    pub(super) answer: &'a Answer,
    /// What the type is called.
    name: &'static str,
    /// What it holds, if anything.
    held: Option<Ty>,
}

impl<'a> SoleAnswer<'a> {
    pub(super) fn of(scope: &Scope<'_>, route: &'a Route) -> Option<Self> {
        if route.is_stream() || scope.derives_by_attribute() {
            return None;
        }
        let answers = route.answers_in(0..400)?;
        let [answer] = *answers.as_slice() else { return None };
        let held = scope.answer(Some(route), answer);
        let name = match (answer.status, &held) {
            _ if !answer.headers.is_empty() || answer.media != Media::json() => return None,
            (_, Some(Ty::Unknown(_))) => return None,
            (200, Some(_)) => "OkJson",
            (201, Some(_)) => "CreatedJson",
            (202, Some(_)) => "AcceptedJson",
            (202, None) => "Accepted",
            (204, None) => "NoContent",
            _ => return None,
        };
        Some(Self { answer, name, held })
    }

    /// The type. What it holds is asked for its derives, as if it were held by an enum of the expansion's.
    pub(super) fn ty(&self, scope: &Scope<'_>) -> TokenStream {
        let (rt, name) = (&scope.rt, Ident::new(self.name, Span::call_site()));
        let held = self.held.as_ref().map(|held| {
            scope.ask(held);
            quote!(<#held>)
        });
        quote!(#rt::answers::#name #held)
    }

    /// The future of a handler that answers so, boxed.
    ///
    /// The way in which JSON is made is handed over, and no bound asks for it: what a type lacks has been told.
    pub(super) fn answering(&self, scope: &Scope<'_>, call: &impl ToTokens) -> Option<TokenStream> {
        let rt = &scope.short_rt;
        let body = scope.codec(self.held.as_ref()?, View::Body.function())?;
        Some(quote!(#rt::answering_json(#body, #call)))
    }
}
