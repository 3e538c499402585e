//! How an error becomes one that is not told, and how the contract's becomes that of a route.
//!
//! Errors could be made of an `Internal` by a conversion from that type. But of `?` on any other error the compiler would then say
//! that `From` is not implemented, and list the conversions that are. So the conversion is from all types that fulfil a bound of
//! the contract's, which no type but `Internal` does: what is missing then is the bound, which says what to write. A trait of the
//! runtime could not be that bound, since the compiler would reckon with its being implemented for other types too.
//!
//! An error that the contract's becomes too has a bound that both types fulfil, and one conversion for both. The contract's own can't
//! have that: it would be made of itself, as every type is already.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};

use super::scope::Scope;
use super::spans::generated_at;

/// The bounds.
pub(super) fn bounds(scope: &Scope<'_>) -> TokenStream {
    let (rt, common) = (&scope.rt, &scope.names.error);
    // The implementations are what the compiler shows as the way to do it.
    let at = generated_at(scope.contract.name.span());
    let untold = bound(scope, &scope.names.untold, &quote!(#rt::Internal));
    let of_untold = |bound: &Ident| quote_spanned!(at=> impl #bound for #rt::Internal {});
    let implementation = of_untold(&scope.names.untold);
    let shared = scope.answer_types.borrow().shares_common().then(|| {
        let shared = &scope.names.shared;
        let (bound, implementation) = (bound(scope, shared, &quote!(#common)), of_untold(shared));
        let of_common = quote_spanned!(at=> impl #shared for #common {});
        quote!(#bound #implementation #of_common)
    });
    quote!(#untold #implementation #shared)
}

/// A bound on what becomes `target`.
fn bound(scope: &Scope<'_>, name: &Ident, target: &TokenStream) -> TokenStream {
    let visibility = &scope.contract.visibility;
    quote! {
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(
            message = "no answer that the contract declares here is made of `{Self}`",
            label = "write `.internal()?` for a logged 500; to tell the client, make a declared answer of it, here or in a `From<{Self}>` for the route's error"
        )]
        #visibility trait #name: ::core::convert::Into<#target> {}
    }
}

/// The conversion into an error: of what is not told, and of the contract's, where there are arms for that. Documentation shows
/// those that it stands for.
pub(super) fn conversion(scope: &Scope<'_>, error: &Ident, of_common: Option<TokenStream>) -> TokenStream {
    let common = &scope.names.error;
    let (bound, value) = match of_common {
        Some(arms) => {
            scope.answer_types.borrow_mut().add_shared(error);
            (&scope.names.shared, quote!(match ::core::convert::Into::<#common>::into(error) { #arms }))
        }
        None => (&scope.names.untold, quote!(Self::Internal(::core::convert::Into::into(error)))),
    };
    quote_spanned! {generated_at(error.span())=>
        #[cfg(not(doc))]
        #[automatically_derived]
        impl<T: #bound> ::core::convert::From<T> for #error {
            fn from(error: T) -> Self {
                #value
            }
        }
    }
}
