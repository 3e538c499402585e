//! Who is let in, and how much of anything there may be: places, addresses behind proxies, rates. This room knows no other.

pub(super) mod admission;
pub(super) mod peer;
pub(super) mod places;
pub(super) mod rate;
