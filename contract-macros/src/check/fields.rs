//! The rules of fields: what they are called, here and on the wire.

use std::collections::HashMap;
use std::rc::Rc;

use proc_macro2::{Ident, Span};
use quote::ToTokens;
use syn::Expr;

use crate::ast::{self, FieldValue, Name, Schema, Slot, stream_shown, unraw};
use crate::errors::{At, Errors};
use crate::model::written::{held_by, optional};
use crate::model::{Content, Field, FieldType, FixedHeader, RoutePath};
use crate::words::{is_token, kebab_case, snake_case};

/// The parameters of a path: those of its prefix, those typed in `path_params`, and a `String` for each that is not.
///
/// Every parameter that is typed is in the path, after the prefix.
pub(super) fn path_params(
    path: Option<(&RoutePath, Span)>,
    typed: &Slot<Vec<ast::Field>>,
    prefix: &[Field],
    is_repeated: impl Fn(&str) -> bool,
    errors: &mut Errors,
) -> Content {
    let Some((path, at)) = path else { return Content::Unknown };
    let fields = named(typed.given().map_or(&[], Vec::as_slice), &Spelling::AsWritten, errors);
    let known: Vec<&str> = path.parameters().collect();
    let of_prefix = |name: &str| prefix.iter().find(|field| field.wire == name);
    for field in &fields {
        if of_prefix(&field.wire).is_some() && is_repeated(&field.wire) {
            // That has been told of the path.
        } else if of_prefix(&field.wire).is_some() {
            errors.report(
                &field.ident,
                format!("`{}` is a parameter of the prefix", field.wire),
                "write its type in the `path_params` that stand beside the `path_prefix`",
            );
        } else if !known.contains(&field.wire.as_str()) && !matches!(field.ty, FieldType::Unknown) {
            let help = match known.as_slice() {
                [] => "the path has no parameters: write one as `{id}`".to_owned(),
                known => format!("the path has: {}", known.join(", ")),
            };
            errors.report(&field.ident, format!("`{}` is not in the path", field.wire), help);
        }
    }
    // Handlers may read what was meant to be one.
    let own = fields.iter().filter(|field| of_prefix(&field.wire).is_none());
    let misplaced = prefix.iter().chain(own).filter(|field| !known.contains(&field.wire.as_str()));
    let misplaced: Vec<Field> = misplaced.cloned().collect();
    if known.is_empty() && misplaced.is_empty() {
        return Content::Nothing;
    }
    // Where the types can't be read, nobody knows which of the parameters have one.
    let untyped = if matches!(typed, Slot::Unreadable) { FieldType::Unknown } else { FieldType::Text };
    let param = |name: &str| {
        let typed = of_prefix(name).or_else(|| fields.iter().find(|field| field.wire == name));
        typed.cloned().unwrap_or_else(|| Field {
            docs: ast::Docs::default(),
            ident: Ident::new(name, at),
            wire: name.to_owned(),
            ty: untyped.clone(),
            default: None,
        })
    };
    Content::Fields(known.into_iter().map(param).chain(misplaced).collect())
}

/// Of all parameters only that which ends the path may be an `Option`; says whether it is one.
pub(super) fn only_the_last_is_optional(
    path: &RoutePath,
    params: &Content,
    prefix: &[Field],
    errors: &mut Errors,
) -> bool {
    let Content::Fields(fields) = params else { return false };
    let last = path.last_parameter();
    let mut last_is_optional = false;
    for field in fields {
        let is_of_prefix = prefix.iter().any(|param| param.wire == field.wire);
        if is_of_prefix || path.parameters().all(|name| name != field.wire) {
            // That has been looked at.
            continue;
        }
        let FieldType::Type(ty) = &field.ty else { continue };
        let Some(inside) = optional(ty) else { continue };
        if last == Some(field.wire.as_str()) {
            last_is_optional = true;
            continue;
        }
        let (name, inside) = (&field.wire, stream_shown(&inside.to_token_stream()));
        errors.report(
            At::all(ty),
            format!("`{{{name}}}` does not end the path, so it can't be left out"),
            format!("write `{name}: {inside}`, or put `{{{name}}}` last"),
        );
    }
    last_is_optional
}

