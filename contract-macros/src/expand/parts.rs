//! The parts of a route's request.

use proc_macro2::{Ident, Span};

use super::scope::Scope;
use super::ty::{Coding, Ty};
use crate::model::{BodyMedia, Content, Field, Route};

/// A part of a request: the field that holds it, its content, the name of its type if one is made, and what it is.
pub(super) struct Part<'a> {
    pub(super) field: Ident,
    pub(super) content: &'a Content,
    pub(super) made: &'a Ident,
    pub(super) what: &'static str,
    /// How it is read, where it is the body.
    pub(super) media: Option<&'a BodyMedia>,
}

impl Part<'_> {
    /// Its type, of which a body may be received as it is.
    pub(super) fn ty(&self, scope: &Scope<'_>) -> Option<Ty> {
        let coding = match (self.media, self.content) {
            (Some(BodyMedia::Raw(_)), _) => Coding::Body,
            (Some(BodyMedia::Multipart), Content::Type(_)) => Coding::Multipart,
            (Some(BodyMedia::Multipart), Content::Fields(fields))
                if fields.iter().any(Field::is_of_files) =>
            {
                Coding::Files
            }
            (Some(BodyMedia::Json(_) | BodyMedia::Form | BodyMedia::Multipart) | None, _) => Coding::Serde,
        };
        scope.content(self.content, self.made).map(|ty| ty.coded(coding))
    }

    /// Whether each of its fields is read by itself, so that its type needs no derives.
    pub(super) fn is_read_by_field(&self) -> bool {
        let is_one_value =
            matches!(self.media, Some(BodyMedia::Json(_) | BodyMedia::Form | BodyMedia::Raw(_)));
        matches!(self.content, Content::Fields(_)) && !is_one_value
    }
}

/// The parts of a route's request that are there.
pub(super) fn parts(route: &Route) -> Vec<Part<'_>> {
    let names = &route.names;
    let parts = [
        ("params", &route.params, &names.params, "path parameters"),
        ("query", &route.query, &names.query, "query"),
        ("headers", &route.headers, &names.headers, "headers"),
        ("cookies", &route.cookies, &names.cookies, "cookies"),
        ("body", &route.body, &names.body, "body"),
    ];
    let present = parts.into_iter().filter(|(_, content, ..)| !content.is_nothing());
    let part = |(field, content, made, what)| Part {
        field: Ident::new(field, Span::call_site()),
        content,
        made,
        what,
        media: (field == "body").then_some(&route.body_media),
    };
    present.map(part).collect()
}
