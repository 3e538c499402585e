//! The rules of a route by itself.

use proc_macro2::{Ident, Span};

use super::groups::{self, Given};
use super::prefixes::{self, Prefix, has_parameter};
use super::{fields, headers, inherited, media, multipart, operations, responses, streams, taken};
use crate::ast::{self, Slot, unraw};
use crate::errors::Errors;
use crate::model::{Answer, BodyMedia, Content, Kind, Media, Method, Route, RoutePath, Sets, Soundness};
use crate::names::{HOOK, RouteNames};
use crate::words::snake_case;

/// What a route takes from what it stands in.
pub(super) struct Common<'a> {
    pub(super) given: &'a Given,
    pub(super) groups: &'a [ast::Group],
    pub(super) sets: &'a Sets,
    /// What the names of all types begin with.
    pub(super) type_prefix: &'a str,
}

/// Makes a route of what was written, with everything that is wrong in it reported.
pub(super) fn check(written: &ast::Route, common: &Common<'_>, errors: &mut Errors) -> Route {
    let mistakes_before = errors.count();
    if written.group.is_none() {
        name_is_free(&written.name, errors);
    }
    name_is_snake_case(&written.name, "route", errors);
    method_is_there(written, errors);
    let (path, params, last_is_optional) = path_and_params(written, &common.given.prefix, errors);
    let (body, body_media) = body_and_media(written, errors);
    limit_is_for_a_body(written, errors);
    let query = content(&written.query, errors);
    let (headers, fixed_headers) = headers::of_route(&written.headers, common.given.headers.as_ref(), errors);
    let cookies = fields::cookies(&written.cookies, errors);
    let kind = streams::kind(written, common.sets, errors);
    let events_are_sound = taken::events_are_sound(&kind, common.sets);
    let operation_id = operations::id(written, errors);
    let inherited = inherited::check(&written.inherited, errors).within(&common.given.inherited);
    let answers = answers(written, common, matches!(kind, Kind::Stream(_)), errors);
    let is_sound = written.readable
        && errors.count() == mistakes_before
        && common.given.answers.is_some()
        && common.given.headers.is_some()
        && common.given.prefix.is_sound
        && events_are_sound;
    let (name, operation) = groups::full_name(&written.name, written.group, common.groups);
    Route {
        names: names(written, common.type_prefix, &name),
        name,
        operation,
        operation_id,
        is_deprecated: written.deprecated.given().is_some_and(|is_deprecated| *is_deprecated),
        inherited,
        group: written.group,
        docs: written.docs.clone(),
        summary: written.summary.given().cloned(),
        description: written.description.given().cloned(),
        method: written.method.given().map(|(method, _)| *method),
        path,
        last_is_optional,
        params,
        query,
        headers,
        fixed_headers,
        cookies,
        body,
        body_media,
        body_limit: written.body_limit.given().cloned(),
        kind,
        answers,
        soundness: if is_sound { Soundness::Whole } else { Soundness::Broken },
    }
}

/// The name of a route or a mount is not that of a method which is there already. In a group it is only part of a name.
pub(super) fn name_is_free(name: &Ident, errors: &mut Errors) {
    if name == "new" {
        errors.report(name, "`new` is taken: it makes a contract's publisher", "choose another name");
    } else if name == HOOK {
        errors.report(
            name,
            format!("`{name}` is taken: it renders the answer to a request that is not as the contract says"),
            "choose another name",
        );
    }
}

/// The name of a route or a mount is in `snake_case`, as that of the method that it becomes.
pub(super) fn name_is_snake_case(written: &Ident, what: &str, errors: &mut Errors) {
    let name = unraw(written);
    let snake = snake_case(&name);
    if name != snake {
        errors.report(
            written,
            format!("a {what}'s name is in snake_case: found `{name}`"),
            format!("write `{snake}`"),
        );
    }
}

/// A route has a method.
fn method_is_there(route: &ast::Route, errors: &mut Errors) {
    if route.method.is_absent() && !is_half_typed(route) {
        errors.report(&route.name, format!("`{}` has no `method`", route.name), "add `method: GET`");
    }
}

/// Whether nothing of a route is there but its name, which has been reported.
fn is_half_typed(route: &ast::Route) -> bool {
    !route.readable && route.method.is_absent() && route.path.is_absent() && route.responses.is_absent()
}

