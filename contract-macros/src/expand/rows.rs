//! What stands in a contract's table: a row a route.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Expr;

use super::own;
use super::parts::parts;
use super::scope::Scope;
use crate::ast::unraw;
use crate::model::{Answer, Content, Field, FixedHeader, Media, Method, Route};

/// A route's row in the table.
pub(super) fn row(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let rt = &scope.short_rt;
    let (contract, name) = (unraw(&scope.contract.name), &route.operation);
    let verb = route.method.map(verb);
    let path = route.path.as_ref().map(ToString::to_string);
    let operation_id = route.operation_id.as_ref().map(|id| quote!(.operation_id(#id)));
    let (version, inherited) = (scope.version(), scope.described(&route.inherited));
    let deprecated = route.is_deprecated.then(|| quote!(.deprecated()));
    let summary = route.summary.as_ref().map(|text| quote!(.summary(#text)));
    let description = description(route).map(|text| quote!(.description(#text)));
    let optional = route.last_is_optional.then(|| quote!(.last_is_optional()));
    let stream = route.is_stream().then(|| quote!(.stream()));
    let body = (!route.body.is_nothing()).then(|| {
        let media = route.body_media.text();
        quote!(.body(#media))
    });
    // In a block of its own, so that another type is told where the number stands, and nowhere else.
    let limit = route.body_limit.as_ref().map(|bytes| {
        quote!(.body_limit({
            let bytes: ::core::primitive::usize = #bytes;
            bytes
        }))
    });
    let part_names = part_names(route);
    let events = route.is_stream().then(|| quote!(#rt::Answer::new(200u16, "text/event-stream")));
    let headers = headers_call(scope, route.headers.fields(), &route.fixed_headers);
    let defaults = defaults_call(scope, route);
    let answers = events
        .into_iter()
        .chain(route.answers.iter().flatten().map(|answer| answer_row(scope, Some(route), answer)));
    quote! {
        #rt::Route::new(#contract, #name, #rt::Verb::#verb, #path)
            #operation_id #version #optional #summary #description #deprecated #inherited #stream #headers #defaults #body #part_names #limit
            .answers(&[#(#answers),*])
    }
}

/// The call that gives the headers which are asked of requests.
pub(super) fn headers_call(scope: &Scope<'_>, read: &[Field], fixed: &[FixedHeader]) -> Option<TokenStream> {
    let rt = &scope.short_rt;
    let read = read.iter().map(|Field { wire, .. }| quote!(#rt::RequestHeader::read(#wire)));
    let fixed =
        fixed.iter().map(|FixedHeader { wire, value }| quote!(#rt::RequestHeader::fixed(#wire, #value)));
    let headers: Vec<_> = read.chain(fixed).collect();
    (!headers.is_empty()).then(|| quote!(.headers(&[#(#headers),*])))
}

/// The call that gives the defaults of fields.
fn defaults_call(scope: &Scope<'_>, route: &Route) -> Option<TokenStream> {
    let places = [
        (quote!(Path), &route.params),
        (quote!(Query), &route.query),
        (quote!(Header), &route.headers),
        (quote!(Cookie), &route.cookies),
        (quote!(Body), &route.body),
    ];
    let of_part = |(place, content): &(TokenStream, &Content)| -> Vec<TokenStream> {
        content.fields().iter().filter_map(|field| field_default(scope, place, field)).collect()
    };
    let defaults: Vec<_> = places.iter().flat_map(of_part).collect();
    (!defaults.is_empty()).then(|| quote!(.defaults(&[#(#defaults),*])))
}

/// The default of a field in this part of a request, if it has one.
pub(super) fn field_default(scope: &Scope<'_>, place: &TokenStream, field: &Field) -> Option<TokenStream> {
    let (rt, wire, default) = (&scope.short_rt, &field.wire, scope.default(field)?);
    let to_json = scope.codec(&scope.field(&field.ty), "to_json")?;
    Some(quote!(#rt::FieldDefault::new(#rt::Place::#place, #wire, || #rt::default_json(#to_json, #default))))
}

/// A route's description: that which it was given, or else its doc comment.
fn description(route: &Route) -> Option<TokenStream> {
    let given = route.description.as_ref().map(|text: &Expr| quote!(#text));
    given.or_else(|| {
        let text = route.docs.text();
        (!text.is_empty()).then(|| quote!(#text))
    })
}

pub(super) fn answer_row(scope: &Scope<'_>, route: Option<&Route>, answer: &Answer) -> TokenStream {
    let (rt, status) = (&scope.short_rt, answer.status);
    let row = match (&answer.content, &answer.media) {
        (Content::Nothing, _) => quote!(#rt::Answer::empty(#status)),
        (Content::Type(ty), Media::Json(_)) if let Some(is_problem) = scope.is_problem(ty) => {
            let media = answer.media.text();
            quote!(#rt::Answer::json(#status, #media, #is_problem))
        }
        _ => {
            let media = answer.media.text();
            quote!(#rt::Answer::new(#status, #media))
        }
    };
    let text = answer.docs.text();
    let description = (!text.is_empty()).then(|| quote!(.description(#text)));
    let names = answer.headers.iter().map(|header| &header.wire);
    let headers = (!answer.headers.is_empty()).then(|| quote!(.headers(&[#(#names),*])));
    let own = own::call(scope, route, answer);
    quote!(#row #description #headers #own)
}

fn verb(method: Method) -> Ident {
    let name = match method {
        Method::Get => "Get",
        Method::Post => "Post",
        Method::Put => "Put",
        Method::Patch => "Patch",
        Method::Delete => "Delete",
        Method::Head => "Head",
        Method::Options => "Options",
    };
    Ident::new(name, Span::call_site())
}

/// The fields of a multipart body in the table, where the contract names them.
fn part_names(route: &Route) -> Option<TokenStream> {
    let parts = parts(route);
    let body = parts.iter().find(|part| part.field == "body" && part.is_read_by_field())?;
    let Content::Fields(fields) = body.content else { return None };
    let (files, texts): (Vec<&Field>, Vec<&Field>) = fields.iter().partition(|field| field.is_of_files());
    let names = |fields: Vec<&Field>| {
        let names = fields.into_iter().map(|field| field.wire.clone());
        quote!(&[#(#names),*])
    };
    let (files, texts) = (names(files), names(texts));
    Some(quote!(.parts(#files, #texts)))
}
