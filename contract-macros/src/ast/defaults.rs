//! Reads what a field is where a request leaves it out: the `= 1` of `page: u32 = 1`.

use proc_macro2::{Spacing, TokenTree};
use syn::Expr;

use super::entries::Value;
use crate::errors::Errors;

/// Whether what is being read may say what it is where a request leaves it out: only a request leaves anything out.
#[derive(Clone, Copy)]
pub(super) enum Defaults {
    Allowed,
    RefusedInPath,
    RefusedInAnswer,
}

impl Defaults {
    /// What is wrong with a default of `ty`, and what to write, where there can't be one.
    fn refusal(self, ty: &Value) -> Option<(&'static str, String)> {
        match self {
            Self::Allowed => None,
            Self::RefusedInPath => Some((
                "a parameter of a path has no default",
                format!("remove it; one that ends the path may be an `Option<{}>`", ty.shown()),
            )),
            Self::RefusedInAnswer => Some((
                "only what a request may leave out has a default: an answer or an event is sent whole",
                "remove it; the handler gives the value".to_owned(),
            )),
        }
    }
}

/// Parts a type from the default after it, which is reported where there can't be one.
pub(super) fn split(value: &Value, defaults: Defaults, errors: &mut Errors) -> (Value, Option<Expr>) {
    let Some(at) = equals_sign(&value.tokens) else { return (value.clone(), None) };
    let (ty, rest) = value.tokens.split_at(at);
    let ty = Value { tokens: ty.to_vec() };
    let (sign, default) = (rest.iter().take(1).cloned().collect(), rest.iter().skip(1).cloned().collect());
    let (sign, default) = (Value { tokens: sign }, Value { tokens: default });
    if ty.is_empty() {
        errors.report(sign.at(), "a default without a type", "write `name: Type = value`");
        return (ty, None);
    }
    if let Some((problem, help)) = defaults.refusal(&ty) {
        errors.report(sign.at(), problem, help);
        return (ty, None);
    }
    let read = syn::parse2::<Expr>(default.stream()).ok();
    if read.is_none() {
        let at = if default.is_empty() { sign.at() } else { default.at() };
        let help = "write a literal, a constant or a call: `= 20`, `= Status::Open`, `= default_page()`";
        errors.report(at, "expected a value after `=`", help);
    }
    (ty, read)
}

/// Where a single `=` stands outside of angle brackets.
fn equals_sign(tokens: &[TokenTree]) -> Option<usize> {
    let mut open_angles = 0usize;
    let mut joint_before = false;
    tokens.iter().position(|token| {
        let TokenTree::Punct(punct) = token else {
            joint_before = false;
            return false;
        };
        match punct.as_char() {
            '<' => open_angles += 1,
            '>' => open_angles = open_angles.saturating_sub(1),
            _ => {}
        }
        // Of `Vec<u8>=` the bracket closes the type, whatever stands close to it.
        let is_single = punct.spacing() == Spacing::Alone && !joint_before;
        joint_before = punct.spacing() == Spacing::Joint && punct.as_char() != '>';
        punct.as_char() == '=' && is_single && open_angles == 0
    })
}
