//! The types that a request is made of.

use proc_macro2::TokenStream;

use super::answers::placeholder;
use super::parts::{Part, parts};
use super::scope::Scope;
use super::structs::{Member, structure};
use super::{docs, join, objects};
use crate::model::{Content, Route};

/// The request of a route, and the types that are made for its parts.
pub(super) fn request(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let parts = parts(route);
    if says_nothing(route, &parts) {
        return placeholder(scope, &route.names.request);
    }
    let made: TokenStream = parts.iter().map(|part| part_type(scope, route, part)).collect();
    let members: Vec<Member> = parts.iter().filter_map(|part| member(scope, part)).collect();
    let request = structure(scope, &route.names.request, &docs::request(route), &members);
    join([request, made])
}

/// Whether nothing is known of a route but its name, as when it is only just being typed: whoever has implemented it knows more.
fn says_nothing(route: &Route, parts: &[Part<'_>]) -> bool {
    let is_open = route.method.is_none() && route.path.is_none() && route.answers.is_none();
    is_open && parts.iter().all(|part| part.field == "params")
}

fn part_type(scope: &Scope<'_>, route: &Route, part: &Part<'_>) -> TokenStream {
    let Content::Fields(fields) = part.content else { return TokenStream::new() };
    let doc = format!("The {} of {}.", part.what, docs::called(route));
    if part.field == "body" && !part.is_read_by_field() {
        return objects::object(scope, part.made, &doc, fields);
    }
    // Read field by field, so that it needs no derives.
    let members: Vec<Member> = fields.iter().map(|field| Member::of(scope, field)).collect();
    structure(scope, part.made, &docs::line(doc), &members)
}

fn member(scope: &Scope<'_>, part: &Part<'_>) -> Option<Member> {
    let ty = part.ty(scope)?;
    let docs = docs::line(format!("The request's {}.", part.what));
    // So does what the macro makes for a part. All else is shown through its codec.
    let shows_itself = ty.is_plain() || matches!(part.content, Content::Fields(_));
    Some(Member { ident: part.field.clone(), docs, attributes: TokenStream::new(), ty, shows_itself })
}
