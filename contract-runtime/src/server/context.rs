//! What can be a handler's context.

use axum::extract::FromRequestParts;
use axum::response::IntoResponse;
use http::request::Parts;

/// Any extractor of axum's whose state is the implementation. It is a trait of its own, and none that axum's is a part of, so that of
/// a type which is no extractor the compiler says what to write, and not what all the extractors are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the `Context`: axum can't extract it from a request to `{S}`",
    label = "no extractor",
    note = "where it does not matter who calls, write `type Context = ();`",
    note = "to have it extracted, write `impl FromRequestParts<{S}> for {Self}`, of `contract_runtime::axum::extract`"
)]
pub trait HandlerContext<S>: Sized + Send {
    /// What is answered where it can't be extracted.
    type Rejection: IntoResponse;

    /// Extracts it.
    fn extract(parts: &mut Parts, state: &S) -> impl Future<Output = Result<Self, Self::Rejection>> + Send;
}

#[diagnostic::do_not_recommend]
impl<S, T: FromRequestParts<S> + Send> HandlerContext<S> for T {
    type Rejection = T::Rejection;

    fn extract(parts: &mut Parts, state: &S) -> impl Future<Output = Result<Self, Self::Rejection>> + Send {
        T::from_request_parts(parts, state)
    }
}
