//! The types that a request is made of.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote, quote_spanned};

use super::derives::{Parts, Shape};
use super::scope::{Scope, Ty, generated_at};
use super::{docs, objects};
use crate::ast::unraw;
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

/// The request of a route, and the types that are made for its parts.
pub(super) fn request(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let parts = parts(route);
    let made: TokenStream = parts.iter().map(|part| part_type(scope, route, part)).collect();
    let members: Vec<Member> = parts.iter().filter_map(|part| member(scope, part)).collect();
    let doc = docs::line(format!("What {} is called with.", docs::called(route)));
    let deprecated = docs::deprecated(route).map(|deprecated| quote!(#[doc = ""] #deprecated));
    let doc = quote!(#doc #deprecated);
    let request = structure(scope, &route.names.request, &doc, &members);
    quote! { #request #made }
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
    let ty = scope.part(part)?;
    let docs = docs::line(format!("The request's {}.", part.what));
    // What the macro makes for a part shows itself; all else is shown through its codec.
    let shows_itself = matches!(part.content, Content::Fields(_));
    Some(Member { ident: part.field.clone(), docs, attributes: TokenStream::new(), ty, shows_itself })
}

/// A field of a struct.
pub(super) struct Member {
    pub(super) ident: Ident,
    pub(super) docs: TokenStream,
    pub(super) attributes: TokenStream,
    pub(super) ty: Ty,
    /// Whether its type implements `Debug` whatever the user's types do.
    pub(super) shows_itself: bool,
}

impl Member {
    pub(super) fn of(scope: &Scope<'_>, field: &Field) -> Self {
        Self {
            ident: field.ident.clone(),
            docs: docs::field(field),
            attributes: TokenStream::new(),
            ty: scope.field(&field.ty),
            shows_itself: false,
        }
    }
}

/// Tokens as if they stood at the place of `span`, with the names that they mean where they were written.
fn at(tokens: TokenStream, span: Span) -> TokenStream {
    let moved = |mut token: TokenTree| {
        token = match token {
            TokenTree::Group(group) => {
                TokenTree::Group(Group::new(group.delimiter(), at(group.stream(), span)))
            }
            other => other,
        };
        token.set_span(token.span().located_at(span));
        token
    };
    tokens.into_iter().map(moved).collect()
}

/// A struct, with a `Debug` that is written out: a derived one would complain of a type without `Debug` once more.
pub(super) fn structure(
    scope: &Scope<'_>,
    name: &Ident,
    attributes: &TokenStream,
    members: &[Member],
) -> TokenStream {
    let (short_rt, visibility, quiet) = (&scope.short_rt, &scope.contract.visibility, &scope.quiet);
    let fields = members.iter().map(|Member { ident, docs, attributes, ty, .. }| {
        // A field is from its visibility on, so that what is wrong with it is told there.
        let visibility = at(visibility.to_token_stream(), ident.span());
        quote!(#docs #attributes #visibility #ident: #ty)
    });
    let shown = members.iter().filter_map(|member| {
        let (ident, text) = (&member.ident, unraw(&member.ident));
        if member.shows_itself {
            return Some(quote!((#text, &self.#ident)));
        }
        let debug = scope.codec(&member.ty, "debug")?;
        Some(quote!((#text, &#short_rt::Shown(&self.#ident, #debug))))
    });
    let parts = members.iter().map(|member| (&member.ident, &member.ty)).collect();
    let derives = scope.derive(name, &[Shape { path: quote!(Self), parts: Parts::Named(parts) }]);
    let text = name.to_string();
    scope.implement(quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #short_rt::debug_fields(f, #text, &[#(#shown),*])
            }
        }
    });
    quote_spanned! {generated_at(name.span())=>
        #attributes
        #derives
        #quiet
        #visibility struct #name { #(#fields,)* }
    }
}
