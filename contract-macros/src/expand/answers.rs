//! The types of answers: what a route gives when all goes well, and when not.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use super::docs::Doc;
use super::enums::{Enumeration, Variant};
use super::scope::Scope;
use super::spans::generated_at;
use super::{docs, encoding, join, objects, untold};
use crate::ast::unraw;
use crate::model::{Answer, Content, Group, Kind, Origin, ResponseSet, Route};
use crate::names::{self, status_line};

/// A route's response, error and result, and the types of inline objects in them.
pub(super) fn of_route(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, &scope.quiet);
    let names = &route.names;
    let (response, error, result) = (&names.response, &names.error, &names.result);
    let name = unraw(&route.name);
    let responses = response_type(scope, route);
    let errors = error_type(scope, route);
    let objects: TokenStream = route
        .answers
        .iter()
        .flatten()
        .map(|answer| object(scope, Some(route), answer, &Origin::Route))
        .collect();
    let doc = docs::line(format!("What the handler of `{name}` gives."));
    let result = quote! {
        #doc
        #quiet
        #visibility type #result = #rt::Result<#response, #error>;
    };
    join([responses, errors, objects, result])
}

/// What a route answers when all goes well.
fn response_type(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let names = &route.names;
    let name = unraw(&route.name);
    let (rt, event) = (&scope.rt, route.event());
    match (&route.kind, route.answers_in(0..400)) {
        (Kind::Stream(_), _) => {
            let doc = docs::line(format!("What `{name}` answers: who may listen to what."));
            alias(scope, &names.response, &doc, &quote!(#rt::Subscription<#event>))
        }
        (Kind::Unary, Some(answers)) if !answers.is_empty() && all_known(&answers, &Origin::Route) => {
            let doc = docs::line(format!("What {} answers.", docs::called(route)));
            let response = enumeration(scope, Some(route), answers, &names.response, doc, false);
            scope.implement(encoding::answers(&response));
            response.expand()
        }
        (Kind::Unary, _) => placeholder(scope, &names.response),
    }
}

/// What a route answers when it can't do what it is for: of a stream, everything but the stream.
fn error_type(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let names = &route.names;
    let from = if route.is_stream() { 0 } else { 400 };
    let answers = route.answers_in(from..600).filter(|answers| all_known(answers, &Origin::Route));
    let Some(answers) = answers else {
        return placeholder(scope, &names.error);
    };
    let doc = docs::line(format!("What {} answers when it can't do what it is for.", docs::called(route)));
    let own = Shared {
        error: names.error.clone(),
        answers: route.answers.iter().flatten().collect(),
        route: Some(route),
    };
    for common in around(scope, route.group).into_iter().chain(sets_in(scope, &own)) {
        scope.implement(from_common(scope, &common, &own));
    }
    error(scope, Some(route), answers, &names.error, doc)
}

/// Whether it is known of all answers from there what they hold. Of one that is not, nobody knows either what `?` and `into` make
/// of it, so that nothing is to be said of them.
fn all_known(answers: &[&Answer], origin: &Origin) -> bool {
    let is_known =
        |answer: &&&Answer| answer.origin != *origin || !matches!(answer.content, Content::Unknown);
    answers.iter().filter(is_known).count() == answers.len()
}

/// The error that all routes of the contract have in common.
pub(super) fn common_error(scope: &Scope<'_>) -> TokenStream {
    let (contract, name) = (&scope.contract.name, &scope.names.error);
    if !scope.contract.common_is_known {
        return placeholder(scope, name);
    }
    let own = Shared::of(name.clone(), &scope.contract.common);
    for set in sets_in(scope, &own) {
        scope.implement(from_common(scope, &set, &own));
    }
    let doc =
        docs::line(format!("What every route of [`{contract}`] may answer when it can't do what it is for."));
    let error = error(scope, None, own.answers, name, doc);
    let objects: TokenStream =
        scope.contract.common.iter().map(|answer| object(scope, None, answer, &Origin::Contract)).collect();
    quote! { #error #objects }
}

fn error(
    scope: &Scope<'_>,
    route: Option<&Route>,
    answers: Vec<&Answer>,
    name: &Ident,
    doc: Doc,
) -> TokenStream {
    let error = enumeration(scope, route, answers, name, doc, true);
    scope.implement(encoding::answers(&error));
    scope.implement(untold::conversion(scope, name));
    error.expand()
}

/// The errors that the routes of each group have in common, with what the groups are given.
pub(super) fn group_errors(scope: &Scope<'_>) -> TokenStream {
    let with_error = scope.contract.groups.iter().filter(|group| group.has_error);
    with_error.map(|group| group_error(scope, group)).collect()
}

fn group_error(scope: &Scope<'_>, group: &Group) -> TokenStream {
    let name = names::group_error(&scope.contract.type_prefix, &group.name);
    let Some(all) = &group.all_common else { return placeholder(scope, &name) };
    let own = Shared::of(name.clone(), all);
    for common in around(scope, group.parent).into_iter().chain(sets_in(scope, &own)) {
        scope.implement(from_common(scope, &common, &own));
    }
    let doc = format!(
        "What every route of the group `{}` may answer when it can't do what it is for.",
        unraw(&group.name)
    );
    error(scope, None, own.answers, &name, docs::line(doc))
}

/// The errors of the sets of answers.
pub(super) fn set_errors(scope: &Scope<'_>) -> TokenStream {
    scope
        .contract
        .sets
        .responses
        .iter()
        .filter(|set| set.has_error)
        .map(|set| set_error(scope, set))
        .collect()
}

fn set_error(scope: &Scope<'_>, set: &ResponseSet) -> TokenStream {
    if !set.is_sound {
        return placeholder(scope, &set.name);
    }
    let own = Shared::of(set.name.clone(), &set.answers);
    let doc =
        format!("What the routes that take `..{}` answer when they can't do what they are for.", set.name);
    error(scope, None, own.answers, &set.name, docs::line(doc))
}

/// An error that several routes have in common, or that of one route.
struct Shared<'a> {
    error: Ident,
    answers: Vec<&'a Answer>,
    route: Option<&'a Route>,
}

impl<'a> Shared<'a> {
    fn of(error: Ident, common: &'a [Answer]) -> Self {
        Self { error, answers: common.iter().filter(|answer| answer.status >= 400).collect(), route: None }
    }
}

/// The errors in common of what stands around something in this group.
fn around<'a>(scope: &'a Scope<'_>, group: Option<usize>) -> Vec<Shared<'a>> {
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
fn sets_in<'a>(scope: &'a Scope<'_>, inner: &Shared<'_>) -> Vec<Shared<'a>> {
    let with_error = scope.contract.sets.responses.iter().filter(|set| set.has_error && set.is_sound);
    let sets = with_error.map(|set| Shared::of(set.name.clone(), &set.answers));
    let is_in = |answer: &&Answer| {
        inner.answers.iter().any(|own| own.status == answer.status && own.origin == answer.origin)
    };
    sets.filter(|set| set.answers.iter().all(is_in)).collect()
}

/// The conversion of an error in common into one inside, by which `?` works in a handler. There is none where that answers a
/// common status with a type of its own.
fn from_common(scope: &Scope<'_>, common: &Shared<'_>, inner: &Shared<'_>) -> TokenStream {
    let (common_error, error) = (&common.error, &inner.error);
    let has = |common: &&Answer| {
        let own = inner.answers.iter().find(|answer| answer.status == common.status);
        own.is_some_and(|own| held(scope, inner.route, own) == held(scope, None, common))
    };
    if !common.answers.iter().all(has) {
        return TokenStream::new();
    }
    let arms = common.answers.iter().map(|answer| {
        let variant = Ident::new(&names::variant(answer.status), error.span());
        let body = (!answer.content.is_nothing()).then(|| quote!(body));
        if answer.headers.is_empty() {
            let body = body.map(|body| quote!((#body)));
            return quote!(#common_error::#variant #body => Self::#variant #body,);
        }
        let names =
            body.into_iter().chain(answer.headers.iter().map(|header| header.ident.to_token_stream()));
        let names = quote!({ #(#names),* });
        quote!(#common_error::#variant #names => Self::#variant #names,)
    });
    quote_spanned! {generated_at(error.span())=>
        #[automatically_derived]
        impl ::core::convert::From<#common_error> for #error {
            fn from(error: #common_error) -> Self {
                match error {
                    #(#arms)*
                    #common_error::Internal(error) => Self::Internal(error),
                }
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

/// The types of inline objects in the answers of sets and groups.
pub(super) fn of_shared(scope: &Scope<'_>) -> TokenStream {
    let of = |origin: Origin| -> TokenStream {
        scope.contract.shared_answers().map(|answer| object(scope, None, answer, &origin)).collect()
    };
    scope.contract.shared_origins().into_iter().map(of).collect()
}

/// The type of an answer's inline object, which is made once, for what declares the answer.
fn object(scope: &Scope<'_>, route: Option<&Route>, answer: &Answer, maker: &Origin) -> TokenStream {
    match &answer.content {
        Content::Fields(fields) if answer.origin == *maker => {
            let whose = match (route, maker) {
                (Some(route), _) => docs::called(route),
                (None, Origin::Set(set)) => format!("routes that take `..{set}`"),
                (None, Origin::Group(group)) => format!("every route of the group `{}`", unraw(group)),
                (None, _) => format!("every route of [`{}`]", scope.contract.name),
            };
            let doc = format!("The body of the `{}` of {whose}.", status_line(answer.status));
            objects::object(scope, &scope.answer_body(route, answer), &doc, fields)
        }
        _ => TokenStream::new(),
    }
}

/// A type about which nothing is known.
pub(super) fn placeholder(scope: &Scope<'_>, name: &Ident) -> TokenStream {
    let unknown = scope.unknown();
    alias(scope, name, &docs::line("Unknown, since the contract holds a mistake."), &quote!(#unknown))
}

fn alias(scope: &Scope<'_>, name: &Ident, doc: &Doc, ty: &TokenStream) -> TokenStream {
    let (visibility, quiet) = (&scope.contract.visibility, &scope.quiet);
    quote! { #doc #quiet #visibility type #name = #ty; }
}

/// An enum with a variant an answer.
fn enumeration<'a>(
    scope: &'a Scope<'a>,
    route: Option<&Route>,
    answers: Vec<&'a Answer>,
    name: &'a Ident,
    doc: Doc,
    has_internal: bool,
) -> Enumeration<'a, Answer> {
    let variant = |answer: &'a Answer| Variant {
        of: answer,
        ident: Ident::new(&names::variant(answer.status), answer.at.span()),
        doc: docs::after(format!("`{}`", status_line(answer.status)), &answer.docs),
        content: &answer.content,
        ty: scope.answer(route, answer),
        fields: &answer.headers,
    };
    let variants = answers.into_iter().map(variant).collect();
    Enumeration { scope, name, doc, variants, has_internal }
}
