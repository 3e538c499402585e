//! What can be a handler's context.

use axum::extract::FromRequestParts;

/// Any extractor of axum's whose state is the implementation. It is a trait of its own so that of a type which is no extractor the
/// compiler says what to write, and not what all the extractors are; axum's is part of it so that code which is generic over a
/// contract may extract the context itself.
///
/// Of a type that lacks a part of a bound the compiler tells what that part lacks, unless it is asked not to, which its
/// attribute for implementations does here too. The type is then known to it as the implementation's `Context` alone.
#[diagnostic::on_unimplemented(
    message = "this type can't be the `Context`: axum can't extract it from a request to `{S}`",
    label = "no extractor",
    note = "where it does not matter who calls, write `type Context = ();`",
    note = "to have it extracted, write `impl FromRequestParts<{S}>` for the type, of `contract_runtime::axum::extract`",
    note = "if `{S}` can't be shared between threads, which is told too, nothing is extracted until it can"
)]
#[allow(misplaced_diagnostic_attributes, reason = "it stands here for what the trait's bounds lack")]
#[diagnostic::do_not_recommend]
pub trait HandlerContext<S>: FromRequestParts<S> + Send {}

#[diagnostic::do_not_recommend]
impl<S, T: FromRequestParts<S> + Send> HandlerContext<S> for T {}
