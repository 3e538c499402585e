//! The publisher of a contract's events, and of the contracts that it mounts.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use super::scope::Scope;
use super::spans::{at, generated_at};
use super::{docs, mounts};
use crate::model::{Content, Field, FieldType, Mount, Route};
use crate::names;

/// The publisher: a method a stream, which gives the channel of its subscribers.
pub(super) fn publisher(scope: &Scope<'_>) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, &scope.lints.none);
    let (contract, name) = (&scope.contract.name, &scope.names.events);
    let data = &scope.names.contract;
    let channels: TokenStream =
        scope.named_routes().filter(|route| has_channel(route)).map(|route| channel(scope, route)).collect();
    let configuring: TokenStream = scope
        .named_routes()
        .filter(|route| route.is_stream() && has_configuring(scope, route))
        .map(|route| configuring(scope, route))
        .collect();
    let mounted = mounted(scope);
    let doc = docs::line(format!(
        "Publishes the events of [`{contract}`]: a method a stream, which gives the channel that its subscribers listen to."
    ));
    // A method that it has not is told of the contract's name, and not of all that is in it.
    let item = at(quote!(#rt::publisher_type! { #doc #visibility #name }), contract.span());
    quote! {
        #item
        #quiet
        impl #name {
            #rt::publisher_functions! { #visibility #data }
            #channels
            #configuring
            #mounted
        }
    }
}

fn channel(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, visibility) = (&scope.rt, &scope.contract.visibility);
    let (name, event) = (&route.name, route.event());
    let fields = match &route.params {
        Content::Fields(fields) => fields.as_slice(),
        Content::Nothing => &[],
        _ => return TokenStream::new(),
    };
    let arguments = arguments(scope, fields);
    let texts = channel_texts(scope, route, argument);
    let uses = (!fields.is_empty()).then_some(&scope.uses);
    let whose = if fields.is_empty() { "" } else { " for these path parameters" };
    let doc = docs::line(format!("The channel of {}{whose}.", docs::called(route)));
    let route_name = &route.operation;
    quote_spanned! {generated_at(name.span())=>
        #doc
        #visibility fn #name(&self, #arguments) -> #rt::Channel<#event> {
            #uses
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

/// The publishers of the mounted contracts.
fn mounted(scope: &Scope<'_>) -> TokenStream {
    let visibility = &scope.contract.visibility;
    let publisher = |mount: &Mount| {
        let (name, text) = (&mount.name, &mount.operation);
        let span = generated_at(name.span());
        let Some(path) = &mount.contract else {
            let unknown = scope.unknown();
            return quote_spanned!(span=> #visibility fn #name(&self) -> #unknown { ::core::panic!() });
        };
        let events = mounts::names(scope, mount).events;
        let whose = if mount.params.is_empty() { "" } else { ", for these path parameters" };
        let uses = (!mount.params.is_empty()).then_some(&scope.uses);
        let doc = format!("Publishes the events of [`{}`] as it is mounted here{whose}.", docs::path(path));
        let doc = docs::line(doc);
        let (arguments, texts) = (arguments(scope, &mount.params), texts(scope, &mount.params));
        quote_spanned! {span=>
            #doc
            #visibility fn #name(&self, #arguments) -> #events {
                #uses
                #events::__mounted(self.publisher.mounted(#text, &[#(&#texts),*]))
            }
        }
    };
    let is_method = |mount: &&Mount| mount.has_method && mount.name != "new";
    scope.contract.mounts.iter().filter(is_method).map(publisher).collect()
}

/// Path parameters as arguments of a publisher.
fn arguments(scope: &Scope<'_>, params: &[Field]) -> TokenStream {
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
fn texts<'a>(scope: &'a Scope<'_>, params: &'a [Field]) -> impl Iterator<Item = TokenStream> + 'a {
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
    let (rt, function) = (&scope.short_rt, Ident::new(function, Span::call_site()));
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
    let rt = &scope.short_rt;
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
