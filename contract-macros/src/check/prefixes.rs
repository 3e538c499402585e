//! The rules of prefixes: what the paths of a contract's or a group's routes begin with.

use proc_macro2::Span;
use quote::ToTokens;
use syn::LitStr;

use super::{fields, paths};
use crate::ast::{self, Slot, stream_shown};
use crate::errors::{At, Errors};
use crate::model::written::optional;
use crate::model::{Content, Field, FieldType, RoutePath, Segment};

/// What the paths of some routes begin with.
#[derive(Clone)]
pub(super) struct Prefix {
    /// Nothing where it is not known.
    pub(super) path: Option<RoutePath>,
    /// The parameters in it.
    pub(super) params: Vec<Field>,
    /// Whether it is known, and the types of its parameters too.
    pub(super) is_sound: bool,
}

impl Prefix {
    /// The prefix of nothing.
    pub(super) fn none() -> Self {
        Self { path: Some(RoutePath::default()), params: Vec::new(), is_sound: true }
    }

    /// The path that goes on with `own` where this ends. A parameter that is here already is not one of `own`.
    pub(super) fn followed_by(&self, mut own: RoutePath, at: Span, errors: &mut Errors) -> Option<RoutePath> {
        own.segments.retain(|segment| {
            let (Segment::Parameter(name) | Segment::Rest(name)) = segment else { return true };
            let is_new = self.params.iter().all(|param| param.wire != *name);
            if !is_new {
                errors.report(
                    at,
                    format!("`{{{name}}}` is a parameter of the prefix already"),
                    "give each parameter a name of its own",
                );
            }
            is_new
        });
        let segments = self.path.as_ref()?.segments.iter().cloned().chain(own.segments).collect();
        Some(RoutePath { segments })
    }
}

/// Whether a path that was written has this parameter.
pub(super) fn has_parameter(written: Option<&LitStr>, name: &str) -> bool {
    let path = written.map(LitStr::value).unwrap_or_default();
    path.contains(&format!("{{{name}}}")) || path.contains(&format!("{{*{name}}}"))
}

/// The prefix of a contract or a group, which goes on where `outer` ends.
pub(super) fn check(
    written: &Slot<LitStr>,
    typed: &Slot<Vec<ast::Field>>,
    outer: &Prefix,
    errors: &mut Errors,
) -> Prefix {
    if let (Slot::Absent, Slot::Given(at, _)) = (written, typed) {
        errors.report(
            *at,
            "there is no `path_prefix` with parameters whose types these could be",
            "add `path_prefix: \"/{id}\"`, or type a parameter in the route that has it",
        );
        return outer.clone();
    }
    let at = written.given().map_or_else(Span::call_site, LitStr::span);
    let own = own(written, errors);
    let mistakes_before = errors.count();
    let path = own.and_then(|own| outer.followed_by(own, at, errors));
    let is_repeated = |name: &str| has_parameter(written.given(), name);
    let path_at = path.as_ref().map(|path| (path, at));
    let params = fields::path_params(path_at, typed, &outer.params, is_repeated, errors);
    let params = match params {
        Content::Fields(fields) => fields,
        _ => Vec::new(),
    };
    for param in &params {
        let is_of_outer = outer.params.iter().any(|outer| outer.wire == param.wire);
        if !is_of_outer && has_parameter(written.given(), &param.wire) {
            is_always_there(param, errors);
        }
    }
    let is_known = path.is_some() && outer.is_sound && !matches!(typed, Slot::Unreadable);
    let types_are_known = params.iter().all(|param| !matches!(param.ty, FieldType::Unknown));
    let is_sound = is_known && types_are_known && errors.count() == mistakes_before;
    Prefix { path, params, is_sound }
}

/// A route's path goes on where the prefix ends; `""` and `"/"` after a prefix are the prefix itself.
pub(super) fn route_path(written: &LitStr, prefix: &Prefix, errors: &mut Errors) -> Option<RoutePath> {
    let has_prefix = prefix.path.as_ref().is_none_or(|path| !path.segments.is_empty());
    if written.value().is_empty() && !has_prefix {
        errors.report(
            written.span(),
            "an empty path is only for a contract with a `path_prefix`",
            "write `\"/\"`",
        );
        return Some(RoutePath::default());
    }
    let own = paths::read(written, errors)?;
    prefix.followed_by(own, written.span(), errors)
}

/// What is written as a prefix is a path; `"/"` is none.
fn own(written: &Slot<LitStr>, errors: &mut Errors) -> Option<RoutePath> {
    let literal = match written {
        Slot::Absent => return Some(RoutePath::default()),
        Slot::Unreadable => return None,
        Slot::Given(_, literal) => literal,
    };
    if matches!(literal.value().as_str(), "" | "/") {
        errors.report(literal.span(), "an empty `path_prefix` does nothing", "leave it out");
        return Some(RoutePath::default());
    }
    let mut path = paths::read(literal, errors)?;
    // Only the last can be one that takes the rest; where it is not, that is told of the path by itself.
    if let Some(last) = path.segments.last_mut()
        && let Segment::Rest(name) = last
    {
        errors.report(
            literal.span(),
            format!("`{{*{name}}}` takes all that is left of a path, so no route could come after it"),
            format!("write `{{{name}}}` for one segment"),
        );
        *last = Segment::Parameter(name.clone());
    }
    Some(path)
}

/// No parameter of a prefix may be left out, since a path goes on after it.
fn is_always_there(param: &Field, errors: &mut Errors) {
    let FieldType::Type(ty) = &param.ty else { return };
    let Some(inside) = optional(ty) else { return };
    let (name, inside) = (&param.wire, stream_shown(&inside.to_token_stream()));
    errors.report(
        At::all(ty),
        format!("`{{{name}}}` is in a prefix, so it can't be left out"),
        format!("write `{name}: {inside}`"),
    );
}
