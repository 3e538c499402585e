//! The types of answers: what a route gives when all goes well, and when not.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::Doc;
use super::enums::{Enumeration, Variant};
use super::scope::Scope;
use super::shared_errors::Shared;
use super::sole_answer::SoleAnswer;
use super::{docs, encoding, join, objects, shared_errors, untold};
use crate::ast::unraw;
use crate::model::{Answer, Content, Group, Kind, Origin, ResponseSet, Route};
use crate::names::{self, status_line};

/// A route's response, error and result, and the types of inline objects in them.
pub(super) fn of_route(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, visibility, lints) = (&scope.rt, &scope.contract.visibility, scope.lints.of_alias());
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
        #lints
        #visibility type #result = #rt::Result<#response, #error>;
    };
    join([responses, errors, objects, result])
}

/// What a route answers when all goes well.
fn response_type(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let names = &route.names;
    let name = unraw(&route.name);
    let (rt, event) = (&scope.rt, route.event());
    if let Some(sole) = SoleAnswer::of(scope, route) {
        let lead = format!("What {} answers: `{}`.", docs::called(route), status_line(sole.answer.status));
        return alias(scope, &names.response, &docs::after(lead, &sole.answer.docs), &sole.ty(scope));
    }
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
    let name = &route.names.error;
    let from = if route.is_stream() { 0 } else { 400 };
    let answers = route.answers_in(from..600).filter(|answers| all_known(answers, &Origin::Route));
    let Some(answers) = answers else {
        return placeholder(scope, name);
    };
    let doc = docs::line(format!("What {} answers when it can't do what it is for.", docs::called(route)));
    let own = Shared { error: name.clone(), answers, route: Some(route) };
    let around = shared_errors::around(scope, route.group);
    if let Some(Shared { error, .. }) = around.iter().find(|common| common.is(&own)) {
        return alias(scope, name, &doc, &quote!(#error));
    }
    let sets = shared_errors::of_sets_in(scope, &own);
    error(scope, &own, around.iter().chain(&sets), doc)
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
    let doc =
        docs::line(format!("What every route of [`{contract}`] may answer when it can't do what it is for."));
    let error = error(scope, &own, &shared_errors::of_sets_in(scope, &own), doc);
    let objects: TokenStream =
        scope.contract.common.iter().map(|answer| object(scope, None, answer, &Origin::Contract)).collect();
    quote! { #error #objects }
}

/// An error, and how those become it that are a part of it.
fn error<'a>(
    scope: &Scope<'_>,
    own: &Shared<'_>,
    parts: impl IntoIterator<Item = &'a Shared<'a>>,
    doc: Doc,
) -> TokenStream {
    let mut of_common = None;
    for part in parts {
        match shared_errors::arms(scope, part, own) {
            Some(arms) if part.error == scope.names.error => of_common = Some(arms),
            Some(arms) => scope.implement(shared_errors::conversion(&part.error, &own.error, &arms)),
            None => {}
        }
    }
    let error = enumeration(scope, own.route, own.answers.clone(), &own.error, doc, true);
    scope.implement(encoding::answers(&error));
    scope.implement(untold::conversion(scope, &own.error, of_common));
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
    let doc = format!(
        "What every route of the group `{}` may answer when it can't do what it is for.",
        unraw(&group.name)
    );
    let (around, sets) = (shared_errors::around(scope, group.parent), shared_errors::of_sets_in(scope, &own));
    error(scope, &own, around.iter().chain(&sets), docs::line(doc))
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
    error(scope, &own, &[], docs::line(doc))
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
    let (visibility, lints) = (&scope.contract.visibility, scope.lints.of_alias());
    quote! { #doc #lints #visibility type #name = #ty; }
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
