//! Mistakes that people make, and what they are told.
//!
//! Each file under `ui/` holds one mistake; the `.stderr` beside it is all that the compiler says, which is one error.
//! Where the mistake is in a contract, the file implements the contract too, to show that no second error follows.

#[test]
fn mistakes_are_told_once_and_where_they_are() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}
