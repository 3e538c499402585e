//! The types of inline objects, `{ field: Type }`, that go over the wire as JSON.
//!
//! A field whose type lacks a derive must earn one error, not one for everything that is derived here. So serde's derives
//! are told to ask for what they need in bounds, without which they complain field by field, and the schema is written out.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens as _, quote};
use syn::LitStr;

use super::docs;
use super::repeated::Repeated;
use super::rows::field_default;
use super::scope::Scope;
use super::structs::{Member, structure};
use super::ty::is_patch;
use crate::ast::unraw;
use crate::model::{Field, FieldType};

/// The type of an inline object.
pub(super) fn object(scope: &Scope<'_>, name: &Ident, doc: &str, fields: &[Field]) -> TokenStream {
    let rt = &scope.rt;
    let doc = docs::line(doc);
    let serde = path_text(rt, "serde");
    let attributes = quote! {
        #doc
        #[derive(#rt::serde::Serialize, #rt::serde::Deserialize)]
        #[serde(crate = #serde)]
    };
    let members: Vec<Member> = fields.iter().map(|field| member(scope, field)).collect();
    scope.implement(json_schema(scope, name, fields));
    structure(scope, name, &attributes, &members)
}

fn member(scope: &Scope<'_>, field: &Field) -> Member {
    let member = Member::of(scope, field);
    let ty = &member.ty;
    let bound = format!("for<'wire> {}: {}<'wire>", quote!(#ty), path_text(&scope.rt, "OnWire"));
    if !is_patch_field(field) {
        scope.no_patch(&field.ty);
    }
    // At the type, so that an error about it is told where the others are.
    let bound = LitStr::new(&bound, ty.span());
    let wire = &field.wire;
    let rename = (unraw(&field.ident) != *wire).then(|| quote!(#[serde(rename = #wire)]));
    // An absent field is read as its default, and what is absent is not sent.
    let patch = is_patch_field(field).then(|| {
        let is_absent = path_text(&scope.rt, "Patch::is_absent");
        quote!(#[serde(default, skip_serializing_if = #is_absent)])
    });
    let default = scope.default_paths(field);
    let default = default.map(|(make, read)| quote!(#[serde(default = #make, deserialize_with = #read)]));
    // Without the bounds in documentation, where they would show the runtime's private parts and say nothing.
    let attributes = quote!(#rename #patch #default #[cfg_attr(not(doc), serde(bound = #bound))]);
    Member { attributes, ..member }
}

fn is_patch_field(field: &Field) -> bool {
    matches!(&field.ty, FieldType::Type(ty) if is_patch(ty))
}

/// An item of the runtime, as the text that attributes take it by.
fn path_text(rt: &Repeated, item: &str) -> String {
    format!("{}::{item}", rt.to_token_stream().to_string().replace(' ', ""))
}

fn json_schema(scope: &Scope<'_>, name: &Ident, fields: &[Field]) -> TokenStream {
    let rt = &scope.short_rt;
    let properties = fields.iter().filter_map(|field| {
        let ty = scope.field_as_read(field);
        let (schema, is_optional) = (scope.codec(&ty, "schema")?, scope.codec(&ty, "is_optional")?);
        let (wire, description, is_patch) = (&field.wire, field.docs.text(), is_patch_field(field));
        Some(quote! {
            #rt::Property { name: #wire, description: #description, schema: #schema, is_optional: #is_optional, is_patch: #is_patch }
        })
    });
    // No other object has any.
    let body = quote!(Body);
    let schema = quote!(#rt::object_schema(generator, &[#(#properties),*]));
    let defaults: Vec<TokenStream> =
        fields.iter().filter_map(|field| field_default(scope, &body, field)).collect();
    let schema =
        if defaults.is_empty() { schema } else { quote!(#rt::with_defaults(#schema, &[#(#defaults),*])) };
    let text = name.to_string();
    quote! {
        #[automatically_derived]
        impl #rt::schemars::JsonSchema for #name {
            fn schema_name() -> #rt::Cow<'static, str> {
                #rt::Cow::Borrowed(#text)
            }
            fn schema_id() -> #rt::Cow<'static, str> {
                #rt::Cow::Borrowed(::core::concat!(::core::module_path!(), "::", #text))
            }
            fn json_schema(generator: &mut #rt::schemars::SchemaGenerator) -> #rt::schemars::Schema {
                #schema
            }
        }
    }
}
