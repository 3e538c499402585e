//! The routes of a contract as data.

use super::headers::{Headers, headers};
use super::mount::Mount;
use super::outline::{Outline, Size};
use super::rows::{Answers, answers, rows, texts};
use super::text::Text;
use crate::route::Route;

/// The routes of a contract as data.
///
/// It is implemented for every `Asked`, of which nothing depends: the compiler evaluates a constant that depends on a type where it is
/// asked for, and any other where it is declared. A table takes hundreds of thousands of steps, which nobody needs who checks
/// a program without running it.
pub trait Table<Asked> {
    /// What is known of it without a look at its routes.
    const OUTLINE: Outline;
    /// The contract's own routes.
    const ROUTES: &'static [Route];
    /// The contracts that it mounts.
    const MOUNTS: &'static [Mount] = &[];
    /// Its own routes, and after them those of each mount in turn.
    const ALL: &'static [Route] = Self::ROUTES;
}

/// The whole table of a contract.
pub const fn routes<C: Table<()>>() -> &'static [Route] {
    C::ALL
}

/// How much there is in it.
pub const fn size<C: Table<()>>() -> Size {
    C::OUTLINE.size
}

/// The table of a contract that mounts others, which has room for so many routes, bytes of text, answers and headers.
pub const fn joined<
    C,
    Asked,
    const ROUTES: usize,
    const TEXTS: usize,
    const ANSWERS: usize,
    const HEADERS: usize,
>() -> [Route; ROUTES]
where
    C: Table<Asked>,
{
    let texts: &'static Text<TEXTS> = const { &texts(C::MOUNTS) };
    let answers: &'static Answers<ANSWERS> = const { &answers(C::MOUNTS) };
    let headers: &'static Headers<HEADERS> = const { &headers(C::MOUNTS) };
    rows(C::ROUTES, C::MOUNTS, texts.as_str(), answers.as_slice(), headers.as_slice())
}
