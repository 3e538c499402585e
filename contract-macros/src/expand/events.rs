//! The events of a stream.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::Doc;
use super::enums::{Enumeration, Variant};
use super::scope::Scope;
use super::{answers, docs, objects};
use crate::model::{Content, Event, EventSet, Events, Kind, Route};
use crate::names;

/// The enum of a stream's events, and the types of inline objects in them. Those of a set are the set's.
pub(super) fn of_route(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let name = route.event();
    match &route.kind {
        Kind::Unary | Kind::Stream(Events::Set(_)) => TokenStream::new(),
        Kind::Stream(Events::Unknown) => answers::placeholder(scope, name),
        Kind::Stream(Events::Own(events)) if !all_known(events) => answers::placeholder(scope, name),
        Kind::Stream(Events::Own(events)) => {
            let doc = docs::line(format!("The events of {}.", docs::called(route)));
            let payload = |event: &Event| {
                names::event_payload(&scope.contract.type_prefix, &route.name, &event.variant)
            };
            declaration(scope, name, doc, events, payload)
        }
    }
}

/// The enum of a set of events.
pub(super) fn of_set(scope: &Scope<'_>, set: &EventSet) -> TokenStream {
    let Some(events) = set.events.as_ref().filter(|events| all_known(events)) else {
        return answers::placeholder(scope, &set.name);
    };
    let doc = docs::or(&set.docs, || "Events that several streams share.".to_owned());
    declaration(scope, &set.name, doc, events, |event| names::set_payload(&set.name, &event.variant))
}

/// Whether it is known of all events what they hold, and with it what `into` makes of a value.
fn all_known(events: &[Event]) -> bool {
    events.iter().all(|event| !matches!(event.content, Content::Unknown))
}

/// An enum of events, and the types of inline objects in them, which are called what `payload` says.
fn declaration(
    scope: &Scope<'_>,
    name: &Ident,
    doc: Doc,
    events: &[Event],
    payload: impl Fn(&Event) -> Ident,
) -> TokenStream {
    let variants = events.iter().map(|event| variant(scope, event, &payload(event))).collect();
    let enumeration = Enumeration { scope, name, doc, variants, has_internal: false };
    scope.implement(event_set(&enumeration));
    scope.implement(decode(&enumeration));
    scope.implement(enumeration.debug());
    let declaration = enumeration.expand();
    let objects: TokenStream =
        events.iter().map(|event| object(scope, name, event, &payload(event))).collect();
    quote! { #declaration #objects }
}

fn variant<'a>(scope: &Scope<'_>, event: &'a Event, payload: &Ident) -> Variant<'a, Event> {
    let ty = scope.content(&event.content, payload);
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

fn event_set(enumeration: &Enumeration<'_, Event>) -> TokenStream {
    let (scope, name) = (enumeration.scope, enumeration.name);
    let rt = &scope.short_rt;
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

/// Reads an event back. Marked so that it is compiled only where something reads events.
fn decode(enumeration: &Enumeration<'_, Event>) -> TokenStream {
    let (scope, name) = (enumeration.scope, enumeration.name);
    let rt = &scope.short_rt;
    let arms = enumeration.arms(
        |variant| {
            let (ident, wire) = (&variant.ident, &variant.of.name);
            match variant.held(scope, "of_json") {
                Some((_, of_json)) => quote!(#wire => #of_json(data).map(Self::#ident),),
                None if variant.ty.is_none() => quote!(#wire => #rt::Ok(Self::#ident),),
                None => TokenStream::new(),
            }
        },
        TokenStream::new,
    );
    quote! {
        #[automatically_derived]
        impl #rt::DecodeEvent for #name {
            #[inline]
            fn decode(name: &str, data: &str) -> #rt::Result<Self, #rt::JsonError> {
                match name {
                    #arms
                    _ => #rt::no_such_event(name),
                }
            }
        }
    }
}

fn object(scope: &Scope<'_>, whose: &Ident, event: &Event, payload: &Ident) -> TokenStream {
    match &event.content {
        Content::Fields(fields) => {
            let doc = format!("What the `{}` event of [`{whose}`] carries.", event.name);
            objects::object(scope, payload, &doc, fields)
        }
        _ => TokenStream::new(),
    }
}
