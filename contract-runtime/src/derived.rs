//! What the contract's `derive` asks of the types in it.
//!
//! The macro writes these derives out, each with a bound a type, so that a type which lacks one earns one error, where it is
//! first written and in the words of the contract, and none for each generated type that holds it. The lifetime of each trait is
//! that of [`OnWire`](crate::object::OnWire).

use std::hash::Hash;

/// `Clone`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Clone`, for which the contract's `derive` asks",
    label = "this type lacks a derive",
    note = "write `#[derive(Clone)]` at the type, or take `Clone` out of the contract's `derive`"
)]
pub trait Cloned<'a>: Clone {}

#[diagnostic::do_not_recommend]
impl<T: Clone> Cloned<'_> for T {}

/// Asks a type for `Clone`.
pub const fn is_clone<T: for<'a> Cloned<'a>>() {}

/// `PartialEq`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `PartialEq`, for which the contract's `derive` asks",
    label = "this type lacks a derive",
    note = "write `#[derive(PartialEq)]` at the type, or take `PartialEq` out of the contract's `derive`"
)]
pub trait Compared<'a>: PartialEq {}

#[diagnostic::do_not_recommend]
impl<T: PartialEq> Compared<'_> for T {}

/// Asks a type for `PartialEq`.
pub const fn is_partial_eq<T: for<'a> Compared<'a>>() {}

/// `Eq`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Eq`, for which the contract's `derive` asks",
    label = "this type lacks a derive",
    note = "write `#[derive(Eq)]` at the type, or take `Eq` out of the contract's `derive`"
)]
pub trait Equal<'a>: Eq {}

#[diagnostic::do_not_recommend]
impl<T: Eq> Equal<'_> for T {}

/// Asks a type for `Eq`.
pub const fn is_eq<T: for<'a> Equal<'a>>() {}

/// `PartialOrd`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `PartialOrd`, for which the contract's `derive` asks",
    label = "this type lacks a derive",
    note = "write `#[derive(PartialOrd)]` at the type, or take `PartialOrd` out of the contract's `derive`"
)]
pub trait Ranked<'a>: PartialOrd {}

#[diagnostic::do_not_recommend]
impl<T: PartialOrd> Ranked<'_> for T {}

/// Asks a type for `PartialOrd`.
pub const fn is_partial_ord<T: for<'a> Ranked<'a>>() {}

/// `Ord`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Ord`, for which the contract's `derive` asks",
    label = "this type lacks a derive",
    note = "write `#[derive(Ord)]` at the type, or take `Ord` out of the contract's `derive`"
)]
pub trait Ordered<'a>: Ord {}

#[diagnostic::do_not_recommend]
impl<T: Ord> Ordered<'_> for T {}

/// Asks a type for `Ord`.
pub const fn is_ord<T: for<'a> Ordered<'a>>() {}

/// `Hash`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no `Hash`, for which the contract's `derive` asks",
    label = "this type lacks a derive",
    note = "write `#[derive(Hash)]` at the type, or take `Hash` out of the contract's `derive`"
)]
pub trait Hashed<'a>: Hash {}

#[diagnostic::do_not_recommend]
impl<T: Hash> Hashed<'_> for T {}

/// Asks a type for `Hash`.
pub const fn is_hash<T: for<'a> Hashed<'a>>() {}