/// A route's path, the types of its parameters, and whether the last of them may be left out.
fn path_and_params(
    written: &ast::Route,
    prefix: &Prefix,
    errors: &mut Errors,
) -> (Option<RoutePath>, Content, bool) {
    let mistakes_before = errors.count();
    let path = path(written, prefix, errors);
    let params = fields::path_params(
        path.as_ref().map(|path| (path, path_span(written))),
        &written.path_params,
        &prefix.params,
        |name| has_parameter(written.path.given(), name),
        errors,
    );
    let last_is_optional = path
        .as_ref()
        .is_some_and(|path| fields::only_the_last_is_optional(path, &params, &prefix.params, errors));
    // What else is wrong with such a path may well come of the same mistake.
    (path.filter(|_| errors.count() == mistakes_before), params, last_is_optional)
}

/// A route has a path.
fn path(route: &ast::Route, prefix: &Prefix, errors: &mut Errors) -> Option<RoutePath> {
    if route.path.is_absent() && !is_half_typed(route) {
        errors.report(&route.name, format!("`{}` has no `path`", route.name), "add `path: \"/\"`");
    }
    prefixes::route_path(route.path.given()?, prefix, errors)
}

fn path_span(route: &ast::Route) -> Span {
    route.path.given().map_or(route.name.span(), syn::LitStr::span)
}

/// The names of a route's types, of which those of what it answers stand where it says that.
fn names(written: &ast::Route, type_prefix: &str, name: &Ident) -> RouteNames {
    let mut names = RouteNames::new(type_prefix, name);
    names.response.set_span(answers_span(written));
    names.error.set_span(answers_span(written));
    names.event.set_span(events_span(written));
    names
}

/// Where a route says what it answers, or else its name.
fn answers_span(route: &ast::Route) -> Span {
    match &route.responses {
        Slot::Given(at, _) => at.span(),
        Slot::Absent | Slot::Unreadable => route.name.span(),
    }
}

/// Where a route says which events it sends, or else its name.
fn events_span(route: &ast::Route) -> Span {
    let written = route.responses.given().map(|written| written.responses.as_slice());
    let events = |response: &ast::Response| match response.answer {
        ast::Answer::Events(at, _) => Some(at.span()),
        ast::Answer::Schema(_) => None,
    };
    written.into_iter().flatten().find_map(events).unwrap_or_else(|| route.name.span())
}

/// A route's body and its media type: JSON where none is said.
fn body_and_media(written: &ast::Route, errors: &mut Errors) -> (Content, BodyMedia) {
    let body = body(written, errors);
    let media = media::of_body(written, errors);
    // Without a media type nobody knows what the type must be able to do.
    let body = match media {
        Some(BodyMedia::Multipart) => multipart::told_apart(body, errors),
        Some(_) => body,
        None => Content::Unknown,
    };
    (body, media.unwrap_or_else(|| BodyMedia::of(Media::json())))
}

/// GET and HEAD have no body.
fn body(route: &ast::Route, errors: &mut Errors) -> Content {
    let body = content(&route.body, errors);
    if let (Slot::Given(at, _), Some((method @ (Method::Get | Method::Head), _))) =
        (&route.body, route.method.given())
        && !body.is_nothing()
    {
        errors.report(
            *at,
            format!("a {} request has no body", method.name()),
            "move its fields to `query: { … }`, or write `method: POST`",
        );
    }
    body
}

/// Only what has a body limits it.
fn limit_is_for_a_body(route: &ast::Route, errors: &mut Errors) {
    if let (Slot::Given(at, _), Slot::Absent | Slot::Given(_, ast::Schema::Nothing)) =
        (&route.body_limit, &route.body)
    {
        errors.report(*at, "there is no body to limit", "add `body: Type`, or remove `body_limit`");
    }
}

fn content(written: &Slot<ast::Schema>, errors: &mut Errors) -> Content {
    match written {
        Slot::Absent => Content::Nothing,
        Slot::Unreadable => Content::Unknown,
        Slot::Given(_, schema) => fields::content(schema, errors),
    }
}

/// A route says what it answers.
fn answers(
    route: &ast::Route,
    common: &Common<'_>,
    is_stream: bool,
    errors: &mut Errors,
) -> Option<Vec<Answer>> {
    let own = match &route.responses {
        Slot::Given(_, written) => responses::own(written, common.sets, errors),
        Slot::Unreadable => return None,
        Slot::Absent if is_stream => Some(Vec::new()),
        Slot::Absent => {
            if !is_half_typed(route) {
                errors.report(
                    &route.name,
                    format!("`{}` has no `responses`", route.name),
                    "add `responses: { 200: Type }`",
                );
            }
            return None;
        }
    };
    let mut answers = responses::with_common(own?, common.given.answers.as_ref()?, is_stream);
    if is_stream {
        answers.retain(|answer| answer.status != 200);
    } else {
        responses::can_go_well(route, &answers, errors);
    }
    Some(answers)
}
