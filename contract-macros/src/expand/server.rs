//! The trait to implement, and the router that serves an implementation.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::parts::{Part, parts};
use super::scope::Scope;
use super::sole_answer::SoleAnswer;
use super::spans::{at, generated_at};
use super::{docs, mounts, publisher, table};
use crate::ast::unraw;
use crate::model::{BodyMedia, Content, Field, FieldType, FixedHeader, Route, Soundness};
use crate::names::HOOK;

/// The trait: an async method a route.
pub(super) fn api(scope: &Scope<'_>) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, &scope.lints.none);
    let name = &scope.contract.name;
    let doc = docs::or(&scope.contract.docs, || format!("The `{name}` contract: a method a route."));
    let handlers: TokenStream = scope.contract.routes.iter().map(|route| handler(scope, route)).collect();
    let (mounts, hook) = (mounts::implementations(scope), hook(scope));
    let who = docs::lines([
        "Who calls: any extractor of axum's, run before anything of the request is decoded. Its rejection is",
        "then the answer. `()` where it does not matter who calls.",
        "",
        "The implementation is its state (`FromRequestParts<Self>`).",
    ]);
    // What an implementation lacks is told as asked for by the trait's name, and not by all of the contract.
    let context = at(quote!(type Context: #rt::HandlerContext<Self>;), name.span());
    quote! {
        #doc
        #quiet
        #visibility trait #name: ::core::marker::Sized + ::core::marker::Send + ::core::marker::Sync + 'static {
            #who
            #[cfg(not(doc))]
            #context
            #who
            #[cfg(doc)]
            type Context: #rt::FromRequestParts<Self> + ::core::marker::Send;
            #mounts
            #handlers
            #hook
        }
    }
}

/// How the answer to an invalid request is rendered, unless an implementation does it otherwise. Where a route has taken
/// its name, which is a mistake, there is none.
fn hook(scope: &Scope<'_>) -> Option<TokenStream> {
    let Scope { rt, contract, .. } = scope;
    let routes = contract.routes.iter().map(|route| &route.name);
    let mut names = routes.chain(contract.mounts.iter().map(|mount| &mount.name));
    if names.any(|name| name == HOOK) {
        return None;
    }
    let hook = Ident::new(HOOK, Span::call_site());
    let doc = docs::lines([
        "The answer to a request that is not as the contract says. Unless an implementation renders it otherwise,",
        "it is a `400` problem that lists every fault.",
    ]);
    Some(quote! {
        #doc
        fn #hook(&self, request: #rt::InvalidRequest) -> #rt::Response {
            #rt::IntoResponse::into_response(request)
        }
    })
}

fn handler(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let name = &route.name;
    let doc = docs::handler(scope, route);
    let (request, result) = if matches!(route.soundness, Soundness::Unnamed(_)) {
        (&scope.names.placeholder, &scope.names.placeholder)
    } else {
        (&route.names.request, &route.names.result)
    };
    // Nobody is asked to implement a handler while its route holds a mistake.
    let span = generated_at(name.span());
    let body = if route.is_whole() {
        quote_spanned!(span=> ;)
    } else {
        quote_spanned!(span=> { async { ::core::panic!() } })
    };
    quote_spanned! {span=>
        #doc
        fn #name(
            &self,
            context: Self::Context,
            request: #request,
        ) -> impl ::core::future::Future<Output = #result> + ::core::marker::Send #body
    }
}

