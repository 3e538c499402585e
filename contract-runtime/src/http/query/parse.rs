//! The text of a query string into its tree.

use super::tree::Node;
use super::{MOST_NAMES, MOST_PAIRS};
use crate::http::fault::{Fault, Place};
use crate::http::path;

/// Reads a query string, or a form, which is one in a body.
///
/// # Errors
/// The first key with which the query string goes beyond a limit.
pub(crate) fn parse(place: Place, query: &str) -> Result<Node, Fault> {
    let mut root = Node::default();
    for (count, (key, text)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
        let beyond = |limit| Err(Fault::limit(place, path::shortened(&key), limit));
        if count == MOST_PAIRS {
            let what = if place == Place::Body { "form" } else { "query string" };
            return beyond(format!("at most {MOST_PAIRS} pairs in a {what}"));
        }
        if names(&key).nth(MOST_NAMES).is_some() {
            return beyond(format!("at most {MOST_NAMES} names in one key"));
        }
        root.give(names(&key), text.into_owned());
    }
    Ok(root)
}

/// The names of a key: `a[0][k]` has `a`, `0` and `k`. A key whose brackets are not a row of pairs at its end is one
/// name as it stands.
pub(super) fn names(key: &str) -> impl Iterator<Item = &str> {
    let (first, row) = match key.split_once('[') {
        Some((first, row)) if !first.is_empty() && is_row(row) => (first, row.strip_suffix(']')),
        _ => (key, None),
    };
    std::iter::once(first).chain(row.into_iter().flat_map(|row| row.split("][")))
}

/// Whether this, which follows an opening bracket, is `…]` or `…][…]` and so on.
fn is_row(mut row: &str) -> bool {
    while let Some((inside, rest)) = row.split_once(']') {
        if inside.contains('[') {
            return false;
        }
        match rest.strip_prefix('[') {
            Some(next) => row = next,
            None => return rest.is_empty(),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_a_name_in_each_pair_of_brackets() {
        let split = |key| names(key).collect::<Vec<_>>();
        assert_eq!(split("a"), ["a"]);
        assert_eq!(split("a[0][k]"), ["a", "0", "k"]);
        assert_eq!(split("a[]"), ["a", ""]);
        assert_eq!(split("a[b][]"), ["a", "b", ""]);
    }

    #[test]
    fn brackets_that_are_no_row_of_pairs_are_letters() {
        for key in ["", "[a]", "a[", "a[b", "a]", "a[b]c", "a[b]c[d]", "a[b[c]]", "a[b]]", "a[[b]"] {
            assert_eq!(names(key).collect::<Vec<_>>(), [key]);
        }
    }

    fn limit(query: &str) -> (String, String) {
        let fault = parse(Place::Query, query).unwrap_err();
        assert_eq!(fault.place, Place::Query);
        (fault.field, fault.expected)
    }

    #[test]
    fn a_key_beyond_a_limit_is_named() {
        let pairs = "a=1&".repeat(MOST_PAIRS);
        assert!(parse(Place::Query, &pairs).is_ok());
        assert_eq!(
            limit(&(pairs + "last=1")),
            ("last".to_owned(), "at most 10000 pairs in a query string".to_owned())
        );
        let deepest = format!("a{}", "[k]".repeat(MOST_NAMES - 1));
        assert!(parse(Place::Query, &deepest).is_ok());
        let deeper = deepest + "[k]";
        assert_eq!(
            limit(&deeper),
            (path::shortened(&deeper).into_owned(), "at most 32 names in one key".to_owned())
        );
    }

    #[test]
    fn what_is_hostile_is_refused_without_being_built() {
        assert_eq!(limit(&"a=1&".repeat(100_000)).0, "a");
        let (field, _) = limit(&format!("a{}=1", "[k]".repeat(10_000)));
        assert!(field.starts_with("a[k][k]") && field.chars().count() == 65, "{field}");
        // Not a row, and so a name, whose length is no depth.
        assert!(parse(Place::Query, &format!("a{}=1", "[".repeat(30_000))).is_ok());
    }
}
