//! What a contract says of itself before anyone looks at its routes: enough to give a table its size, and nearly always to see that
//! routes which a mount brings together are not at odds.
//!
//! The compiler takes its time over every step, and a table of a hundred routes takes hundreds of thousands. This takes a few for a
//! contract and a few for a pair of mounts.

use super::beginning::Beginning;
use super::text::is_among;

/// How much there is in a table; no less than that.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Its routes.
    pub routes: usize,
    /// The bytes of their names, paths and operation ids.
    pub texts: usize,
    /// Their answers.
    pub answers: usize,
    /// The headers that are asked of their requests.
    pub headers: usize,
}

impl Size {
    /// Of this table with those of mounts below it.
    const fn with(mut self, mut mounts: &[MountOutline]) -> Self {
        while let [mount, others @ ..] = mounts {
            let below = mount.outline.size;
            self.routes += below.routes;
            self.texts += below.texts + below.routes * mount.texts_a_route;
            self.answers += below.answers + below.routes * mount.answers_a_route;
            self.headers += below.headers + below.routes * mount.headers_a_route;
            mounts = others;
        }
        self
    }
}

/// What a contract says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Outline {
    /// How much there is in its table.
    pub size: Size,
    /// What all of its paths begin with, up to the first parameter, where each is taken to end with a slash.
    pub beginning: &'static str,
    /// The parameters in its own paths.
    pub params: &'static [&'static str],
    own: &'static [Beginning],
    mounts: &'static [MountOutline],
}

impl Outline {
    /// Of a contract that mounts nothing.
    pub const fn new(size: Size, beginning: &'static str, params: &'static [&'static str]) -> Self {
        Self { size, beginning, params, own: &[], mounts: &[] }
    }

    /// The same, of one that mounts these. What its own paths begin with, and those of its mounts, is told behind the prefix that all of
    /// them have.
    #[must_use]
    pub const fn mounting(mut self, own: &'static [Beginning], mounts: &'static [MountOutline]) -> Self {
        (self.own, self.mounts) = (own, mounts);
        self.size = self.size.with(mounts);
        self
    }

    /// Whether it can be seen here that the routes of mount number `index` are not at odds with its own, with those of a mount before
    /// it, or with the prefix above them.
    pub(super) const fn is_apart(&self, index: usize) -> bool {
        let (mut before, mount) = self.mounts.split_at(index);
        let [mount, ..] = mount else { return true };
        if mount.outline.repeats_any(mount.params) {
            return false;
        }
        let mut own = self.own;
        while let [route, others @ ..] = own {
            if !route.is_apart_from(mount.beginning) {
                return false;
            }
            own = others;
        }
        while let [other, others @ ..] = before {
            if !other.beginning.is_apart_from(mount.beginning) {
                return false;
            }
            before = others;
        }
        true
    }

    /// Whether mounts number `index` and `other` may be at odds.
    pub(super) const fn may_clash(&self, index: usize, other: usize) -> bool {
        let ([mount, ..], [other, ..]) = (self.mounts.split_at(index).1, self.mounts.split_at(other).1)
        else {
            return false;
        };
        !mount.beginning.is_apart_from(other.beginning)
    }

    /// Whether a path of its routes, or of those that it mounts, has one of these parameters.
    const fn repeats_any(&self, mut params: &[&str]) -> bool {
        while let [param, others @ ..] = params {
            if self.repeats(param) {
                return true;
            }
            params = others;
        }
        false
    }

    const fn repeats(&self, param: &str) -> bool {
        if is_among(param, self.params) {
            return true;
        }
        let mut mounts = self.mounts;
        while let [mount, others @ ..] = mounts {
            if is_among(param, mount.params) || mount.outline.repeats(param) {
                return true;
            }
            mounts = others;
        }
        false
    }
}

/// What a contract says of a mount of its own.
#[derive(Debug, Clone, Copy)]
pub struct MountOutline {
    /// What the paths of its routes begin with, behind the prefix that all of the mounting contract's have.
    pub beginning: Beginning,
    /// The parameters in the prefix above it.
    pub params: &'static [&'static str],
    /// What the name and the prefix of the mount add to the texts of a route.
    pub texts_a_route: usize,
    /// The answers that a route is given.
    pub answers_a_route: usize,
    /// The headers that are asked for above a route.
    pub headers_a_route: usize,
    /// That of the mounted contract.
    pub outline: &'static Outline,
}
