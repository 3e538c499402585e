//! The events of a stream, and the publisher of a contract's events.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::enums::{Enumeration, Variant};
use super::scope::{Scope, generated_at, quiet};
use super::{answers, docs, mounts, objects};
use crate::ast::unraw;
use crate::model::{Content, Event, FieldType, Route};
use crate::names;

/// The enum of a stream's events, and the types of inline objects in them.
pub(super) fn of_route(scope: &Scope<'_>, route: &Route, events: Option<&[Event]>) -> TokenStream {
    let name = scope.route_names(route).event;
    let Some(events) = events else { return answers::placeholder(scope, &name) };
    let doc = docs::line(format!("The events of {}.", docs::called(route)));
    let variants = events.iter().map(|event| variant(scope, route, event)).collect();
    let enumeration = Enumeration { scope, name: &name, doc, variants, has_internal: false };
    scope.implement(event_set(&enumeration));
    let declaration = enumeration.expand();
    let objects: TokenStream = events.iter().map(|event| object(scope, route, event)).collect();
    quote! { #declaration #objects }
}

fn variant<'a>(scope: &Scope<'_>, route: &Route, event: &'a Event) -> Variant<'a, Event> {
    let ty = scope.content(&event.content, &payload_name(scope, route, event));
    let nothing = if ty.is_none() { ", which carries nothing" } else { "" };
    let lead = format!("The `{}` event{nothing}.", event.name);
    Variant {
        of: event,
        ident: event.variant.clone(),
        doc: docs::after(lead, &event.docs),
        content: &event.content,
        ty,
        fields: &[],
    }
}

/// What the type of an event's inline object is called.
fn payload_name(scope: &Scope<'_>, route: &Route, event: &Event) -> Ident {
    names::event_payload(&scope.contract.name, &route.name, &event.variant)
}

fn event_set(enumeration: &Enumeration<'_, Event>) -> TokenStream {
    let (scope, name) = (enumeration.scope, enumeration.name);
    let rt = &scope.rt;
    let names = enumeration.arms(
        |variant| {
            let (any, wire) = (variant.any(), &variant.of.name);
            quote!(#any => #wire,)
        },
        TokenStream::new,
    );
    let data = enumeration.arms(
        |variant| match variant.held(scope, "to_json") {
            Some((held, to_json)) => quote!(#held => #rt::event_data(#to_json, held),),
            None => {
                let any = variant.any();
                quote!(#any => #rt::event_null(),)
            }
        },
        TokenStream::new,
    );
    quote! {
        #[automatically_derived]
        impl #rt::EventSet for #name {
            fn name(&self) -> &str {
                match self { #names }
            }
            fn data(&self) -> #rt::Result<#rt::String, #rt::JsonError> {
                match self { #data }
            }
        }
    }
}

fn object(scope: &Scope<'_>, route: &Route, event: &Event) -> TokenStream {
    match &event.content {
        Content::Fields(fields) => {
            let doc = format!("What the `{}` event of {} carries.", event.name, docs::called(route));
            objects::object(scope, &payload_name(scope, route, event), &doc, fields)
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
    let mounted = mounts::publishers(scope);
    let text = unraw(contract);
    let doc = docs::line(format!(
        "Publishes the events of [`{contract}`]: a method a stream, which gives the channel that its subscribers listen to."
    ));
    quote! {
        #doc
        #quiet
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #visibility struct #name {
            publisher: #rt::Publisher,
        }
        #quiet
        impl #name {
            /// A publisher to the subscribers that `sse` serves.
            #visibility fn new(sse: &#rt::SseManager) -> Self {
                Self { publisher: #rt::Publisher::new(sse, #text) }
            }
            #[doc(hidden)]
            #visibility fn __mounted(publisher: #rt::Publisher) -> Self {
                Self { publisher }
            }
            #channels
            #mounted
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
            _ if matches!(field.ty, FieldType::Text) => {
                quote!(#ident: impl ::core::convert::Into<#rt::String>)
            }
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
    let route_name = unraw(name);
    quote_spanned! {generated_at(name.span())=>
        #doc
        #visibility fn #name(&self, #(#arguments),*) -> #rt::Channel<#event> {
            self.publisher.channel(#route_name, &[#(#texts),*])
        }
    }
}