/// A query, a body, an answer or an event.
pub(super) fn content(schema: &Schema, errors: &mut Errors) -> Content {
    match schema {
        Schema::Nothing => Content::Nothing,
        Schema::Type(ty) => Content::Type(ty.clone()),
        Schema::Object(_, fields) => Content::Fields(named(fields, &Spelling::AsWritten, errors)),
        Schema::Unreadable => Content::Unknown,
    }
}

/// The headers of a route, without the mark of a stream: those that are read, and those that are one text.
pub(super) fn headers(written: &Slot<Vec<ast::Field>>, errors: &mut Errors) -> (Content, Vec<FixedHeader>) {
    let fields = match written {
        Slot::Absent => return (Content::Nothing, Vec::new()),
        Slot::Unreadable => return (Content::Unknown, Vec::new()),
        Slot::Given(_, fields) => fields,
    };
    let read: Vec<ast::Field> = fields.iter().filter(|field| !is_content_type(field)).cloned().collect();
    for field in &read {
        fixed_value_can_be_sent(field, errors);
    }
    let fixed: Vec<FixedHeader> = read.iter().filter_map(fixed_header).collect();
    let mut fields = named_headers(&read, errors);
    fields.retain(|field| fixed.iter().all(|fixed| fixed.wire != field.wire));
    (if fields.is_empty() { Content::Nothing } else { Content::Fields(fields) }, fixed)
}

/// Headers by their names.
pub(super) fn named_headers(written: &[ast::Field], errors: &mut Errors) -> Vec<Field> {
    for field in written {
        header_name_is_one(field, errors);
    }
    named(written, &Spelling::Kebab, errors)
}

fn fixed_header(field: &ast::Field) -> Option<FixedHeader> {
    let FieldValue::Literal(literal) = &field.value else { return None };
    Some(FixedHeader { wire: wire_name(&field.name, &Spelling::Kebab), value: literal.value() })
}

/// The cookies of a route.
pub(super) fn cookies(written: &Slot<Vec<ast::Field>>, errors: &mut Errors) -> Content {
    let fields = match written {
        Slot::Absent => return Content::Nothing,
        Slot::Unreadable => return Content::Unknown,
        Slot::Given(_, fields) => fields,
    };
    for field in fields {
        cookie_name_is_one(field, errors);
    }
    if fields.is_empty() {
        Content::Nothing
    } else {
        Content::Fields(named(fields, &Spelling::AsWritten, errors))
    }
}

/// The name of a cookie is a token of HTTP.
fn cookie_name_is_one(field: &ast::Field, errors: &mut Errors) {
    let text = field.name.text();
    if !is_token(&text) {
        errors.report(
            field.name.at(),
            format!("`{text}` can't be the name of a cookie"),
            "a cookie's name is made of letters, digits, dashes and underscores",
        );
    }
}

/// Whether a header is `content_type`, which is the mark of a stream and nothing else.
pub(super) fn is_content_type(field: &ast::Field) -> bool {
    snake_case(&field.name.text()) == "content_type"
}

/// The name of a header is a token of HTTP; as an identifier it is in `snake_case`.
fn header_name_is_one(field: &ast::Field, errors: &mut Errors) {
    let text = field.name.text();
    match &field.name {
        Name::Ident(_) if text.chars().any(char::is_uppercase) => errors.report(
            field.name.at(),
            format!("a header's name is in snake_case, which is kebab-case on the wire: found `{text}`"),
            format!("write `{}`", snake_case(&text)),
        ),
        Name::Ident(_) if text.is_ascii() => {}
        _ if is_token(&text) => {}
        _ => errors.report(
            field.name.at(),
            format!("`{text}` can't be the name of a header"),
            "a header's name is made of letters, digits and dashes",
        ),
    }
}

