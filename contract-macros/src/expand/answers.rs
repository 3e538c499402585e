//! The types of answers: what a route gives when all goes well, and when not.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Type;

use super::scope::{Scope, Ty, quiet};
use super::{docs, types};
use crate::ast::unraw;
use crate::model::{Answer, Content, Kind, Route};
use crate::names::{self, status_line};

/// A route's response, error and result, and the types of inline objects in them.
pub(super) fn of_route(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let (rt, visibility, quiet) = (&scope.rt, &scope.contract.visibility, quiet());
    let names = scope.route_names(route);
    let (response, error, result) = (&names.response, &names.error, &names.result);
    let name = unraw(&route.name);
    let responses = response_type(scope, route);
    let errors = error_type(scope, route);
    let objects: TokenStream = route.answers.iter().flatten().map(|answer| object(scope, Some(route), answer)).collect();
    let doc = docs::line(format!("What the handler of `{name}` gives."));
    quote! {
        #responses
        #errors
        #objects
        #doc
        #quiet
        #visibility type #result = #rt::Result<#response, #error>;
    }
}

/// What a route answers when all goes well.
fn response_type(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let names = scope.route_names(route);
    let name = unraw(&route.name);
    let (rt, event) = (&scope.rt, &names.event);
    match (&route.kind, route.answers_in(0..400)) {
        (Kind::Stream(_), _) => {
            let doc = docs::line(format!("What `{name}` answers: who may listen to what."));
            alias(scope, &names.response, &doc, &quote!(#rt::Subscription<#event>))
        }
        (Kind::Unary, Some(answers)) if !answers.is_empty() => {
            let doc = docs::line(format!("What {} answers.", docs::called(route)));
            Answers::new(scope, Some(route), answers, &names.response, doc).enumeration()
        }
        (Kind::Unary, _) => placeholder(scope, &names.response),
    }
}

/// What a route answers when it can't do what it is for: of a stream, everything but the stream.
fn error_type(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let names = scope.route_names(route);
    let from = if route.is_stream() { 0 } else { 400 };
    let Some(answers) = route.answers_in(from..600) else {
        return placeholder(scope, &names.error);
    };
    let doc = docs::line(format!("What {} answers when it can't do what it is for.", docs::called(route)));
    let enumeration = Answers::new(scope, Some(route), answers, &names.error, doc).error();
    let from_common = from_common(scope, route, &names.error);
    quote! { #enumeration #from_common }
}

/// The error that all routes of the contract have in common.
pub(super) fn common_error(scope: &Scope<'_>) -> TokenStream {
    let (contract, name) = (&scope.contract.name, &scope.names.error);
    if !scope.contract.common_is_known {
        return placeholder(scope, name);
    }
    let answers = scope.contract.common.iter().filter(|answer| answer.status >= 400).collect();
    let doc = docs::line(format!("What every route of [`{contract}`] may answer when it can't do what it is for."));
    let error = Answers::new(scope, None, answers, name, doc).error();
    let objects: TokenStream =
        scope.contract.common.iter().map(|answer| object(scope, None, answer)).collect();
    quote! { #error #objects }
}

/// The conversion of the common error into a route's, by which `?` works in a handler.
///
/// A status that the route declares for itself with another type is not among them; there is no conversion then.
fn from_common(scope: &Scope<'_>, route: &Route, error: &Ident) -> TokenStream {
    let (common_error, quiet) = (&scope.names.error, quiet());
    let common = scope.contract.common.iter().filter(|answer| answer.status >= 400);
    let inherits = |status| route.answers.iter().flatten().any(|answer| answer.status == status && answer.is_common);
    let common: Vec<&Answer> = common.collect();
    if !common.iter().all(|answer| inherits(answer.status)) {
        return TokenStream::new();
    }
    let arms = common.iter().map(|answer| {
        let variant = Ident::new(&names::variant(answer.status), error.span());
        match answer.content {
            Content::Nothing => quote!(#common_error::#variant => Self::#variant,),
            _ => quote!(#common_error::#variant(body) => Self::#variant(body),),
        }
    });
    quote! {
        #quiet
        #[automatically_derived]
        impl ::core::convert::From<#common_error> for #error {
            fn from(error: #common_error) -> Self {
                match error {
                    #(#arms)*
                    #common_error::Internal(error) => Self::Internal(error),
                }
            }
        }
    }
}

/// The type of an answer's inline object. Those of common answers are made once, for the contract.
fn object(scope: &Scope<'_>, route: Option<&Route>, answer: &Answer) -> TokenStream {
    match &answer.content {
        Content::Fields(fields) if answer.is_common == route.is_none() => {
            let whose = route.map_or_else(|| format!("every route of [`{}`]", scope.contract.name), docs::called);
            let doc = format!("The body of the `{}` of {whose}.", status_line(answer.status));
            types::object(scope, &scope.answer_body(route, answer), &doc, fields)
        }
        _ => TokenStream::new(),
    }
}

/// A type about which nothing is known.
pub(super) fn placeholder(scope: &Scope<'_>, name: &Ident) -> TokenStream {
    let unknown = scope.unknown();
    alias(scope, name, &docs::line("Unknown, since the contract holds a mistake."), &quote!(#unknown))
}

fn alias(scope: &Scope<'_>, name: &Ident, doc: &TokenStream, ty: &TokenStream) -> TokenStream {
    let (visibility, quiet) = (&scope.contract.visibility, quiet());
    quote! { #doc #quiet #visibility type #name = #ty; }
}

/// An enum with a variant an answer.
struct Answers<'a> {
    scope: &'a Scope<'a>,
    name: &'a Ident,
    doc: TokenStream,
    variants: Vec<Variant<'a>>,
}

struct Variant<'a> {
    answer: &'a Answer,
    ident: Ident,
    ty: Option<Ty>,
}

impl<'a> Answers<'a> {
    fn new(scope: &'a Scope<'a>, route: Option<&Route>, answers: Vec<&'a Answer>, name: &'a Ident, doc: TokenStream) -> Self {
        let variant = |answer: &'a Answer| Variant {
            answer,
            ident: Ident::new(&names::variant(answer.status), answer.at.span()),
            ty: scope.answer(route, answer),
        };
        Self { scope, name, doc, variants: answers.into_iter().map(variant).collect() }
    }

    /// The enum, as it is answered.
    fn enumeration(&self) -> TokenStream {
        let Self { name, doc, .. } = self;
        let (visibility, quiet) = (&self.scope.contract.visibility, quiet());
        let variants = self.declarations();
        let debug = self.debug(&TokenStream::new());
        let into_response = self.into_response(&TokenStream::new());
        let conversions = self.conversions();
        quote! {
            #doc
            #quiet
            #visibility enum #name { #variants }
            #debug
            #into_response
            #conversions
        }
    }

    /// The enum, with a variant for what is not told, as an error.
    fn error(&self) -> TokenStream {
        let Self { name, doc, .. } = self;
        let (rt, visibility, quiet) = (&self.scope.rt, &self.scope.contract.visibility, quiet());
        let variants = self.declarations();
        let debug = self.debug(&quote!(Self::Internal(error) => f.debug_tuple("Internal").field(error).finish(),));
        let into_response = self.into_response(&quote!(Self::Internal(error) => #rt::internal(&error),));
        let conversions = self.conversions();
        let std_error = self.std_error();
        quote! {
            #doc
            #quiet
            #visibility enum #name {
                #variants
                /// An error that is logged, and answered with a `500` that shows nothing of it.
                Internal(#rt::Internal),
            }
            #debug
            #into_response
            #conversions
            #std_error
            #quiet
            #[automatically_derived]
            impl ::core::convert::From<#rt::Internal> for #name {
                fn from(error: #rt::Internal) -> Self {
                    Self::Internal(error)
                }
            }
        }
    }

    fn declarations(&self) -> TokenStream {
        let declare = |Variant { answer, ident, ty }: &Variant<'_>| {
            let doc = docs::after(format!("`{}`", status_line(answer.status)), &answer.docs);
            match ty {
                Some(ty) => quote!(#doc #ident(#ty),),
                None => quote!(#doc #ident,),
            }
        };
        self.variants.iter().map(declare).collect()
    }

    fn debug(&self, internal: &TokenStream) -> TokenStream {
        let (rt, name, quiet) = (&self.scope.rt, self.name, quiet());
        let arms = self.variants.iter().map(|Variant { ident, ty, .. }| {
            let text = ident.to_string();
            let Some(ty) = ty else { return quote!(Self::#ident => f.write_str(#text),) };
            match self.scope.codec(ty, "debug") {
                Some(debug) => {
                    quote!(Self::#ident(body) => f.debug_tuple(#text).field(&#rt::Shown(body, #debug)).finish(),)
                }
                None => quote!(Self::#ident(_) => f.write_str(#text),),
            }
        });
        quote! {
            #quiet
            #[automatically_derived]
            impl ::core::fmt::Debug for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self { #(#arms)* #internal }
                }
            }
        }
    }

    fn into_response(&self, internal: &TokenStream) -> TokenStream {
        let (rt, name, quiet) = (&self.scope.rt, self.name, quiet());
        let arms = self.variants.iter().map(|Variant { answer, ident, ty }| {
            let status = answer.status;
            let Some(ty) = ty else { return quote!(Self::#ident => #rt::empty(#status),) };
            match self.scope.codec(ty, "to_json") {
                Some(to_json) => quote!(Self::#ident(body) => #rt::json(#status, #to_json, &body),),
                None => quote!(Self::#ident(_) => #rt::empty(#status),),
            }
        });
        quote! {
            #quiet
            #[automatically_derived]
            impl #rt::IntoResponse for #name {
                fn into_response(self) -> #rt::Response {
                    match self { #(#arms)* #internal }
                }
            }
        }
    }

    fn std_error(&self) -> TokenStream {
        let (rt, name, quiet) = (&self.scope.rt, self.name, quiet());
        let arms = self.variants.iter().map(|Variant { answer, ident, ty }| {
            let status = answer.status;
            let pattern = ty.as_ref().map(|_| quote!((_)));
            quote!(Self::#ident #pattern => #rt::write_status(f, #status),)
        });
        let others = (!self.variants.is_empty()).then(|| quote!(_ => #rt::None,));
        quote! {
            #quiet
            #[automatically_derived]
            impl ::core::fmt::Display for #name {
                fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    match self {
                        #(#arms)*
                        Self::Internal(error) => ::core::fmt::Display::fmt(error, f),
                    }
                }
            }
            #quiet
            #[automatically_derived]
            impl #rt::StdError for #name {
                fn source(&self) -> #rt::Option<&(dyn #rt::StdError + 'static)> {
                    match self {
                        Self::Internal(error) => #rt::StdError::source(error),
                        #others
                    }
                }
            }
        }
    }

    fn conversions(&self) -> TokenStream {
        let payloads = self.variants.iter().filter_map(|Variant { answer, ident, ty }| {
            Some(Payload { variant: ident, ty: ty.as_ref()?, content: &answer.content })
        });
        conversions(self.name, &payloads.collect::<Vec<_>>())
    }
}

/// What a variant holds.
pub(super) struct Payload<'a> {
    pub(super) variant: &'a Ident,
    pub(super) ty: &'a Ty,
    pub(super) content: &'a Content,
}

/// `From` each type that only one variant of the enum `name` holds.
pub(super) fn conversions(name: &Ident, payloads: &[Payload<'_>]) -> TokenStream {
    let quiet = quiet();
    let keys: Vec<String> = payloads.iter().map(type_key).collect();
    let is_unique = |key: &String| keys.iter().filter(|other| *other == key).count() == 1;
    let unique = payloads.iter().zip(&keys).filter(|(_, key)| is_unique(key));
    let conversion = |(Payload { variant, ty, .. }, _): (&Payload<'_>, &String)| {
        quote_spanned! {variant.span()=>
            #quiet
            #[automatically_derived]
            impl ::core::convert::From<#ty> for #name {
                fn from(body: #ty) -> Self {
                    Self::#variant(body)
                }
            }
        }
    };
    unique.map(conversion).collect()
}

/// What tells two types apart: the last segment of their paths, since `Problem` and `api::Problem` may well be one.
fn type_key(payload: &Payload<'_>) -> String {
    match payload.content {
        Content::Type(Type::Path(path)) => {
            path.path.segments.last().map(|last| quote!(#last).to_string()).unwrap_or_default()
        }
        _ => {
            let ty = payload.ty;
            quote!(#ty).to_string()
        }
    }
}
