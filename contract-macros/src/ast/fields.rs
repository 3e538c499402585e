//! Reads schemas: a type, nothing, or the fields of an inline object.

use proc_macro2::{Delimiter, Group, Ident, TokenTree};
use syn::Expr;

use super::defaults::{self, Defaults};
use super::entries::{self, Key, Value};
use super::zod::Chain;
use super::{Field, FieldValue, Name, Schema, Slot, types, typescript, unraw, values};
use crate::errors::{At, Errors};
use crate::words::is_keyword;

/// Reads what an answer or an event holds: a type, `()` or `{ field: Type, … }`. Nothing comes back where it can't be read.
pub(super) fn read_answer(value: &Value, errors: &mut Errors) -> Option<Schema> {
    schema(value, Defaults::RefusedInAnswer, errors)
}

/// Reads the value of `query` or `body`, whose fields may have defaults.
pub(super) fn read_asked(value: &Value, errors: &mut Errors) -> Option<Schema> {
    schema(value, Defaults::Allowed, errors)
}

fn schema(value: &Value, defaults: Defaults, errors: &mut Errors) -> Option<Schema> {
    if let [TokenTree::Group(group)] = value.tokens.as_slice()
        && group.delimiter() == Delimiter::Parenthesis
        && group.stream().is_empty()
    {
        return Some(Schema::Nothing);
    }
    if typescript::is_nothing(&value.tokens) {
        // Reported, and understood.
        types::read(value, errors);
        return Some(Schema::Nothing);
    }
    match value.brace() {
        Some(object) => Some(Schema::Object(value.at(), read_fields(object, defaults, errors))),
        None => types::read(value, errors).map(|ty| Schema::Type(Box::new(ty))),
    }
}

/// Reads the brace of `path_params` or `cookies`.
pub(super) fn read_types(
    value: &Value,
    owner: &str,
    defaults: Defaults,
    errors: &mut Errors,
) -> Option<Vec<Field>> {
    Some(read_fields(brace(value, owner, "name: Type", errors)?, defaults, errors))
}

/// Reads `path_params`.
pub(super) fn read_path_params(at: At, value: &Value, errors: &mut Errors) -> Slot<Vec<Field>> {
    values::slot(at, read_types(value, "path_params", Defaults::RefusedInPath, errors))
}

/// Reads the brace of `headers`, where a value may be a literal.
pub(super) fn read_headers(value: &Value, errors: &mut Errors) -> Option<Vec<Field>> {
    let inside = brace(value, "headers", "name: Type", errors)?;
    let mut fields = Vec::new();
    for entry in entries::cut(inside.stream(), "Type", errors) {
        let Some(name) = name(&entry.key, errors) else { continue };
        let literal = entry.value.literal().and_then(values::string);
        let (value, default) = match literal {
            Some(literal) => (FieldValue::Literal(literal), None),
            None if let Some(number) = entry.value.literal() => {
                errors.report(
                    entry.value.at(),
                    format!("the value of a header is text or a type: found `{number}`"),
                    format!("write `\"{number}\"`, or a type such as `u32`"),
                );
                (FieldValue::Unreadable, None)
            }
            None => field_value(&entry.value, Defaults::Allowed, errors),
        };
        fields.push(Field { docs: entry.docs, name, renamed: None, value, default });
    }
    Some(fields)
}

pub(super) fn read_fields(object: &Group, defaults: Defaults, errors: &mut Errors) -> Vec<Field> {
    let mut fields = Vec::new();
    for entry in entries::cut(object.stream(), "Type", errors) {
        let Some(name) = name(&entry.key, errors) else { continue };
        let (value, default) = if entry.value.brace().is_some() {
            errors.report(
                entry.value.at(),
                "an inline object can hold types, but no other object",
                "make it a struct with derives, and write the struct's name",
            );
            (FieldValue::Unreadable, None)
        } else {
            field_value(&entry.value, defaults, errors)
        };
        fields.push(Field { docs: entry.docs, name, renamed: None, value, default });
    }
    fields
}

fn field_value(value: &Value, defaults: Defaults, errors: &mut Errors) -> (FieldValue, Option<Expr>) {
    let (ty, default) = defaults::split(value, defaults, errors);
    (field_type(&ty, errors), default)
}

fn field_type(value: &Value, errors: &mut Errors) -> FieldValue {
    match value.literal() {
        Some(literal) => {
            errors.report(
                value.at(),
                format!("expected a type, found `{literal}`"),
                "write a Rust type such as `String`",
            );
            FieldValue::Unreadable
        }
        None => {
            types::read(value, errors).map_or(FieldValue::Unreadable, |ty| FieldValue::Type(Box::new(ty)))
        }
    }
}

/// The brace that `owner` needs.
pub(super) fn brace<'a>(
    value: &'a Value,
    owner: &str,
    example: &str,
    errors: &mut Errors,
) -> Option<&'a Group> {
    let brace = value.brace();
    if brace.is_none() && !value.is_empty() {
        let fields = Chain::read(&value.tokens).and_then(|chain| chain.fields());
        let fields = fields.unwrap_or_else(|| format!("{{ {example}, … }}"));
        errors.report(
            value.at(),
            format!("`{owner}` takes a brace, found `{}`", value.shown()),
            format!("write `{owner}: {fields}`"),
        );
    }
    brace
}

/// Reads a name; a keyword of Rust is one with `r#`, which is added once it is reported.
pub(super) fn name(key: &Key, errors: &mut Errors) -> Option<Name> {
    match key {
        Key::Name(ident) => Some(Name::Ident(not_a_keyword(ident, errors))),
        Key::Literal(literal) => {
            let name = values::string(literal).map(Name::Literal);
            if name.is_none() {
                errors.report(
                    literal.span(),
                    format!("expected a name, found `{literal}`"),
                    "write an identifier, or the name in double quotes",
                );
            }
            name
        }
    }
}

/// The identifier, made raw where it is a keyword.
pub(super) fn not_a_keyword(ident: &Ident, errors: &mut Errors) -> Ident {
    let text = ident.to_string();
    // A keyword of Rust 2024, and the same identifier as the plain one before.
    if text == "gen" {
        return Ident::new_raw(&text, ident.span());
    }
    if !is_keyword(&text) {
        return ident.clone();
    }
    let plain = unraw(ident);
    let can_be_raw = !matches!(plain.as_str(), "self" | "Self" | "super" | "crate" | "_");
    let help = if can_be_raw {
        format!("write `r#{text}`: it stays `{text}` on the wire")
    } else {
        "choose another name".to_owned()
    };
    // Of `r#self` the compiler's lexer has complained already.
    if text == plain {
        errors.report(At::from(ident), format!("`{text}` is a keyword of Rust"), help);
    }
    if can_be_raw {
        Ident::new_raw(&text, ident.span())
    } else {
        // It is told of already, and stands for what will be written.
        let name = if plain == "_" { "unnamed".to_owned() } else { format!("{}_name", plain.to_lowercase()) };
        Ident::new(&name, ident.span())
    }
}
