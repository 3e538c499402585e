//! Query strings, in every form that real clients send, as one tree of names.
//!
//! `a[0]=x&a[1]=y`, `a[]=x&a[]=y` and `a=x&a=y` are one list, `o[k][j]=1` is an object in an object, `a[0][k]=1` a list of
//! objects and `a[0][0]=1` a list of lists; brackets may be percent-encoded, elements may come in any order, and a space is
//! `+` or `%20`. A list in one text (`a=x,y`) is no form: a comma is a comma.
//!
//! What a text means is for the type to say that is read from it ([`text`](super::text)).

mod key;
mod parse;
mod room;
mod tree;

pub(crate) use parse::parse;
pub(crate) use room::Room;
pub(crate) use tree::Node;
pub(crate) use tree::NotAList;

/// The pairs of a query string. Ten times what most servers take, so that long lists fit.
const MOST_PAIRS: usize = 10_000;

/// The names on the way to a value: `a[b][c]` has three. Far beyond what anyone nests by hand, and small enough for the
/// stack of a thread.
const MOST_NAMES: usize = 32;

/// The names of a query string, each counted once where it stands. A name takes a thousand bytes of memory, whoever sends it three, so
/// that there are not as many as fit in a body.
const MOST_NAMES_IN_ALL: usize = 3 * MOST_PAIRS;

/// The elements of a list, however it is written, and so one more than the highest index.
pub(crate) const MOST_ELEMENTS: usize = 10_000;
