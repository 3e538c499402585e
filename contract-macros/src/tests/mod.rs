//! The macro as a whole, on tokens: what it writes, and what it makes of contracts that are only half there.

mod mutants;
mod mutations;
mod recovery;
mod snapshots;

use proc_macro2::{Ident, TokenStream, TokenTree};

/// A small contract with most of the language in it.
const SHOP: &str = include_str!("shop.contract");

/// A contract with the rest of it.
const DEPOT: &str = include_str!("depot.contract");

fn tokens(source: &str) -> TokenStream {
    source.parse().unwrap()
}

/// What the macro writes for a contract.
fn expanded(source: &str) -> TokenStream {
    crate::expand_contract(&tokens(source))
}

/// All identifiers among the tokens.
fn identifiers(tokens: TokenStream) -> Vec<Ident> {
    let each = |token| match token {
        TokenTree::Ident(ident) => vec![ident],
        TokenTree::Group(group) => identifiers(group.stream()),
        _ => Vec::new(),
    };
    tokens.into_iter().flat_map(each).collect()
}

#[test]
fn a_renamed_runtime_is_all_that_is_named() {
    let renamed = SHOP.replacen('{', "{ crate: rt,", 1);
    let written = expanded(&renamed);
    assert!(identifiers(written.clone()).iter().any(|ident| ident == "rt"));
    assert!(!written.to_string().contains("contract_runtime"));
}

#[test]
fn every_path_is_absolute() {
    // What stands bare in the code is resolved in the user's scope, where it may be anything.
    let bare = ["Vec", "Result", "Box", "Clone", "Send", "Future", "From", "Into", "Default"];
    let written = expanded(SHOP).into_iter().collect::<Vec<_>>();
    assert_no_bare(&written, &bare);
}

fn assert_no_bare(tokens: &[TokenTree], bare: &[&str]) {
    for (index, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Group(group) => assert_no_bare(&group.stream().into_iter().collect::<Vec<_>>(), bare),
            TokenTree::Ident(ident) if bare.iter().any(|name| ident == name) => {
                let before = index.checked_sub(1).and_then(|before| tokens.get(before));
                let is_last_of_path =
                    matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
                assert!(is_last_of_path, "`{ident}` stands bare");
            }
            _ => {}
        }
    }
}

#[test]
fn a_panic_is_told_as_a_bug() {
    std::panic::set_hook(Box::new(|_| {}));
    let told = crate::errors::guard(|| panic!("no such {}", "case")).to_string();
    let _ = std::panic::take_hook();
    assert!(told.contains("compile_error") && told.contains("bug in the macro: no such case"), "{told}");
}
