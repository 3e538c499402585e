//! The `contract!` macro. Depend on `contract-runtime`, which re-exports it with its documentation.
