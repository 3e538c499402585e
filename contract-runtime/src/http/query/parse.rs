//! The text of a query string into its tree.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use super::tree::Node;
use super::{MOST_NAMES_IN_ALL, MOST_PAIRS, Room};
use crate::http::fault::{Fault, Place};
use crate::http::path;

/// Reads a query string, or a form, which is one in a body.
///
/// # Errors
/// The first key that goes beyond a limit, or that is not text or stands before what is none.
pub(crate) fn parse(place: Place, query: &[u8]) -> Result<Node, Fault> {
    let mut tree = Node::default();
    let mut room = Room::new(place, MOST_NAMES_IN_ALL);
    let pairs = query.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    for (count, pair) in pairs.enumerate() {
        let (key, text) = match memchr::memchr(b'=', pair) {
            Some(at) => (pair.get(..at).unwrap_or_default(), pair.get(at + 1..).unwrap_or_default()),
            None => (pair, &[][..]),
        };
        let (key, text) = (decoded(key), decoded(text));
        let field = || path::shortened(&String::from_utf8_lossy(&key)).into_owned();
        if count == MOST_PAIRS {
            let what = if place == Place::Body { "form" } else { "query string" };
            return Err(Fault::limit(place, field(), format!("at most {MOST_PAIRS} pairs in a {what}")));
        }
        let (Ok(key), Ok(text)) = (std::str::from_utf8(&key), String::from_utf8(text.into_owned())) else {
            return Err(Fault::new(place, field(), "percent-encoded UTF-8"));
        };
        tree.put(&mut room, key, text)?;
    }
    Ok(tree)
}

/// The bytes that are meant: `+` is a space, and what is percent-encoded what it encodes.
fn decoded(text: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr2(b'+', b'%', text).is_none() {
        return Cow::Borrowed(text);
    }
    let spaced: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    Cow::Owned(percent_decode(&spaced).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::query::MOST_NAMES;

    fn limit(query: &str) -> (String, String) {
        let fault = parse(Place::Query, query.as_bytes()).unwrap_err();
        assert_eq!(fault.place, Place::Query);
        (fault.field, fault.expected)
    }

    #[test]
    fn a_key_beyond_a_limit_is_named() {
        let pairs = "a=1&".repeat(MOST_PAIRS);
        assert!(parse(Place::Query, pairs.as_bytes()).is_ok());
        assert_eq!(
            limit(&(pairs + "last=1")),
            ("last".to_owned(), "at most 10000 pairs in a query string".to_owned())
        );
        let deepest = format!("a{}", "[k]".repeat(MOST_NAMES - 1));
        assert!(parse(Place::Query, deepest.as_bytes()).is_ok());
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
        assert!(parse(Place::Query, format!("a{}=1", "[".repeat(30_000)).as_bytes()).is_ok());
    }

    #[test]
    fn many_names_of_few_bytes_are_refused_before_they_are_much_memory() {
        let limit_of = |pairs: Vec<String>| limit(&pairs.join("&"));
        let fitting: Vec<_> = (0..MOST_PAIRS).map(|index| format!("{index}[a][a]=1")).collect();
        assert!(parse(Place::Query, fitting.join("&").as_bytes()).is_ok());
        let one_more = [fitting, vec!["0[a][a][b]=1".to_owned()]].concat().split_off(1);
        assert_eq!(
            limit_of(one_more),
            ("0[a][a][b]".to_owned(), "at most 30000 names in a query string".to_owned())
        );
        let deep = (0..MOST_PAIRS).map(|index| format!("{index}{}=", "[a]".repeat(MOST_NAMES - 1)));
        assert_eq!(limit_of(deep.collect()).1, "at most 30000 names in a query string");
    }

    #[test]
    fn keys_and_texts_are_decoded() {
        let tree = parse(Place::Query, b"a+b=c+%2B%20d&&e&=f&%67=%zz%").unwrap();
        let texts = |name| tree.find(name).unwrap().texts.clone();
        assert_eq!(
            (texts("a b"), texts("e"), texts("g")),
            (vec!["c + d".into()], vec![String::new()], vec!["%zz%".into()])
        );
        assert_eq!(texts(""), ["f"]);
    }

    #[test]
    fn what_is_not_utf_8_is_refused_by_its_key() {
        for (query, field) in [("a=1&b=%ff", "b"), ("%C3=1", "\u{fffd}"), ("b%5Bc%5D=x%E4y", "b[c]")] {
            let fault = parse(Place::Query, query.as_bytes()).unwrap_err();
            assert_eq!(
                (fault.field.as_str(), fault.expected.as_str()),
                (field, "percent-encoded UTF-8"),
                "{query}"
            );
        }
        assert_eq!(parse(Place::Body, b"a=\xff").unwrap_err().field, "a");
    }
}
