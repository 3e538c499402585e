//! Reads what a route may say itself or have from what it stands in: `tags`, `security`, `metadata`.

use syn::Expr;

use super::entries::Value;
use super::{Slot, lists, typescript, values};
use crate::errors::{At, Errors};

/// What is said of routes as a whole, in a route, a group or a contract.
#[derive(Default)]
pub(crate) struct Inherited {
    pub(crate) tags: Slot<Vec<Expr>>,
    pub(crate) security: Slot<Vec<Expr>>,
    pub(crate) metadata: Slot<Expr>,
}

impl Inherited {
    pub(super) fn lacks(&self, key: &str) -> bool {
        match key {
            "tags" => self.tags.is_absent(),
            "security" => self.security.is_absent(),
            _ => self.metadata.is_absent(),
        }
    }

    /// Reads the value of one of the three keys.
    pub(super) fn read(&mut self, key: &str, at: At, value: &Value, errors: &mut Errors) {
        match key {
            "tags" => self.tags = values::slot(at, lists::read(value, "tags: [\"orders\"]", errors)),
            "security" => {
                let ways = lists::read(value, "security: [Security::bearer()]", errors);
                self.security = values::slot(at, ways);
            }
            _ => self.metadata = values::slot(at, metadata(value, errors)),
        }
    }
}

/// Reads the value of `metadata`: any expression but an object of TypeScript's.
fn metadata(value: &Value, errors: &mut Errors) -> Option<Expr> {
    if value.is_empty() || value.literal().is_some_and(typescript::is_refused_by_the_lexer) {
        return None;
    }
    let read = syn::parse2::<Expr>(value.stream()).ok();
    if read.is_none() {
        errors.report(
            value.at(),
            format!("`metadata` is a value of a type: found `{}`", value.shown()),
            "write one, such as `metadata: Access { role: Role::Admin }`",
        );
    }
    read
}
