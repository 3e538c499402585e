//! The documentation of what is generated.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, ExprLit, Lit};

use super::scope::Scope;
use crate::ast::stream_shown;
use crate::model::{Answer, Content, Docs, Field, Route};
use crate::names::{status_line, variant};

/// `#[doc = …]` with a text of our own.
pub(super) fn line(text: impl AsRef<str>) -> TokenStream {
    // As after the slashes of a doc comment.
    let text = format!(" {}", text.as_ref());
    quote!(#[doc = #text])
}

/// The user's doc comment, or else `default`.
pub(super) fn or(docs: &Docs, default: impl AsRef<str>) -> TokenStream {
    if docs.is_empty() { line(default) } else { docs.to_token_stream() }
}

/// The user's doc comment after `lead`, or `lead` alone.
pub(super) fn after(lead: impl AsRef<str>, docs: &Docs) -> TokenStream {
    let lead = line(lead);
    if docs.is_empty() { lead } else { quote!(#lead #[doc = ""] #docs) }
}

/// What a field is, and what it is where a request leaves it out.
pub(super) fn field(field: &Field) -> TokenStream {
    let docs = or(&field.docs, format!("`{}`", field.wire));
    let Some(default) = &field.default else { return docs };
    let default = line(format!("`{}` where it is left out.", stream_shown(&default.to_token_stream())));
    quote!(#docs #[doc = ""] #default)
}

/// `GET /orders/{id}`, where it is known.
pub(super) fn request_line(route: &Route) -> Option<String> {
    Some(format!("`{} {}`", route.method?.name(), route.path.as_ref()?))
}

/// The route as it is called in texts: its request line and its name.
pub(super) fn called(route: &Route) -> String {
    let name = &route.operation;
    match request_line(route) {
        Some(request) => format!("{request} (`{name}`)"),
        None => format!("`{name}`"),
    }
}

/// A path as text: `api::Admin`.
pub(super) fn path(path: &syn::Path) -> String {
    let colon = if path.leading_colon.is_some() { "::" } else { "" };
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    format!("{colon}{}", segments.join("::"))
}

/// What a route's handler is for: the user's words, the request, and what can be answered.
pub(super) fn handler(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let mut paragraphs = Vec::new();
    if !route.docs.is_empty() {
        paragraphs.push(route.docs.to_token_stream());
    }
    paragraphs.extend([&route.summary, &route.description].into_iter().flatten().filter_map(expression));
    paragraphs.extend(deprecated(route));
    paragraphs.extend(request_line(route).map(line));
    let short = route.method.zip(route.short_path());
    paragraphs.extend(short.map(|(method, path)| line(format!("Also `{} {path}`.", method.name()))));
    let fixed = route.fixed_headers.iter();
    paragraphs
        .extend(fixed.map(|header| line(format!("With the header `{}: {}`.", header.wire, header.value))));
    paragraphs.push(answers(scope, route));
    let mut paragraphs = paragraphs.into_iter();
    let first = paragraphs.next();
    quote!(#first #(#[doc = ""] #paragraphs)*)
}

/// Says that a route is deprecated. The attribute of this name would warn where the handler is written, and whoever
/// implements the contract has no choice.
pub(super) fn deprecated(route: &Route) -> Option<TokenStream> {
    route.is_deprecated.then(|| line("**Deprecated.**"))
}

/// A summary or description, where rustdoc can evaluate it: a literal or a macro's output, but no constant.
fn expression(text: &Expr) -> Option<TokenStream> {
    match text {
        Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) | Expr::Macro(_) => Some(quote!(#[doc = #text])),
        _ => None,
    }
}

fn answers(scope: &Scope<'_>, route: &Route) -> TokenStream {
    let names = &route.names;
    let mut lines = vec!["Answers:".to_owned()];
    if route.is_stream() {
        lines.push(format!("- `200 OK`: a stream of [`{}`]", route.event()));
    }
    for answer in route.answers.iter().flatten() {
        let owner = if answer.status < 400 && !route.is_stream() { &names.response } else { &names.error };
        lines.push(answer_line(answer, owner, held(scope, route, answer)));
    }
    lines.push("- `500 Internal Server Error` for an error that is not told".to_owned());
    lines.into_iter().map(line).collect()
}

/// What an answer holds, as a text shows it. A type of the user's is no link, since nobody knows here whether it is in the
/// documentation: it may be private, or stand for another.
fn held(scope: &Scope<'_>, route: &Route, answer: &Answer) -> Option<String> {
    match &answer.content {
        Content::Type(ty) => Some(format!("`{}`", stream_shown(&ty.to_token_stream()))),
        Content::AnyJson => Some("any JSON".to_owned()),
        Content::Fields(_) => Some(format!("[`{}`]", scope.answer_body(Some(route), answer))),
        Content::Nothing | Content::Unknown => None,
    }
}

fn answer_line(answer: &Answer, owner: &Ident, held: Option<String>) -> String {
    let variant = variant(answer.status);
    let what = answer.docs.text();
    let what = what.lines().next().unwrap_or_default();
    let colon = if what.is_empty() { "" } else { ": " };
    let with = held.map(|held| format!(" with {held}")).unwrap_or_default();
    format!("- [`{}`]({owner}::{variant}){with}{colon}{what}", status_line(answer.status))
}
