//! What errors have in common: those of the contract, of groups and of sets, which become the errors of routes by `?`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};

use super::scope::Scope;
use super::spans::generated_at;
use crate::model::{Answer, Group, Route};
use crate::names;

/// An error that several routes have in common, or that of one route.
pub(super) struct Shared<'a> {
    pub(super) error: Ident,
    pub(super) answers: Vec<&'a Answer>,
    /// The route, where it is that of one.
    pub(super) route: Option<&'a Route>,
}

impl<'a> Shared<'a> {
    /// That of what declares these answers.
    pub(super) fn of(error: Ident, declared: &'a [Answer]) -> Self {
        Self { error, answers: declared.iter().filter(|answer| answer.status >= 400).collect(), route: None }
    }

    /// Whether another one is the same answers, as they were declared in the same place.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.has_all_of(other) && other.has_all_of(self)
    }

    fn has_all_of(&self, other: &Self) -> bool {
        let is_one = |answer: &Answer| {
            self.answers.iter().any(|own| own.status == answer.status && own.origin == answer.origin)
        };
        other.answers.iter().all(|answer| is_one(answer))
    }
}

/// The errors in common of what stands around something in this group, from the inside out.
pub(super) fn around<'a>(scope: &'a Scope<'_>, group: Option<usize>) -> Vec<Shared<'a>> {
    let contract = scope.contract;
    let groups = contract.groups_around(group).filter(|group| group.has_error);
    let of_group = |group: &'a Group| {
        Some(Shared::of(names::group_error(&contract.type_prefix, &group.name), group.all_common.as_ref()?))
    };
    let of_contract =
        contract.common_is_known.then(|| Shared::of(scope.names.error.clone(), &contract.common));
    groups.filter_map(of_group).chain(of_contract).collect()
}

/// The errors of the sets whose errors are all among these answers.
pub(super) fn of_sets_in<'a>(scope: &'a Scope<'_>, inner: &Shared<'_>) -> Vec<Shared<'a>> {
    let with_error = scope.contract.sets.responses.iter().filter(|set| set.has_error && set.is_sound);
    let sets = with_error.map(|set| Shared::of(set.name.clone(), &set.answers));
    sets.filter(|set| inner.has_all_of(set)).collect()
}

/// The arms that make of each variant of `part` the one of `whole`, so that `?` works in a handler. There are none where that
/// answers a common status with a type of its own.
pub(super) fn arms(scope: &Scope<'_>, part: &Shared<'_>, whole: &Shared<'_>) -> Option<TokenStream> {
    let error = &part.error;
    let has = |common: &&Answer| {
        let own = whole.answers.iter().find(|answer| answer.status == common.status);
        own.is_some_and(|own| held(scope, whole.route, own) == held(scope, None, common))
    };
    if !part.answers.iter().all(has) {
        return None;
    }
    let arms = part.answers.iter().map(|answer| {
        let variant = Ident::new(&names::variant(answer.status), whole.error.span());
        let body = (!answer.content.is_nothing()).then(|| quote!(body));
        if answer.headers.is_empty() {
            let body = body.map(|body| quote!((#body)));
            return quote!(#error::#variant #body => Self::#variant #body,);
        }
        let names =
            body.into_iter().chain(answer.headers.iter().map(|header| header.ident.to_token_stream()));
        let names = quote!({ #(#names),* });
        quote!(#error::#variant #names => Self::#variant #names,)
    });
    Some(quote!(#(#arms)* #error::Internal(error) => Self::Internal(error),))
}

/// The conversion by these arms.
pub(super) fn conversion(part: &Ident, whole: &Ident, arms: &TokenStream) -> TokenStream {
    quote_spanned! {generated_at(whole.span())=>
        #[automatically_derived]
        impl ::core::convert::From<#part> for #whole {
            fn from(error: #part) -> Self {
                match error { #arms }
            }
        }
    }
}

/// What the variant of an answer holds, as text to be compared.
fn held(scope: &Scope<'_>, route: Option<&Route>, answer: &Answer) -> String {
    let body = scope.answer(route, answer);
    let headers = answer.headers.iter().map(|header| {
        let (name, ty) = (&header.ident, scope.field(&header.ty));
        quote!(#name: #ty)
    });
    quote!(#body, #(#headers),*).to_string()
}
