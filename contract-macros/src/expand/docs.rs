//! The documentation of what is generated.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream};
use quote::{ToTokens, TokenStreamExt as _, quote};
use syn::{Expr, ExprLit, Lit};

use super::scope::Scope;
use crate::ast::stream_shown;
use crate::model::{Answer, Content, Docs, Field, Route};
use crate::names::{status_line, variant};

/// Documentation: lines of our own, each run of them one attribute, and what the user wrote as it is.
///
/// It goes straight to where it stands. As a stream of tokens of its own it would be joined to those around it by calls to the
/// compiler, of which each costs more than the tokens do.
#[derive(Default)]
pub(super) struct Doc(Vec<Part>);

enum Part {
    /// As after the slashes of a doc comment, lines parted by their ends.
    Lines(String),
    Comments(Docs),
    Value(Expr),
}

impl Doc {
    fn add_line(&mut self, line: &str) {
        if let Some(Part::Lines(lines)) = self.0.last_mut() {
            lines.push('\n');
            push_line(lines, line);
            return;
        }
        let mut lines = String::new();
        push_line(&mut lines, line);
        self.0.push(Part::Lines(lines));
    }

    /// Begins a paragraph, unless it is the first.
    fn begin(&mut self) {
        if !self.0.is_empty() {
            self.add_line("");
        }
    }

    /// A paragraph that was written elsewhere.
    fn add_written(&mut self, written: Part) {
        if !self.0.is_empty() {
            // By itself: an end of line at the end of an attribute would not count.
            self.0.push(Part::Lines(String::new()));
        }
        self.0.push(written);
    }
}

fn push_line(lines: &mut String, line: &str) {
    if !line.is_empty() {
        lines.push(' ');
        lines.push_str(line);
    }
}

impl ToTokens for Doc {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for part in &self.0 {
            match part {
                Part::Lines(lines) => attribute(tokens, lines),
                Part::Comments(docs) => docs.to_tokens(tokens),
                Part::Value(value) => attribute(tokens, value),
            }
        }
    }
}

/// `#[doc = …]`
fn attribute(tokens: &mut TokenStream, value: impl ToTokens) {
    tokens.append(Punct::new('#', Spacing::Alone));
    tokens.append(Group::new(Delimiter::Bracket, quote!(doc = #value)));
}

/// A line of our own.
pub(super) fn line(text: impl AsRef<str>) -> Doc {
    let mut doc = Doc::default();
    doc.add_line(text.as_ref());
    doc
}

/// Lines of our own.
pub(super) fn lines<const N: usize>(texts: [&str; N]) -> Doc {
    let mut doc = Doc::default();
    for text in texts {
        doc.add_line(text);
    }
    doc
}

/// The user's doc comment, or else `default`.
pub(super) fn or(docs: &Docs, default: impl FnOnce() -> String) -> Doc {
    if docs.is_empty() { line(default()) } else { Doc(vec![Part::Comments(docs.clone())]) }
}

/// The user's doc comment after `lead`, or `lead` alone.
pub(super) fn after(lead: impl AsRef<str>, docs: &Docs) -> Doc {
    let mut doc = line(lead);
    if !docs.is_empty() {
        doc.add_written(Part::Comments(docs.clone()));
    }
    doc
}

/// What a field is, and what it is where a request leaves it out.
pub(super) fn field(field: &Field) -> Doc {
    let mut doc = or(&field.docs, || format!("`{}`", field.wire));
    if let Some(default) = &field.default {
        doc.begin();
        doc.add_line(&format!("`{}` where it is left out.", stream_shown(&default.to_token_stream())));
    }
    doc
}

/// What a request is, of a route that may be deprecated.
pub(super) fn request(route: &Route) -> Doc {
    let mut doc = line(format!("What {} is called with.", called(route)));
    if route.is_deprecated {
        doc.begin();
        doc.add_line(DEPRECATED);
    }
    doc
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
pub(super) fn handler(scope: &Scope<'_>, route: &Route) -> Doc {
    let mut doc = Doc::default();
    if !route.docs.is_empty() {
        doc.add_written(Part::Comments(route.docs.clone()));
    }
    for text in [&route.summary, &route.description].into_iter().flatten().filter(|text| is_readable(text)) {
        doc.add_written(Part::Value(text.clone()));
    }
    let short = route.method.zip(route.short_path());
    let fixed = route.fixed_headers.iter();
    let paragraphs = route
        .is_deprecated
        .then(|| DEPRECATED.to_owned())
        .into_iter()
        .chain(request_line(route))
        .chain(short.map(|(method, path)| format!("Also `{} {path}`.", method.name())))
        .chain(fixed.map(|header| format!("With the header `{}: {}`.", header.wire, header.value)));
    for paragraph in paragraphs {
        doc.begin();
        doc.add_line(&paragraph);
    }
    doc.begin();
    add_answers(&mut doc, scope, route);
    doc
}

/// What is said of a deprecated route. The attribute `deprecated` would warn where its handler is written, and whoever implements
/// the contract has no choice.
const DEPRECATED: &str = "**Deprecated.**";

/// Whether rustdoc can evaluate a summary or description: a literal or a macro's output, but no constant.
fn is_readable(text: &Expr) -> bool {
    matches!(text, Expr::Lit(ExprLit { lit: Lit::Str(_), .. }) | Expr::Macro(_))
}

fn add_answers(doc: &mut Doc, scope: &Scope<'_>, route: &Route) {
    let names = &route.names;
    doc.add_line("Answers:");
    if route.is_stream() {
        doc.add_line(&format!("- `200 OK`: a stream of [`{}`]", route.event()));
    }
    for answer in route.answers.iter().flatten() {
        let owner = if answer.status < 400 && !route.is_stream() { &names.response } else { &names.error };
        doc.add_line(&answer_line(answer, owner, held(scope, route, answer)));
    }
    doc.add_line("- `500 Internal Server Error` for an error that is not told");
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
