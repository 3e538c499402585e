//! The types of a contract, as generated code writes them: each with what decides who asks it for its derives.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Path, PathArguments, Type, TypePath};

use super::repeated::Repeated;
use crate::errors::At;
use crate::model::written::held_by;

/// The names that plain values have everywhere.
const PLAIN: [&str; 15] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "u8", "u16", "u32", "u64", "u128",
    "String",
];

/// The type of something, or the placeholder for it.
pub(super) enum Ty {
    Known(Known),
    Unknown(Ident),
}

impl Ty {
    /// Where it was written.
    pub(super) fn span(&self) -> Span {
        match self {
            Self::Known(known) => known.span,
            Self::Unknown(placeholder) => placeholder.span(),
        }
    }

    /// Whether it is nobody's own, so that it has `Debug` whatever else the user's types lack.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self, Self::Known(known) if known.is_plain())
    }

    /// Whether it goes over the wire as it is, and so may be a stream or a file.
    pub(super) fn is_raw(&self) -> bool {
        matches!(self, Self::Known(known) if known.is_raw())
    }

    pub(super) fn coded(self, coding: Coding) -> Self {
        match self {
            Self::Known(known) => Self::Known(known.coded(coding)),
            unknown @ Self::Unknown(_) => unknown,
        }
    }
}

impl ToTokens for Ty {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Known(known) => known.tokens.to_tokens(tokens),
            Self::Unknown(placeholder) => placeholder.to_tokens(tokens),
        }
    }
}

/// A type that can be written.
#[derive(Clone)]
pub(super) struct Known {
    pub(super) tokens: TokenStream,
    /// What tells it from others.
    pub(super) text: String,
    pub(super) span: Span,
    pub(super) derives: Derives,
    pub(super) coding: Coding,
}

/// What a codec does with a type.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    /// Everything that serde does.
    Serde,
    /// Sends it as it is.
    Raw,
    /// Sends it as it is, with a media type of its own.
    Range,
    /// Receives it as it is.
    Body,
    /// Receives the files of a field.
    Files,
    /// Receives a body in parts.
    Multipart,
}

/// What decides whether a type has its derives.
#[derive(Clone)]
pub(super) enum Derives {
    /// The type itself.
    Own,
    /// The type that it holds.
    Of(Box<Known>),
    /// The types of its fields, since it is an inline object.
    OfFields,
}

impl Known {
    /// A type as the user wrote it.
    pub(super) fn written(ty: &Type) -> Self {
        let derives =
            element(ty).map_or(Derives::Own, |element| Derives::Of(Box::new(Self::written(element))));
        let (tokens, span) = (ty.to_token_stream(), start(ty));
        let text = short_text(ty, &derives).unwrap_or_else(|| tokens.to_string());
        Self { tokens, text, span, derives, coding: Coding::Serde }
    }

    /// A type that the macro makes.
    pub(super) fn object(name: &Ident) -> Self {
        Self {
            tokens: quote!(#name),
            text: name.to_string(),
            span: name.span(),
            derives: Derives::OfFields,
            coding: Coding::Serde,
        }
    }

    /// Whether it is called one of these, wherever that is from.
    pub(super) fn is_called(&self, names: &[&str]) -> bool {
        let last = self.tokens.clone().into_iter().last();
        matches!(last, Some(TokenTree::Ident(last)) if names.iter().any(|name| last == name))
    }

    /// Whether it is a number, a boolean or text, or holds such.
    fn is_plain(&self) -> bool {
        match &self.derives {
            Derives::Of(element) => element.is_plain(),
            Derives::OfFields => false,
            Derives::Own => PLAIN.contains(&self.text.as_str()),
        }
    }

    /// Whether it goes over the wire as it is, or holds files that do.
    pub(super) fn is_raw(&self) -> bool {
        self.coding != Coding::Serde
    }

    /// The `Option` of a type.
    pub(super) fn optional(self, rt: &Repeated) -> Self {
        let ty = &self.tokens;
        let (tokens, text, span) = (quote!(#rt::Option<#ty>), format!("::Option<{}>", self.text), self.span);
        Self { tokens, text, span, derives: Derives::Of(Box::new(self)), coding: Coding::Serde }
    }

    /// A type that is there whatever the user wrote.
    pub(super) fn made(tokens: TokenStream, span: Span) -> Self {
        Self { text: tokens.to_string(), tokens, span, derives: Derives::Own, coding: Coding::Serde }
    }

    /// The type, to be sent so.
    pub(super) fn coded(self, coding: Coding) -> Self {
        match coding {
            Coding::Serde => self,
            // No derives are asked for.
            Coding::Raw | Coding::Range | Coding::Body | Coding::Files | Coding::Multipart => {
                Self { derives: Derives::Own, coding, ..self }
            }
        }
    }
}

/// Where a type begins, of which nearly all are names.
fn start(ty: &Type) -> Span {
    match ty {
        Type::Path(TypePath { qself: None, path: Path { leading_colon: None, segments }, .. }) => {
            segments.first().map_or_else(Span::call_site, |first| first.ident.span())
        }
        _ => At::all(ty).span(),
    }
}

/// The text of a type that is a name, or a name around what it holds.
fn short_text(ty: &Type, derives: &Derives) -> Option<String> {
    let Type::Path(TypePath { qself: None, path: Path { leading_colon: None, segments }, .. }) = ty else {
        return None;
    };
    let mut segments = segments.iter();
    let (Some(segment), None) = (segments.next(), segments.next()) else { return None };
    match (&segment.arguments, derives) {
        (PathArguments::None, _) => Some(segment.ident.to_string()),
        (_, Derives::Of(element)) => Some(format!("{}<{}>", segment.ident, element.text)),
        _ => None,
    }
}

/// The `T` of `Vec<T>`, `Option<T>` and `Patch<T>`.
fn element(ty: &Type) -> Option<&Type> {
    held_by(ty, &["Vec", "Option", "Patch"])
}

/// Whether a type is a `Patch<T>`, which an object may lack.
pub(super) fn is_patch(ty: &Type) -> bool {
    held_by(ty, &["Patch"]).is_some()
}
