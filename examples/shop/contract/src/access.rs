//! Who may call a route: the metadata of both contracts.

use serde::Serialize;

use crate::accounts::Role;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// Anybody, signed in or not.
    Anybody,
    /// Who is signed in, and has at least this role.
    Only(Role),
}

impl Access {
    /// Whether it is open to somebody of this role, or to a stranger.
    pub fn admits(self, role: Option<Role>) -> bool {
        match self {
            Self::Anybody => true,
            Self::Only(least) => role.is_some_and(|role| role >= least),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ShopContract;

    #[test]
    fn every_route_says_who_may_call_it_and_how_they_show_it() {
        for route in ShopContract::routes() {
            let access = route.metadata::<Access>().copied();
            let is_public = route.security.is_empty();
            assert_eq!(access == Some(Access::Anybody), is_public, "{}", route.name);
            let is_admin_s = route.name.starts_with("admin.");
            assert_eq!(access == Some(Access::Only(Role::Admin)), is_admin_s, "{}", route.name);
        }
    }

    #[test]
    fn a_role_may_do_what_the_ones_before_it_may() {
        let who = [None, Some(Role::Customer), Some(Role::Admin)];
        let admitted = |access: Access| who.map(|role| access.admits(role));
        assert_eq!(admitted(Access::Anybody), [true, true, true]);
        assert_eq!(admitted(Access::Only(Role::Customer)), [false, true, true]);
        assert_eq!(admitted(Access::Only(Role::Admin)), [false, false, true]);
    }
}
