//! What a route says itself or has from what it stands in.

use std::rc::Rc;

use syn::Expr;

/// What is said of routes as a whole. One that several routes have is one and the same, so that it is written once.
#[derive(Clone, Default)]
pub(crate) struct Inherited {
    /// What documents group the routes by: constant texts.
    pub(crate) tags: Option<Rc<Vec<Expr>>>,
    /// The ways to be let in: constants of a type of the runtime's.
    pub(crate) security: Option<Rc<Vec<Expr>>>,
    /// A value of any type.
    pub(crate) metadata: Option<Rc<Expr>>,
}

impl Inherited {
    /// The same, with what is around it for what it does not say.
    pub(crate) fn within(self, outer: &Self) -> Self {
        Self {
            tags: self.tags.or_else(|| outer.tags.clone()),
            security: self.security.or_else(|| outer.security.clone()),
            metadata: self.metadata.or_else(|| outer.metadata.clone()),
        }
    }
}
