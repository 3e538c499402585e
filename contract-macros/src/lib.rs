//! The `contract!` macro. Depend on `contract-runtime`, which re-exports it with its documentation.
//!
//! Each phase knows only the one before it, and none stops at a mistake:
//! `ast` keeps what was written, `check` holds it against the rules and makes the `model`,
//! which is what was meant, and `expand` writes the code.

mod ast;
mod cases;
mod check;
mod errors;
mod expand;
mod model;
mod names;
#[cfg(test)]
mod tests;
mod words;

/// Declares a contract; documented where `contract-runtime` re-exports it.
#[proc_macro]
pub fn contract(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    errors::guard(|| expand_contract(&input.into())).into()
}

/// The whole pipeline: everything that could be understood, and an error for everything that could not.
fn expand_contract(input: &proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut errors = errors::Errors::default();
    let Some(written) = ast::parse(input, &mut errors) else {
        return errors.into_items();
    };
    let meant = check::check(&written, &mut errors);
    expand::expand(&meant, errors)
}
