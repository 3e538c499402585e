//! How a contract's own types are made of what the runtime answers by itself, where a contract declares the status of one.

use std::fmt;

use axum::response::Response;

use crate::http::{InvalidRequest, Problem};

/// A declared type that invalid requests are answered with.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made of an invalid request",
    label = "this is declared as the 400, which invalid requests are answered with",
    note = "write `impl From<contract_runtime::InvalidRequest>` for the type, or declare `400: Problem`; a type of another crate stands in one of your own"
)]
pub trait OfInvalidRequest: From<InvalidRequest> {}

// Without this the compiler says what `From` lacks as if nobody knew what it is for.
#[diagnostic::do_not_recommend]
impl<T: From<InvalidRequest>> OfInvalidRequest for T {}

/// A declared type of another answer that the runtime gives too.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be made of a problem",
    label = "this is declared for a status that the library answers with too: 406, 413, 415, 500 or a stream's 503",
    note = "write `impl From<contract_runtime::Problem>` for the type, or declare `Problem` itself; a type of another crate stands in one of your own"
)]
pub trait OfProblem: From<Problem> {}

#[diagnostic::do_not_recommend]
impl<T: From<Problem>> OfProblem for T {}

/// The declared 400 of an invalid request.
pub fn of_invalid_request<T: OfInvalidRequest>(request: InvalidRequest) -> T {
    request.into()
}

/// The declared body of another of the runtime's own answers.
pub fn of_problem<T: OfProblem>(problem: Problem) -> T {
    problem.into()
}

/// How a declared answer is made where the runtime gives it.
#[derive(Clone, Copy)]
pub enum OwnAnswer {
    /// A 400.
    OfInvalidRequest(fn(InvalidRequest) -> Response),
    /// Any other.
    OfProblem(fn(Problem) -> Response),
}

impl fmt::Debug for OwnAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OwnAnswer")
    }
}

/// How an answer is made says nothing of what it is.
impl PartialEq for OwnAnswer {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for OwnAnswer {}
