//! What the lints of a user's crate must not say of code that the user did not write.
//!
//! They keep off whatever begins with a token of the macro's, and so by themselves off most of what is generated. A field and a
//! variant without content begin with what the user wrote, and so do the names of types. An attribute costs the compiler as much as
//! a field does, so a type has one only where a lint would speak.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Visibility;

use super::repeated::Repeated;
use crate::model::{Contract, Sets};

/// The attributes by which lints pass over the items of a contract.
pub(super) struct Lints {
    /// For what there is once a contract: its functions and implementations, in which what the user wrote stands again. What
    /// they name counts as used, served or not.
    pub(super) none: Repeated,
    unused: Repeated,
    misnamed: Repeated,
    scoped: Repeated,
    has_misnamed_types: bool,
    has_scoped_fields: bool,
}

impl Lints {
    pub(super) fn new(contract: &Contract) -> Self {
        let Sets { events, responses } = &contract.sets;
        let mut sets = events.iter().map(|set| &set.name).chain(responses.iter().map(|set| &set.name));
        let is_misnamed = |name: &Ident| !is_upper_camel_case(&name.to_string());
        Self {
            // The compiler takes long to find that it has none of clippy's, and so is not shown them.
            none: Repeated::new(quote! {
                #[allow(dead_code, nonstandard_style, unreachable_pub, unused_qualifications)]
                #[cfg_attr(clippy, allow(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction))]
            }),
            unused: Repeated::new(quote!(#[allow(dead_code)])),
            misnamed: Repeated::new(quote!(#[allow(nonstandard_style)])),
            scoped: Repeated::new(
                quote!(#[cfg_attr(clippy, allow(clippy::field_scoped_visibility_modifiers))]),
            ),
            has_misnamed_types: !is_upper_camel_case(&contract.type_prefix) || sets.any(is_misnamed),
            has_scoped_fields: matches!(contract.visibility, Visibility::Restricted(_)),
        }
    }

    /// For another name of a type.
    pub(super) fn of_alias(&self) -> Attributes<'_> {
        Attributes([self.misnamed_type(), None, None])
    }

    /// For an enum, of which a variant may hold nothing.
    pub(super) fn of_enum(&self, has_empty_variant: bool) -> Attributes<'_> {
        Attributes([self.misnamed_type(), has_empty_variant.then_some(&self.unused), None])
    }

    /// For a struct with these fields, which may be read by nothing that counts: a derive does not.
    pub(super) fn of_struct<'a>(
        &self,
        mut fields: impl Iterator<Item = &'a Ident>,
        is_read: bool,
    ) -> Attributes<'_> {
        let misnamed = (!fields.all(is_snake_case)).then_some(&self.misnamed);
        let (unused, scoped) =
            ((!is_read).then_some(&self.unused), self.has_scoped_fields.then_some(&self.scoped));
        Attributes([misnamed.or(self.misnamed_type()), unused, scoped])
    }

    fn misnamed_type(&self) -> Option<&Repeated> {
        self.has_misnamed_types.then_some(&self.misnamed)
    }
}

/// Attributes, most of which a type has not.
pub(super) struct Attributes<'a>([Option<&'a Repeated>; 3]);

impl ToTokens for Attributes<'_> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.iter().flatten().for_each(|attribute| attribute.to_tokens(tokens));
    }
}

/// Whether the compiler is content with it as the beginning of a type's name.
fn is_upper_camel_case(prefix: &str) -> bool {
    !prefix.contains('_') && !prefix.starts_with(char::is_lowercase)
}

/// Whether the compiler is content with it as a field's name.
fn is_snake_case(name: &Ident) -> bool {
    let name = name.to_string();
    !name.contains("__") && !name.contains(char::is_uppercase)
}
