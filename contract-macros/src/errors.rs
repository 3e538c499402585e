//! Where every phase reports the mistakes it finds, so that all of them are told in one pass.

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};

/// The tokens that a message is about, from the first to the last.
#[derive(Clone, Copy, Debug)]
pub(crate) struct At {
    start: Span,
    end: Span,
}

impl At {
    /// All of `tokens`; the macro call itself where there are none.
    pub(crate) fn all(tokens: &impl ToTokens) -> Self {
        let mut spans = tokens.to_token_stream().into_iter().map(|token| token.span());
        let start = spans.next().unwrap_or_else(Span::call_site);
        Self { start, end: spans.last().unwrap_or(start) }
    }

    /// From the token at `start` to the one at `end`.
    pub(crate) fn between(start: Span, end: Span) -> Self {
        Self { start, end }
    }

    /// A span to give to tokens that stand for these.
    pub(crate) fn span(self) -> Span {
        self.start
    }
}

impl From<Span> for At {
    fn from(span: Span) -> Self {
        Self { start: span, end: span }
    }
}

impl From<&Ident> for At {
    fn from(ident: &Ident) -> Self {
        ident.span().into()
    }
}

/// One mistake: what is wrong, where, and what to write.
#[derive(Debug)]
struct Mistake {
    at: At,
    problem: String,
    help: String,
}

impl Mistake {
    /// A `compile_error!` under the tokens at fault. rustc underlines from the span of an invocation's first token
    /// to that of its last, which is how a range is shown without the unstable `Span::join`.
    fn into_invocation(self) -> TokenStream {
        let text = format!("{}\nhelp: {}", self.problem, self.help);
        let path = quote_spanned!(self.at.start=> ::core::compile_error!);
        let arguments = quote_spanned!(self.at.end=> { #text });
        quote_spanned!(self.at.start=> #path #arguments)
    }
}

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    mistakes: Vec<Mistake>,
}

impl Errors {
    /// Records that `problem` is the case at `at`, and that writing what `help` says would mend it.
    pub(crate) fn report(&mut self, at: impl Into<At>, problem: impl Into<String>, help: impl Into<String>) {
        self.mistakes.push(Mistake { at: at.into(), problem: problem.into(), help: help.into() });
    }

    /// How many there are: a phase that looks before and after a part knows whether that part is sound.
    pub(crate) fn count(&self) -> usize {
        self.mistakes.len()
    }

    /// The errors as items, for when nothing else can be written.
    pub(crate) fn into_items(self) -> TokenStream {
        self.mistakes.into_iter().map(Mistake::into_invocation).collect()
    }

    /// The errors as items, the first of them inside a type named `placeholder`.
    ///
    /// A type whose very definition is an error is one that the compiler has already complained about, so that it
    /// says nothing of whatever is done with it: an implementation that fills in for the part that could not be
    /// understood earns no second error.
    pub(crate) fn into_items_with(self, placeholder: &Ident) -> TokenStream {
        let mut mistakes = self.mistakes.into_iter();
        let first = mistakes.next().map(|mistake| {
            let error = mistake.into_invocation();
            quote_spanned! {placeholder.span()=>
                #[doc(hidden)]
                #[allow(dead_code, non_camel_case_types)]
                type #placeholder = [(); { #error }];
            }
        });
        first.into_iter().chain(mistakes.map(Mistake::into_invocation)).collect()
    }

    /// Where the mistakes begin and end, for tests.
    #[cfg(test)]
    pub(crate) fn places(&self) -> impl Iterator<Item = (Span, Span)> {
        self.mistakes.iter().map(|mistake| (mistake.at.start, mistake.at.end))
    }

    /// What was reported, for tests.
    #[cfg(test)]
    pub(crate) fn problems(&self) -> Vec<&str> {
        self.mistakes.iter().map(|mistake| mistake.problem.as_str()).collect()
    }
}

/// Runs the macro so that a bug in it is told as one, at the call, instead of as the compiler's bare "proc macro panicked".
pub(crate) fn guard(expand: impl FnOnce() -> TokenStream) -> TokenStream {
    catch_unwind(AssertUnwindSafe(expand)).unwrap_or_else(|panic| {
        let cause = panic.downcast_ref::<&str>().map(ToString::to_string);
        let cause = cause.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
        let mut errors = Errors::default();
        errors.report(
            Span::call_site(),
            format!("`contract!` failed on this contract, which is a bug in the macro: {cause}"),
            "please report it together with the contract",
        );
        errors.into_items()
    })
}