/// The contract as data, and its router.
pub(super) fn contract(scope: &Scope<'_>) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, &scope.lints.none);
    let (contract, name) = (&scope.contract.name, &scope.names.contract);
    let whole: Vec<&Route> = scope.contract.whole_routes().collect();
    scope.implement(table::table(scope, &whole));
    let doc = docs::line(format!("[`{contract}`] as data, and its router."));
    let (info, serve) = (info(scope), serve(scope, &whole));
    let channels = &scope.contract.channel_prefix;
    let item = at(quote!(#rt::contract_type! { #doc #visibility #name }), contract.span());
    quote! {
        #item
        #quiet
        impl #name {
            #rt::contract_functions! { #visibility #contract, #channels, #info }
            #serve
        }
    }
}

/// The function that serves these routes, and what is mounted beside them.
fn serve(scope: &Scope<'_>, routes: &[&Route]) -> TokenStream {
    let (rt, uses) = (&scope.rt, &scope.uses);
    let (visibility, contract) = (&scope.contract.visibility, &scope.contract.name);
    let count = routes.len();
    let readers = routes.iter().map(|route| reader(scope, route));
    let shims = routes.iter().map(|route| shim(scope, route));
    let (api, endpoints) = (format_ident!("api"), format_ident!("endpoints"));
    let serve_mounted = mounts::serve(scope, &api, &endpoints);
    let invalid = match hook(scope) {
        Some(_) => {
            let hook = Ident::new(HOOK, Span::call_site());
            quote!(<T as #contract>::#hook)
        }
        None => quote!(|_, request| #rt::IntoResponse::into_response(request)),
    };
    quote! {
        #[doc(hidden)]
        #visibility fn __serve<T: #contract>(#api: T, #endpoints: &mut #rt::Endpoints<'_>) {
            #uses
            #(#readers)*
            let #api = #endpoints.add::<T, <T as #contract>::Context, #count>(#api, #invalid, [#(#shims),*]);
            #serve_mounted
        }
    }
}

/// What the contract says of itself.
fn info(scope: &Scope<'_>) -> TokenStream {
    let rt = &scope.rt;
    let (name, text) = (unraw(&scope.contract.name), scope.contract.docs.text());
    let version = scope.version();
    let description = (!text.is_empty()).then(|| quote!(.description(#text)));
    quote!(#rt::ContractInfo::new(#name) #version #description)
}

/// What serves a route: the function that reads its request, its handler, and what makes JSON of its answer where that takes
/// a function of its own.
fn shim(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, contract, name) = (&scope.short_rt, &scope.contract.name, &route.name);
    let body = SoleAnswer::of(scope, route).and_then(|sole| sole.body(scope));
    let made_by = match body {
        _ if route.is_stream() => quote!(stream_route),
        Some(_) => quote!(json_route),
        None => quote!(route),
    };
    let body = body.into_iter();
    quote!(#rt::#made_by(#name, <T as #contract>::#name #(, #body)*))
}

/// The function that reads the request of a route.
fn reader(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, name) = (&scope.short_rt, &route.name);
    let parts = parts(route);
    // Faults are told in this order.
    let is_later = |part: &&Part<'_>| part.field == "cookies" || part.field == "body";
    let (later, first): (Vec<_>, Vec<_>) = parts.iter().partition(is_later);
    let fixed = route.fixed_headers.iter().enumerate().map(|(index, header)| fixed_header(index, header));
    let first = first.into_iter().flat_map(|part| reads(scope, route, part)).chain(fixed);
    let reads: Vec<Read> =
        first.chain(later.into_iter().flat_map(|part| reads(scope, route, part))).collect();
    let request = &route.names.request;
    let given = parts.iter().map(|part| given(part));
    let (locals, values): (Vec<_>, Vec<_>) = reads.iter().map(|read| (&read.local, &read.value)).unzip();
    let mut read = quote!(#request);
    let mut made = quote!(#request { #(#given,)* });
    if route.is_stream() {
        let (texts, event) = (channel_texts(scope, route), route.event());
        read = quote!((#rt::Subscribing<#event>, #request));
        made = quote!((input.subscribing(#texts)?, #made));
    }
    // Every part is read before any is missed, so that the answer can tell all that is wrong. Where the contract is mounted,
    // something may be wrong even if nothing is read here.
    quote! {
        fn #name(input: &mut #rt::Input) -> #rt::Option<#read> {
            #(let #locals = #values;)*
            let (true, #(#rt::Some(#locals),)*) = (input.is_valid(), #(#locals,)*) else {
                return #rt::None;
            };
            #rt::Some(#made)
        }
    }
}

/// A value that is read from the request, and the local that holds it.
struct Read {
    local: Ident,
    value: TokenStream,
}

/// A header whose value is known: nothing is read, but it must be there.
fn fixed_header(index: usize, header: &FixedHeader) -> Read {
    let FixedHeader { wire, value } = header;
    Read { local: format_ident!("_fixed_{index}"), value: quote!(input.fixed_header(#wire, #value)) }
}

fn reads(scope: &Scope<'_>, route: &Route, part: &Part<'_>) -> Vec<Read> {
    let rt = &scope.short_rt;
    let read = |local: Ident, value: Option<TokenStream>| value.map(|value| Read { local, value });
    let method = match part.field.to_string().as_str() {
        "params" => "param",
        "query" => "query",
        "headers" => "header",
        "cookies" => "cookie",
        _ if part.is_read_by_field() => "part",
        _ => {
            return read(part.field.clone(), body(scope, part)).into_iter().collect();
        }
    };
    match part.content {
        Content::Fields(fields) => {
            let check =
                Read { local: format_ident!("_parts"), value: quote!(#rt::Some(input.check_parts())) };
            let check = (method == "part").then_some(check);
            let optional = route.optional_param().filter(|_| method == "param");
            let field_read = |field: &Field| {
                let wire = &field.wire;
                if let FieldType::Files(_) = field.ty {
                    let from_files = scope.codec(&scope.field(&field.ty), "from_files")?;
                    return read(local(part, field), Some(quote!(input.files(#wire, #from_files))));
                }
                let is_optional = optional.is_some_and(|optional| optional.wire == field.wire);
                let method = if is_optional { "last_param" } else { method };
                let method = Ident::new(method, Span::call_site());
                let (from_text, default) = scope.read_from_text(field)?;
                let value = quote!(input.#method(#wire, #from_text));
                let value = match default {
                    Some(default) => quote!(#rt::or_default(#value, #default)),
                    None => value,
                };
                read(local(part, field), Some(value))
            };
            check.into_iter().chain(fields.iter().filter_map(field_read)).collect()
        }
        _ => {
            let whole = scope.content(part.content, part.made);
            let from_text = whole.and_then(|ty| scope.codec(&ty, "from_text"));
            let value = from_text.map(|from_text| quote!(input.query_as(#from_text)));
            read(part.field.clone(), value).into_iter().collect()
        }
    }
}

fn body(scope: &Scope<'_>, part: &Part<'_>) -> Option<TokenStream> {
    let ty = part.ty(scope)?;
    Some(match part.media {
        Some(BodyMedia::Form) => {
            let from_text = scope.codec(&ty, "from_text")?;
            quote!(input.form(#from_text))
        }
        Some(BodyMedia::Raw(_)) => {
            let from_body = scope.codec(&ty, "from_body")?;
            quote!(input.raw(#from_body))
        }
        Some(BodyMedia::Multipart) => {
            let from_multipart = scope.codec(&ty, "from_multipart")?;
            quote!(input.parts(#from_multipart))
        }
        Some(BodyMedia::Json(_)) | None => {
            let (from_json, schema) = (scope.codec(&ty, "from_json")?, scope.codec(&ty, "schema")?);
            quote!(input.json(#from_json, #schema))
        }
    })
}

fn local(part: &Part<'_>, field: &Field) -> Ident {
    format_ident!("{}_{}", part.field, unraw(&field.ident), span = Span::call_site())
}

/// A part as the request is given it.
fn given(part: &Part<'_>) -> TokenStream {
    let (name, made) = (&part.field, part.made);
    match part.content {
        Content::Fields(fields) if part.is_read_by_field() => {
            let fields = fields.iter().map(|field| {
                let (ident, local) = (&field.ident, local(part, field));
                quote!(#ident: #local)
            });
            quote!(#name: #made { #(#fields,)* })
        }
        _ => quote!(#name),
    }
}

/// The parameters that tell one channel of a route from another.
fn channel_texts(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let value = |field: &Field| {
        let ident = format_ident!("params_{}", unraw(&field.ident), span = Span::call_site());
        quote!(&#ident)
    };
    publisher::channel_texts(scope, route, value)
}
