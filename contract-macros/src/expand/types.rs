//! The types that a request is made of, and those of inline objects.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::docs;
use super::scope::{Scope, Ty, generated_at, quiet};
use crate::ast::unraw;
use crate::model::{Content, Field, Route};

/// A part of a request: the field that holds it, its content, the name of its type if one is made, and what it is.
pub(super) struct Part<'a> {
    pub(super) field: Ident,
    pub(super) content: &'a Content,
    pub(super) made: Ident,
    pub(super) what: &'static str,
}

/// The parts of a route's request that are there.
pub(super) fn parts<'a>(scope: &Scope<'_>, route: &'a Route) -> Vec<Part<'a>> {
    let names = scope.route_names(route);
    let parts = [
        ("params", &route.params, names.params, "path parameters"),
        ("query", &route.query, names.query, "query"),
        ("headers", &route.headers, names.headers, "headers"),
        ("body", &route.body, names.body, "body"),
    ];
    let present = parts.into_iter().filter(|(_, content, ..)| !content.is_nothing());
    let call_site = proc_macro2::Span::call_site();
    present
        .map(|(field, content, made, what)| Part { field: Ident::new(field, call_site), content, made, what })
        .collect()
}

/// The request of a route, and the types that are made for its parts.
pub(super) fn request(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let parts = parts(scope, route);
    let made: TokenStream = parts
        .iter()
        .map(|part| match part.content {
            Content::Fields(fields) => {
                let doc = docs::line(format!("The {} of {}.", part.what, docs::called(route)));
                let attributes =
                    if part.field == "body" { object_derives(scope) } else { TokenStream::new() };
                structure(scope, &part.made, &quote!(#doc #attributes), fields, part.field == "body")
            }
            _ => TokenStream::new(),
        })
        .collect();
    let fields: Vec<Member> = parts.iter().filter_map(|part| member(scope, part)).collect();
    let doc = docs::line(format!("What {} is called with.", docs::called(route)));
    let request = struct_with_debug(scope, &scope.route_names(route).request, &doc, &fields);
    quote! { #request #made }
}

fn member(scope: &Scope<'_>, part: &Part<'_>) -> Option<Member> {
    let ty = scope.content(part.content, &part.made)?;
    // What the macro makes for a part shows itself; all else is shown through its codec.
    let shows_itself = matches!(part.content, Content::Fields(_));
    Some(Member {
        ident: part.field.clone(),
        docs: docs::line(format!("The request's {}.", part.what)),
        attributes: TokenStream::new(),
        ty,
        shows_itself,
    })
}

/// The type of an inline object that goes over the wire as JSON.
pub(super) fn object(scope: &Scope<'_>, name: &Ident, doc: &str, fields: &[Field]) -> TokenStream {
    let (doc, derives) = (docs::line(doc), object_derives(scope));
    structure(scope, name, &quote!(#doc #derives), fields, true)
}

/// The derives of an inline object, told where to find their own crates.
fn object_derives(scope: &Scope<'_>) -> TokenStream {
    let rt = &scope.rt;
    let path = rt.to_string().replace(' ', "");
    let (serde, schemars) = (format!("{path}::serde"), format!("{path}::schemars"));
    quote! {
        #[derive(#rt::serde::Serialize, #rt::serde::Deserialize, #rt::schemars::JsonSchema)]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
    }
}

fn structure(
    scope: &Scope<'_>,
    name: &Ident,
    attributes: &TokenStream,
    fields: &[Field],
    is_object: bool,
) -> TokenStream {
    let members: Vec<Member> = fields
        .iter()
        .map(|field| Member {
            ident: field.ident.clone(),
            docs: docs::or(&field.docs, format!("`{}`", field.wire)),
            attributes: rename(field, is_object),
            ty: scope.field(&field.ty),
            shows_itself: false,
        })
        .collect();
    struct_with_debug(scope, name, attributes, &members)
}

/// The name on the wire, where serde would choose another.
fn rename(field: &Field, is_object: bool) -> TokenStream {
    let wire = &field.wire;
    if is_object && unraw(&field.ident) != *wire {
        quote!(#[serde(rename = #wire)])
    } else {
        TokenStream::new()
    }
}

struct Member {
    ident: Ident,
    docs: TokenStream,
    attributes: TokenStream,
    ty: Ty,
    /// Whether its type implements `Debug` whatever the user's types do.
    shows_itself: bool,
}

/// A struct, with a `Debug` that is written out: a derived one would complain of a type without `Debug` once more.
fn struct_with_debug(
    scope: &Scope<'_>,
    name: &Ident,
    attributes: &TokenStream,
    members: &[Member],
) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, quiet());
    let fields = members
        .iter()
        .map(|Member { ident, docs, attributes, ty, .. }| quote!(#docs #attributes #visibility #ident: #ty));
    let shown = members.iter().filter_map(|member| {
        let (ident, text) = (&member.ident, unraw(&member.ident));
        if member.shows_itself {
            return Some(quote!(.field(#text, &self.#ident)));
        }
        let debug = scope.codec(&member.ty, "debug")?;
        Some(quote!(.field(#text, &#rt::Shown(&self.#ident, #debug))))
    });
    let text = name.to_string();
    scope.implement(quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(#text)#(#shown)*.finish()
            }
        }
    });
    quote_spanned! {generated_at(name.span())=>
        #attributes
        #quiet
        #visibility struct #name { #(#fields,)* }
    }
}