/// The value that a header must have is one that a client can send.
fn fixed_value_can_be_sent(field: &ast::Field, errors: &mut Errors) {
    let FieldValue::Literal(literal) = &field.value else { return };
    let value = literal.value();
    let is_sendable = value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if value.is_empty() || value.trim() != value || !is_sendable {
        errors.report(
            literal.span(),
            format!("no client can send {value:?} as the value of a header"),
            "write printable ASCII without a blank at either end, or a type, such as `String`",
        );
    }
}

/// A field that has a default is never missing, so that neither an `Option` nor a `Patch` is needed.
fn needed_default<'a>(field: &'a ast::Field, errors: &mut Errors) -> Option<&'a Expr> {
    let default = field.default.as_ref()?;
    let FieldValue::Type(ty) = &field.value else { return Some(default) };
    let Some(inside) = held_by(ty, &["Option", "Patch"]) else { return Some(default) };
    errors.report(
        At::all(ty),
        format!("`{}` has a default, so it is never missing", field.name.text()),
        format!("write `{}`, or remove the default", stream_shown(&inside.to_token_stream())),
    );
    None
}

/// How names are spelled on the wire.
enum Spelling {
    AsWritten,
    /// As those of headers: in lower case, an identifier with dashes.
    Kebab,
}

/// The fields by their names. No two have one name on the wire, nor one identifier.
fn named(written: &[ast::Field], spelling: &Spelling, errors: &mut Errors) -> Vec<Field> {
    let mut seen = HashMap::new();
    let mut fields = Vec::new();
    for field in written {
        let wire = field.renamed.clone().unwrap_or_else(|| wire_name(&field.name, spelling));
        let Some(ident) = ident(&field.name, errors) else { continue };
        if let Some(other) = seen.get(&wire).or_else(|| seen.get(&unraw(&ident))) {
            let (problem, help) = if *other == field.name.text() {
                (format!("`{other}` is there twice"), "remove one of the two")
            } else {
                (format!("`{}` and `{other}` have one name", field.name.text()), "rename one of the two")
            };
            errors.report(field.name.at(), problem, help);
            continue;
        }
        seen.insert(wire.clone(), field.name.text());
        seen.insert(unraw(&ident), field.name.text());
        let default = needed_default(field, errors).cloned().map(Rc::new);
        let ty = match &field.value {
            FieldValue::Type(ty) => FieldType::Type(ty.clone()),
            FieldValue::Literal(_) | FieldValue::Unreadable => FieldType::Unknown,
        };
        let docs = field.docs.clone();
        fields.push(Field { docs, ident, wire, ty, default });
    }
    fields
}

fn wire_name(name: &Name, spelling: &Spelling) -> String {
    match (name, spelling) {
        (Name::Ident(ident), Spelling::Kebab) => kebab_case(&unraw(ident)),
        (Name::Literal(literal), Spelling::Kebab) => literal.value().to_ascii_lowercase(),
        (name, Spelling::AsWritten) => name.text(),
    }
}

/// A keyword as an identifier. A few can't be raw.
pub(super) fn spared(keyword: &str) -> String {
    match keyword {
        "self" | "Self" | "super" | "crate" => format!("{keyword}_"),
        _ => format!("r#{keyword}"),
    }
}

/// The identifier of a field: a name that is a literal gives one that is like it.
fn ident(name: &Name, errors: &mut Errors) -> Option<Ident> {
    let literal = match name {
        Name::Ident(ident) => return Some(ident.clone()),
        Name::Literal(literal) => literal,
    };
    let text = snake_case(&literal.value());
    let plain = syn::parse_str::<Ident>(if text == "gen" { "r#gen" } else { &text });
    let made = plain.or_else(|_| syn::parse_str::<Ident>(&spared(&text))).ok();
    if made.is_none() {
        errors.report(
            literal.span(),
            format!("no field can be named after `\"{}\"`", literal.value()),
            "a name begins with a letter",
        );
    }
    made.map(|mut ident| {
        ident.set_span(literal.span());
        ident
    })
}
