//! The events of a stream, and the publisher of a contract's events.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::answers::{self, Payload, conversions};
use super::scope::{Scope, Ty, quiet};
use super::{docs, server, types};
use crate::model::{Content, Event, FieldType, Route};

/// The enum of a stream's events, and the types of inline objects in them.
pub(super) fn of_route(scope: &Scope<'_>, route: &Route, events: Option<&[Event]>) -> TokenStream {
    let name = scope.route_names(route).event;
    let Some(events) = events else { return answers::placeholder(scope, &name) };
    let variants: Vec<Variant<'_>> = events
        .iter()
        .map(|event| {
            let (ty, made) = scope.event(route, event);
            Variant { event, ty, made }
        })
        .collect();
    let enumeration = enumeration(scope, route, &name, &variants);
    let debug = debug(scope, &name, &variants);
    let event_set = event_set(scope, &name, &variants);
    let objects: TokenStream = variants.iter().map(|variant| object(scope, route, variant)).collect();
    let payloads = variants.iter().filter_map(|Variant { event, ty, .. }| {
        Some(Payload { variant: &event.variant, ty: ty.as_ref()?, content: &event.content })
    });
    let conversions = conversions(&name, &payloads.collect::<Vec<_>>());
    quote! { #enumeration #debug #event_set #conversions #objects }
}

struct Variant<'a> {
    event: &'a Event,
    ty: Option<Ty>,
    /// The name of its payload's type, if one is made.
    made: Ident,
}

fn enumeration(scope: &Scope<'_>, route: &Route, name: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let (visibility, quiet) = (&scope.contract.visibility, quiet());
    let doc = docs::line(format!("The events of {}.", docs::called(route)));
    let variants = variants.iter().map(|Variant { event, ty, .. }| {
        let variant = &event.variant;
        let lead = match ty {
            Some(_) => format!("The `{}` event.", event.name.escape_default()),
            None => format!("The `{}` event, which carries nothing.", event.name.escape_default()),
        };
        let doc = docs::after(lead, &event.docs);
        match ty {
            Some(ty) => quote!(#doc #variant(#ty),),
            None => quote!(#doc #variant,),
        }
    });
    quote! { #doc #quiet #visibility enum #name { #(#variants)* } }
}

fn debug(scope: &Scope<'_>, name: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let (rt, quiet) = (&scope.rt, quiet());
    let arms = variants.iter().map(|Variant { event, ty, .. }| {
        let (variant, text) = (&event.variant, event.variant.to_string());
        let Some(ty) = ty else { return quote!(Self::#variant => f.write_str(#text),) };
        match scope.codec(ty, "debug") {
            Some(debug) => {
                quote!(Self::#variant(data) => f.debug_tuple(#text).field(&#rt::Shown(data, #debug)).finish(),)
            }
            None => quote!(Self::#variant(_) => f.write_str(#text),),
        }
    });
    quote! {
        #quiet
        #[automatically_derived]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self { #(#arms)* }
            }
        }
    }
}

fn event_set(scope: &Scope<'_>, name: &Ident, variants: &[Variant<'_>]) -> TokenStream {
    let (rt, quiet) = (&scope.rt, quiet());
    let names = variants.iter().map(|Variant { event, ty, .. }| {
        let (variant, wire) = (&event.variant, &event.name);
        let pattern = ty.as_ref().map(|_| quote!((_)));
        quote!(Self::#variant #pattern => #wire,)
    });
    let data = variants.iter().map(|Variant { event, ty, .. }| {
        let variant = &event.variant;
        let Some(ty) = ty else { return quote!(Self::#variant => #rt::event_null(),) };
        match scope.codec(ty, "to_json") {
            Some(to_json) => quote!(Self::#variant(data) => #rt::event_data(#to_json, data),),
            None => quote!(Self::#variant(_) => #rt::event_null(),),
        }
    });
    quote! {
        #quiet
        #[automatically_derived]
        impl #rt::EventSet for #name {
            fn name(&self) -> &str {
                match self { #(#names)* }
            }
            fn data(&self) -> #rt::Result<#rt::String, #rt::JsonError> {
                match self { #(#data)* }
            }
        }
    }
}

fn object(scope: &Scope<'_>, route: &Route, variant: &Variant<'_>) -> TokenStream {
    match &variant.event.content {
        Content::Fields(fields) => {
            let doc = format!("What the `{}` event of {} carries.", variant.event.name, docs::called(route));
            types::object(scope, &variant.made, &doc, fields)
        }
        _ => TokenStream::new(),
    }
}

/// The publisher: a method a stream, which gives the channel of its subscribers.
pub(super) fn publisher(scope: &Scope<'_>) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, quiet());
    let (contract, name) = (&scope.contract.name, &scope.names.events);
    let channels: TokenStream =
        scope.named_routes().filter(|route| route.is_stream()).map(|route| channel(scope, route)).collect();
    let doc = docs::line(format!(
        "Publishes the events of [`{contract}`]: a method a stream, which gives the channel that its subscribers listen to."
    ));
    quote! {
        #doc
        #quiet
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #visibility struct #name {
            sse: #rt::SseManager,
        }
        #quiet
        impl #name {
            /// A publisher to the subscribers that `sse` serves.
            #visibility fn new(sse: &#rt::SseManager) -> Self {
                Self { sse: ::core::clone::Clone::clone(sse) }
            }
            #channels
        }
    }
}

fn channel(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, visibility) = (&scope.rt, &scope.contract.visibility);
    let (name, event) = (&route.name, scope.route_names(route).event);
    let fields = match &route.params {
        Content::Fields(fields) => fields.as_slice(),
        Content::Nothing => &[],
        _ => return TokenStream::new(),
    };
    let arguments = fields.iter().map(|field| {
        let ident = &field.ident;
        match scope.field(&field.ty) {
            _ if matches!(field.ty, FieldType::Text) => quote!(#ident: impl ::core::convert::Into<#rt::String>),
            ty => quote!(#ident: #ty),
        }
    });
    let texts = fields.iter().filter_map(|field| {
        let ident = &field.ident;
        let to_text = scope.codec(&scope.field(&field.ty), "to_text")?;
        Some(match field.ty {
            FieldType::Text => quote!(&#rt::text(#to_text, &::core::convert::Into::into(#ident))),
            _ => quote!(&#rt::text(#to_text, &#ident)),
        })
    });
    let whose = if fields.is_empty() { "" } else { " for these path parameters" };
    let doc = docs::line(format!("The channel of {}{whose}.", docs::called(route)));
    let route_name = server::channel_name(scope, route);
    quote! {
        #doc
        #visibility fn #name(&self, #(#arguments),*) -> #rt::Channel<#event> {
            #rt::channel(&self.sse, #route_name, &[#(#texts),*])
        }
    }
}
