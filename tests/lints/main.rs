//! The strictest of crates: every lint of the compiler's and of clippy's is on, and none has anything to say of what `contract!`
//! writes. The contracts stand where nobody outside sees them, half of them are never served, and their names are as odd as names may be.

#![deny(warnings)]
#![warn(
    absolute_paths_not_starting_with_crate,
    ambiguous_negative_literals,
    closure_returning_async_block,
    deprecated_in_future,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    ffi_unwind_calls,
    future_incompatible,
    impl_trait_redundant_captures,
    keyword_idents,
    let_underscore,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_copy_implementations,
    missing_debug_implementations,
    missing_docs,
    non_ascii_idents,
    nonstandard_style,
    redundant_imports,
    redundant_lifetimes,
    refining_impl_trait,
    rust_2018_compatibility,
    rust_2018_idioms,
    rust_2021_compatibility,
    rust_2024_compatibility,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![warn(clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction)]
#![allow(clippy::blanket_clippy_restriction_lints, reason = "all of them, whatever their worth")]
#![allow(clippy::arbitrary_source_item_ordering, reason = "it also looks at what macros of macros write")]
#![allow(clippy::tests_outside_test_module, reason = "all of this is a test")]

mod contracts;
mod types;

use contract_runtime::SseManager;

#[test]
fn what_is_served_has_its_routes() {
    drop(contracts::ServedContract::router(types::App, &SseManager::new()));
    assert_eq!(contracts::ServedContract::routes().len(), 6, "a row a route");
}
