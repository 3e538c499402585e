//! Tokens that stand in an expansion hundreds of times.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt as _};

/// Tokens kept one by one. The compiler is handed them together with those around them, while it joins a stream to others
/// by a call of its own, which costs more than the tokens do.
pub(super) struct Repeated(Vec<TokenTree>);

impl Repeated {
    pub(super) fn new(tokens: TokenStream) -> Self {
        Self(tokens.into_iter().collect())
    }
}

impl ToTokens for Repeated {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}
