//! The constants by which the runtime's own answers are made, each once.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// What has been asked for.
#[derive(Default)]
pub(super) struct OwnAnswers {
    /// What makes the types, apart from the answers, so that of a type which can't be made there is one error.
    conversions: Constants,
    answers: Constants,
}

/// Expressions, each once.
#[derive(Default)]
struct Constants(Vec<(String, TokenStream)>);

impl Constants {
    fn index(&mut self, value: TokenStream) -> usize {
        let key = value.to_string();
        self.0.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            self.0.push((key, value));
            self.0.len() - 1
        })
    }
}

impl OwnAnswers {
    /// The constant that makes a type, which `value` says with its own.
    pub(super) fn conversion(&mut self, value: TokenStream) -> Ident {
        conversion_name(self.conversions.index(value))
    }

    /// The constant that makes an answer.
    pub(super) fn answer(&mut self, value: TokenStream) -> Ident {
        answer_name(self.answers.index(value))
    }

    /// The constants that were asked for, where `rt` is in scope.
    pub(super) fn expand(&self, rt: &Ident, codecs: &Ident) -> Option<TokenStream> {
        let conversions = self.conversions.0.iter().enumerate().map(|(index, (_, conversion))| {
            let name = conversion_name(index);
            quote!(const #name: #conversion;)
        });
        let answers = self.answers.0.iter().enumerate().map(|(index, (_, answer))| {
            let name = answer_name(index);
            quote!(const #name: #rt::OwnAnswer = #answer;)
        });
        let constants: TokenStream = conversions.chain(answers).collect();
        (!constants.is_empty()).then(|| quote!(impl #codecs { #constants }))
    }
}

fn conversion_name(index: usize) -> Ident {
    format_ident!("MAKE_{index}")
}

fn answer_name(index: usize) -> Ident {
    format_ident!("OWN_{index}")
}
