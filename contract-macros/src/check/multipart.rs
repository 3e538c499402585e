//! The rules of bodies of `multipart/form-data`, whose fields are files and texts.

use proc_macro2::Ident;
use syn::{GenericArgument, PathArguments, Type, TypePath};

use crate::ast::stream_shown;
use crate::errors::{At, Errors};
use crate::model::{Content, Field, FieldType};

/// A body, with its fields told apart: those that are files by their types' names, and those that are text.
pub(super) fn told_apart(body: Content, errors: &mut Errors) -> Content {
    let Content::Fields(mut fields) = body else { return body };
    for field in &mut fields {
        tell_apart(field, errors);
    }
    Content::Fields(fields)
}

fn tell_apart(field: &mut Field, errors: &mut Errors) {
    let FieldType::Type(ty) = &field.ty else { return };
    let Some((name, is_list)) = innermost(ty) else { return };
    if name == "File" {
        files_have_no_default(field, ty, errors);
        field.ty = FieldType::Files(ty.clone());
        return;
    }
    // Either would be read from text: a list of numbers, or nothing at all.
    let are_bytes = name == "Bytes" || (name == "u8" && is_list);
    if are_bytes || name == "Multipart" {
        let written = quote::quote!(#ty).to_string().replace(' ', "");
        let problem = if are_bytes {
            format!("what a part holds is text or a file: found `{written}`")
        } else {
            format!("a `{written}` is a body as a whole, and no field of one")
        };
        let help = "write `contract_runtime::File`, whose bytes are in memory or on the disk; or `body: Multipart` without a brace, to read the parts yourself";
        errors.report(At::all(ty), problem, help);
        field.ty = FieldType::Unknown;
    }
}

/// A file comes with the request or is not there.
fn files_have_no_default(field: &Field, ty: &Type, errors: &mut Errors) {
    if let Some(default) = &field.default {
        errors.report(
            At::all(default),
            "a file has no default",
            format!("remove it, or write `Option<{}>`", stream_shown(&quote::quote!(#ty))),
        );
    }
}

/// The name of the type that is in all `Vec`s and `Option`s around it, and whether the last of them is a `Vec`.
fn innermost(mut ty: &Type) -> Option<(&Ident, bool)> {
    let mut is_list = false;
    loop {
        let Type::Path(TypePath { qself: None, path, .. }) = ty else { return None };
        let last = path.segments.last()?;
        let held = match &last.arguments {
            PathArguments::AngleBracketed(arguments) => arguments.args.first(),
            _ => None,
        };
        match held {
            Some(GenericArgument::Type(held)) if last.ident == "Vec" || last.ident == "Option" => {
                is_list = last.ident == "Vec";
                ty = held;
            }
            _ => return Some((&last.ident, is_list)),
        }
    }
}
