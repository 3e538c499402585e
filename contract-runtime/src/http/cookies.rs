//! The cookies of a request, as RFC 6265 has them: name and value pairs in one `Cookie` header or, in HTTP/2, several.

use http::HeaderMap;
use http::header::COOKIE;

/// How many cookies of one request are looked at. Browsers keep fewer for a site, and a header that is all semicolons must
/// not cost more than its length.
pub(crate) const LIMIT: usize = 256;

/// The pairs in the order in which they were sent. What is no pair is left out, since any page of a site, and older versions
/// of this one, can have left it in the browser.
pub(crate) fn pairs(headers: &HeaderMap) -> impl Iterator<Item = (&[u8], &[u8])> {
    let parts =
        headers.get_all(COOKIE).iter().flat_map(|header| header.as_bytes().split(|byte| *byte == b';'));
    parts.filter_map(|part| {
        let equals = part.iter().position(|byte| *byte == b'=')?;
        let (name, value) = part.split_at_checked(equals)?;
        let value = value.get(1..)?.trim_ascii();
        let name = name.trim_ascii();
        (!name.is_empty()).then(|| (name, unquoted(value)))
    })
}

/// A value may stand in quotes, which are not part of it; nothing in it is escaped.
fn unquoted(value: &[u8]) -> &[u8] {
    value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[&str]) -> Vec<(String, String)> {
        let headers: HeaderMap = headers.iter().map(|value| (COOKIE, value.parse().unwrap())).collect();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        pairs(&headers).map(|(name, value)| (text(name), text(value))).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn pairs_are_read_from_all_headers() {
        assert_eq!(read(&["a=1; b=2", "c=3"]), [pair("a", "1"), pair("b", "2"), pair("c", "3")]);
        assert_eq!(read(&[]), []);
    }

    #[test]
    fn a_value_is_what_stands_after_the_first_equals_sign() {
        assert_eq!(read(&["a=b=c=="]), [pair("a", "b=c==")]);
        assert_eq!(read(&["a="]), [pair("a", "")]);
        assert_eq!(read(&["a=%20+ b"]), [pair("a", "%20+ b")]);
    }

    #[test]
    fn quotes_around_a_value_are_not_part_of_it() {
        assert_eq!(
            read(&["a=\"1\";b=\"\";c=\";d=\"x"]),
            [pair("a", "1"), pair("b", ""), pair("c", "\""), pair("d", "\"x")]
        );
    }

    #[test]
    fn what_is_no_pair_is_left_out() {
        assert_eq!(read(&["; ;a;=1;  b = 2 ;;"]), [pair("b", "2")]);
    }
}
