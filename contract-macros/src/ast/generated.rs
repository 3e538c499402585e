//! Reads what the types that are generated have, and are called, and the channels: `derive`, `type_prefix` and `channel_prefix`.

use proc_macro2::{Ident, TokenTree};
use syn::Path;
use syn::parse::{Parse, ParseStream};

use super::entries::Value;
use super::{lists, values};
use crate::errors::Errors;
use crate::words::upper_camel_case;

/// A path without arguments, as a derive is named.
struct Derive(Path);

impl Parse for Derive {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        input.call(Path::parse_mod_style).map(Self)
    }
}

/// Reads the value of `derive`, also where it is a single name, which is reported.
pub(super) fn derives(value: &Value, errors: &mut Errors) -> Option<Vec<Path>> {
    if let Ok(Derive(path)) = syn::parse2(value.stream()) {
        let shown = value.shown();
        errors.report(
            value.at(),
            format!("`derive` takes a list in brackets, found `{shown}`"),
            format!("write `derive: [{shown}]`"),
        );
        return Some(vec![path]);
    }
    let list = lists::read::<Derive>(value, "derive: [Clone, PartialEq]", errors)?;
    Some(list.into_iter().map(|Derive(path)| path).collect())
}

/// Reads the value of `type_prefix`: a name, or `_`, which is no text.
pub(super) fn type_prefix(value: &Value, errors: &mut Errors) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    let text = match value.tokens.as_slice() {
        [TokenTree::Ident(none)] if none == "_" => return Some(String::new()),
        [TokenTree::Ident(name)] if is_types(&name.to_string()) => return Some(name.to_string()),
        [TokenTree::Ident(name)] => Some(name.to_string()),
        [TokenTree::Literal(literal)] => values::string(literal).map(|text| text.value()),
        _ => None,
    };
    let meant = text.map(|text| upper_camel_case(&text)).filter(|text| is_types(text));
    let help = match &meant {
        Some(meant) => format!("write `type_prefix: {meant}`"),
        None => "write `type_prefix: Store`, or `type_prefix: _` for none".to_owned(),
    };
    let problem = format!("`type_prefix` is what names of types begin with: found `{}`", value.shown());
    errors.report(value.at(), problem, help);
    // The types are called so from here on, as whoever uses them has it.
    meant
}

/// Reads the value of `channel_prefix`: text that neither ends the family of a channel's name nor looks like a part of it.
pub(super) fn channel_prefix(value: &Value, errors: &mut Errors) -> Option<String> {
    let text = values::text(value, "channel_prefix: \"shop-v2\"", errors)?.value();
    let is_taken = |character: char| character.is_alphanumeric() || matches!(character, '-' | '_');
    if !text.is_empty() && text.chars().all(is_taken) {
        return Some(text);
    }
    let mended: String =
        text.chars().map(|character| if is_taken(character) { character } else { '-' }).collect();
    let problem =
        format!("names of channels begin with letters, digits, `-` and `_`: found `{}`", value.shown());
    let help = match mended.trim_matches('-') {
        "" => "shop-v2",
        mended => mended,
    };
    errors.report(value.at(), problem, format!("write `channel_prefix: \"{help}\"`"));
    None
}

/// Whether a name is spelled as a type's.
fn is_types(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && syn::parse_str::<Ident>(name).is_ok()
}
