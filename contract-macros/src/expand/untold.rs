//! How an error becomes one that is not told.
//!
//! Errors could be made of an `Internal` by a conversion from that type. But of `?` on any other error the compiler would then say
//! that `From` is not implemented, and list the conversions that are. So the conversion is from all types that fulfil a bound of
//! the contract's, which no type but `Internal` does: what is missing then is the bound, which says what to write. A trait of the
//! runtime could not be that bound, since the compiler would reckon with its being implemented for other types too.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::scope::Scope;
use super::spans::generated_at;

/// The bound.
pub(super) fn bound(scope: &Scope<'_>) -> TokenStream {
    let (rt, visibility, untold) = (&scope.rt, &scope.contract.visibility, &scope.names.untold);
    // It is what the compiler shows as the way to do it.
    let at = generated_at(scope.contract.name.span());
    let implementation = quote_spanned!(at=> impl #untold for #rt::Internal {});
    quote! {
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(
            message = "no answer that the contract declares here is made of `{Self}`",
            label = "write `.internal()?` for a logged 500; to tell the client, make a declared answer of it, here or in a `From<{Self}>` for the route's error"
        )]
        #visibility trait #untold: ::core::convert::Into<#rt::Internal> {}
        #implementation
    }
}

/// The conversion into an error. Documentation shows the one that it stands for.
pub(super) fn conversion(scope: &Scope<'_>, error: &Ident) -> TokenStream {
    let (rt, untold) = (&scope.short_rt, &scope.names.untold);
    quote_spanned! {generated_at(error.span())=>
        #[cfg(not(doc))]
        #[automatically_derived]
        impl<T: #untold> ::core::convert::From<T> for #error {
            fn from(error: T) -> Self {
                Self::Internal(::core::convert::Into::into(error))
            }
        }
        #[cfg(doc)]
        impl ::core::convert::From<#rt::Internal> for #error {
            fn from(error: #rt::Internal) -> Self {
                Self::Internal(error)
            }
        }
    }
}
