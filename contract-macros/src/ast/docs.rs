//! Doc comments: kept as they are for rustdoc, and as text for everything else that describes the contract.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Expr, ExprLit, Lit, Meta};

use crate::errors::{At, Errors};

/// The doc comments above something.
#[derive(Clone, Default)]
pub(crate) struct Docs {
    attributes: Vec<TokenStream>,
    text: Vec<String>,
    at: Option<At>,
}

impl Docs {
    pub(crate) fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// The text, a line a comment, without the blank that follows `///`.
    pub(crate) fn text(&self) -> String {
        let lines: Vec<&str> = self.text.iter().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        lines.join("\n").trim().to_owned()
    }

    /// Adds the attribute `#[…]`; any but a doc comment is refused.
    pub(super) fn push(&mut self, hash: Option<TokenTree>, attribute: &Group, errors: &mut Errors) {
        let attribute_and_hash = hash.into_iter().chain([TokenTree::Group(attribute.clone())]);
        let tokens: TokenStream = attribute_and_hash.collect();
        match syn::parse2::<Meta>(attribute.stream()) {
            Ok(meta) => self.push_meta(&meta, tokens, errors),
            Err(_) => refuse(&tokens, errors),
        }
    }

    /// Adds an attribute that syn has read.
    pub(super) fn push_attribute(&mut self, attribute: &Attribute, errors: &mut Errors) {
        self.push_meta(&attribute.meta, attribute.to_token_stream(), errors);
    }

    fn push_meta(&mut self, meta: &Meta, tokens: TokenStream, errors: &mut Errors) {
        let Meta::NameValue(doc) = meta else { return refuse(&tokens, errors) };
        if !doc.path.is_ident("doc") {
            return refuse(&tokens, errors);
        }
        if let Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) = &doc.value {
            self.text.push(line.value());
        }
        self.at = self.at.or(Some(At::all(&tokens)));
        self.attributes.push(tokens);
    }

    /// Reports doc comments that stand at the end, above nothing.
    pub(super) fn refuse_alone(&self, errors: &mut Errors) {
        if let Some(at) = self.at {
            errors.report(at, "this doc comment documents nothing", "put it above an entry, or use `//`");
        }
    }
}

fn refuse(attribute: &TokenStream, errors: &mut Errors) {
    let written = attribute.to_string();
    let name: String = written.chars().filter(|letter| !matches!(letter, '#' | '[' | ' ')).collect();
    let help = if name.starts_with("derive(") {
        "write `derive: [Clone]` among the keys of the contract"
    } else if name.starts_with("deprecated") {
        "write `deprecated: true` among the keys of a route"
    } else if name.starts_with("serde(rename_all") {
        "write `rename_all: \"camelCase\"` among the keys of the contract"
    } else if name.starts_with("serde(rename") {
        "write the name on the wire in quotes, `\"pageSize\": Type`"
    } else if name.starts_with("serde(default") {
        "write the default behind the type, `name: Type = value`"
    } else if name.starts_with("cfg") {
        "put it above `contract!`: a contract is there as a whole or not at all"
    } else {
        "only doc comments, `/// …`, may stand here"
    };
    errors.report(At::all(attribute), format!("`{written}` has no meaning in a contract"), help);
}

impl ToTokens for Docs {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.attributes.iter().for_each(|attribute| attribute.to_tokens(tokens));
    }
}
