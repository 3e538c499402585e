//! What all enums of answers have by what they say of themselves: implementations that macros of the runtime's write, since the
//! compiler expands those much faster than it takes the same code from here.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// The enums of answers in an expansion.
#[derive(Default)]
pub(super) struct AnswerTypes {
    all: Vec<Ident>,
    /// Those that nothing has to be moved out of to be sent.
    seen: Vec<Ident>,
    /// Those that have a variant for what is not told.
    errors: Vec<Ident>,
    /// Those errors that the contract's becomes.
    shared: Vec<Ident>,
}

impl AnswerTypes {
    /// Adds an enum. One that has something which goes out as it is becomes a response in its own way.
    pub(super) fn add(&mut self, name: &Ident, is_error: bool, has_raw: bool) {
        self.all.push(name.clone());
        if !has_raw {
            self.seen.push(name.clone());
        }
        if is_error {
            self.errors.push(name.clone());
        }
    }

    /// Adds an error that the contract's becomes.
    pub(super) fn add_shared(&mut self, name: &Ident) {
        self.shared.push(name.clone());
    }

    /// Whether the contract's error becomes any other.
    pub(super) fn shares_common(&self) -> bool {
        !self.shared.is_empty()
    }

    /// The implementations; `common` is the contract's error.
    pub(super) fn expand(&self, rt: &Ident, common: &Ident) -> TokenStream {
        let Self { all, seen, errors, shared } = self;
        let of_common = self.shares_common().then(|| {
            quote! {
                #[cfg(doc)]
                #rt::document_from! { #common => #(#shared)* }
            }
        });
        quote! {
            #rt::impl_debug! { #(#all)* }
            #rt::impl_into_response! { #(#seen)* }
            #rt::impl_error! { #(#errors)* }
            #[cfg(doc)]
            #rt::document_from! { #rt::Internal => #(#errors)* }
            #of_common
        }
    }
}
