//! The events of a stream, and the publisher of a contract's events.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::enums::{Enumeration, Variant};
use super::scope::{Scope, generated_at};
use super::{answers, docs, mounts, objects};
use crate::model::{Content, Event, EventSet, Events, Field, FieldType, Kind, Route};
use crate::names;

/// The enum of a stream's events, and the types of inline objects in them. Those of a set are the set's.
pub(super) fn of_route(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let name = scope.route_names(route).event;
    match &route.kind {
        Kind::Unary | Kind::Stream(Events::Set(_)) => TokenStream::new(),
        Kind::Stream(Events::Unknown) => answers::placeholder(scope, &name),
        Kind::Stream(Events::Own(events)) => {
            let doc = docs::line(format!("The events of {}.", docs::called(route)));
            let payload = |event: &Event| {
                names::event_payload(&scope.contract.type_prefix, &route.name, &event.variant)
            };
            declaration(scope, &name, doc, events, payload)
        }
    }
}

/// The enum of a set of events.
pub(super) fn of_set(scope: &Scope<'_>, set: &EventSet) -> TokenStream {
    let Some(events) = &set.events else { return answers::placeholder(scope, &set.name) };
    let doc = docs::or(&set.docs, "Events that several streams share.");
    declaration(scope, &set.name, doc, events, |event| names::set_payload(&set.name, &event.variant))
}

/// An enum of events, and the types of inline objects in them, which are called what `payload` says.
fn declaration(
    scope: &Scope<'_>,
    name: &Ident,
    doc: TokenStream,
    events: &[Event],
    payload: impl Fn(&Event) -> Ident,
) -> TokenStream {
    let variants = events.iter().map(|event| variant(scope, event, &payload(event))).collect();
    let enumeration = Enumeration { scope, name, doc, variants, has_internal: false };
    scope.implement(event_set(&enumeration));
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

fn object(scope: &Scope<'_>, whose: &Ident, event: &Event, payload: &Ident) -> TokenStream {
    match &event.content {
        Content::Fields(fields) => {
            let doc = format!("What the `{}` event of [`{whose}`] carries.", event.name);
            objects::object(scope, payload, &doc, fields)
        }
        _ => TokenStream::new(),
    }
}

/// The publisher: a method a stream, which gives the channel of its subscribers.
pub(super) fn publisher(scope: &Scope<'_>) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, &scope.quiet);
    let (contract, name) = (&scope.contract.name, &scope.names.events);
    let data = &scope.names.contract;
    let channels: TokenStream =
        scope.named_routes().filter(|route| has_channel(route)).map(|route| channel(scope, route)).collect();
    let configuring: TokenStream = scope
        .named_routes()
        .filter(|route| route.is_stream() && has_configuring(scope, route))
        .map(|route| configuring(scope, route))
        .collect();
    let mounted = mounts::publishers(scope);
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
            ///
            /// # Panics
            /// When another contract has channels of the same names in `sse`.
            #visibility fn new(sse: &#rt::SseManager) -> Self {
                Self { publisher: #rt::Publisher::new(sse, #data::CHANNELS) }
            }
            #[doc(hidden)]
            #visibility fn __mounted(publisher: #rt::Publisher) -> Self {
                Self { publisher }
            }
            #channels
            #configuring
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
    let arguments = arguments(scope, fields);
    let texts = channel_texts(scope, route, argument);
    let whose = if fields.is_empty() { "" } else { " for these path parameters" };
    let doc = docs::line(format!("The channel of {}{whose}.", docs::called(route)));
    let route_name = &route.operation;
    quote_spanned! {generated_at(name.span())=>
        #doc
        #visibility fn #name(&self, #arguments) -> #rt::Channel<#event> {
            self.publisher.channel(#route_name, #texts)
        }
    }
}

/// Whether a route has a channel, whose name is no other method's of a publisher; it was reported where it is one's.
fn has_channel(route: &Route) -> bool {
    route.is_stream() && !["new", "__mounted"].iter().any(|taken| route.name == taken)
}

/// The method that sets the options of a stream's channels, whatever their path parameters.
fn configuring(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, visibility) = (&scope.rt, &scope.contract.visibility);
    let (name, route_name) = (names::configuring(&route.name), &route.operation);
    let whose =
        if matches!(route.params, Content::Nothing) { "channel of {} is" } else { "channels of {} are" };
    let whose = whose.replace("{}", &docs::called(route));
    let doc = docs::line(format!("Sets how the {whose} kept and delivered."));
    quote_spanned! {generated_at(name.span())=>
        #doc
        #visibility fn #name(&self, options: #rt::ChannelOptions) {
            self.publisher.configure(#route_name, options)
        }
    }
}

/// Whether no other method has the name; it was reported where one has.
fn has_configuring(scope: &Scope<'_>, route: &Route) -> bool {
    let name = names::configuring(&route.name);
    let is_stream = scope.contract.routes.iter().any(|other| other.is_stream() && other.name == name);
    !is_stream && !scope.contract.mounts.iter().any(|mount| mount.has_method && mount.name == name)
}

/// Path parameters as arguments of a publisher.
pub(super) fn arguments(scope: &Scope<'_>, params: &[Field]) -> TokenStream {
    let rt = &scope.rt;
    let arguments = params.iter().map(|param| {
        let (ident, ty) = (&param.ident, scope.field(&param.ty));
        match param.ty {
            FieldType::Text => quote!(#ident: impl ::core::convert::Into<#rt::String>),
            _ => quote!(#ident: #ty),
        }
    });
    quote!(#(#arguments),*)
}

/// The texts of such arguments.
pub(super) fn texts<'a>(scope: &'a Scope<'_>, params: &'a [Field]) -> impl Iterator<Item = TokenStream> + 'a {
    params.iter().filter_map(|param| text(scope, param, &argument(param), "text"))
}

/// A path parameter as it was given to a publisher.
fn argument(param: &Field) -> TokenStream {
    let ident = &param.ident;
    match param.ty {
        FieldType::Text => quote!(&::core::convert::Into::into(#ident)),
        _ => quote!(&#ident),
    }
}

/// The text of a path parameter.
fn text(scope: &Scope<'_>, param: &Field, value: &TokenStream, function: &str) -> Option<TokenStream> {
    let (rt, function) = (&scope.rt, Ident::new(function, Span::call_site()));
    let to_text = scope.codec(&scope.field(&param.ty), "to_text")?;
    Some(quote!(#rt::#function(#to_text, #value)))
}

/// The texts that tell one channel of a route from another: those of its path parameters, whose values `value` gives. A last
/// one that is left out has none, since every text may be that of a value.
pub(super) fn channel_texts(
    scope: &Scope<'_>,
    route: &Route,
    value: impl Fn(&Field) -> TokenStream,
) -> TokenStream {
    let rt = &scope.rt;
    let Content::Fields(fields) = &route.params else { return quote!(&[]) };
    let optional = route.optional_param();
    let always = fields.len() - usize::from(optional.is_some());
    let optional = optional.and_then(|field| text(scope, field, &value(field), "optional_text"));
    let texts = fields.iter().take(always).filter_map(|field| text(scope, field, &value(field), "text"));
    match optional {
        Some(optional) => quote!(&#rt::with_optional(&[#(&#texts),*], &#optional)),
        None => quote!(&[#(&#texts),*]),
    }
}
