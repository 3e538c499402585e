//! What a request asks of a body that has a version or a length (RFC 9110, sections 13 and 14): only if it has changed, and only
//! a part of it.

use std::ops::Range;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::body::Body;
use axum::response::Response;
use http::header::{
    ACCEPT_RANGES, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    IF_UNMODIFIED_SINCE, LAST_MODIFIED, RANGE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::response::problem;
use crate::http::Problem;
use crate::ranged::Choice;

/// What a request says of the version and the part that it wants.
#[derive(Debug)]
pub(super) struct Conditions {
    is_get: bool,
    headers: Vec<(&'static HeaderName, HeaderValue)>,
}

/// The headers of requests that are looked at.
static LOOKED_AT: [HeaderName; 6] =
    [IF_MATCH, IF_UNMODIFIED_SINCE, IF_NONE_MATCH, IF_MODIFIED_SINCE, IF_RANGE, RANGE];

/// What is done with an answer.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Whole,
    Part(Range<u64>),
    NotModified,
    PreconditionFailed,
    NotSatisfiable,
}

impl Conditions {
    /// Those of a request; nothing where its method takes none.
    pub(super) fn of(method: &Method, headers: &HeaderMap) -> Option<Self> {
        let is_get = method == Method::GET;
        let found =
            |name: &'static HeaderName| headers.get_all(name).iter().map(move |value| (name, value.clone()));
        (is_get || method == Method::HEAD)
            .then(|| Self { is_get, headers: LOOKED_AT.iter().flat_map(found).collect() })
    }

    /// A 200 whose body is of a known length, as the request wants it.
    pub(super) fn apply(&self, mut answer: Response) -> Response {
        let Some(body) = answer.extensions_mut().remove::<Choice>() else { return answer };
        if answer.status() != StatusCode::OK {
            return answer;
        }
        let headers = answer.headers_mut();
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        let own = [(ETAG, body.etag.clone()), (LAST_MODIFIED, body.modified.map(httpdate::fmt_http_date))];
        for (name, value) in own {
            // One that the contract declares and the handler has set is better informed.
            if let Some(value) = value.and_then(|value| value.try_into().ok()) {
                headers.entry(name).or_insert(value);
            }
        }
        match self.verdict(headers, body.length) {
            Verdict::Whole => answer,
            Verdict::Part(range) => {
                let told = format!("bytes {}-{}/{}", range.start, range.end - 1, body.length);
                body.choose(range);
                with_range(answer, StatusCode::PARTIAL_CONTENT, told)
            }
            Verdict::NotModified => {
                answer.headers_mut().remove(CONTENT_TYPE);
                *answer.status_mut() = StatusCode::NOT_MODIFIED;
                *answer.body_mut() = Body::empty();
                answer
            }
            Verdict::PreconditionFailed => {
                problem(StatusCode::PRECONDITION_FAILED, &Problem::new("This is another version by now."))
            }
            Verdict::NotSatisfiable => {
                let detail = format!("The range is not within the {} bytes that there are.", body.length);
                let answer = problem(StatusCode::RANGE_NOT_SATISFIABLE, &Problem::new(detail));
                with_range(answer, StatusCode::RANGE_NOT_SATISFIABLE, format!("bytes */{}", body.length))
            }
        }
    }

    /// The order is that of RFC 9110, section 13.2.2.
    fn verdict(&self, answer: &HeaderMap, length: u64) -> Verdict {
        let etag = answer.get(ETAG).and_then(|etag| etag.to_str().ok());
        let modified = answer.get(LAST_MODIFIED).and_then(date);
        let is_later = |than: &HeaderValue| match (modified, date(than)) {
            (Some(modified), Some(than)) => modified > than,
            _ => true,
        };
        let is_match = |tag: &str| tag == "*" || etag.is_some_and(|etag| is_same(tag, etag));
        let is_kept = match (self.any_tag(&IF_MATCH, is_match), self.get(&IF_UNMODIFIED_SINCE)) {
            (Some(is_kept), _) => is_kept,
            // What has no date can't be told by one.
            (None, Some(since)) if modified.is_some() && date(since).is_some() => !is_later(since),
            _ => true,
        };
        if !is_kept {
            return Verdict::PreconditionFailed;
        }
        let is_match = |tag: &str| tag == "*" || etag.is_some_and(|etag| strong(tag) == strong(etag));
        let is_known = match (self.any_tag(&IF_NONE_MATCH, is_match), self.get(&IF_MODIFIED_SINCE)) {
            (Some(is_known), _) => is_known,
            (None, Some(since)) => !is_later(since),
            _ => false,
        };
        if is_known {
            return Verdict::NotModified;
        }
        let is_of_this_version = self.get(&IF_RANGE).is_none_or(|version| {
            let is_tag = version.to_str().is_ok_and(|tag| etag.is_some_and(|etag| is_same(tag, etag)));
            is_tag || (modified.is_some() && date(version) == modified)
        });
        match self.get(&RANGE).filter(|_| self.is_get && is_of_this_version) {
            Some(range) => range.to_str().map_or(Verdict::Whole, |range| part(range, length)),
            None => Verdict::Whole,
        }
    }

    fn get(&self, name: &HeaderName) -> Option<&HeaderValue> {
        self.all(name).next()
    }

    fn all(&self, name: &HeaderName) -> impl Iterator<Item = &HeaderValue> {
        self.headers.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Whether one of a header's tags is it, on whatever line it stands; nothing without the header.
    fn any_tag(&self, name: &HeaderName, is_it: impl Fn(&str) -> bool) -> Option<bool> {
        self.get(name)?;
        Some(self.all(name).any(|tags| any_tag(tags, &is_it)))
    }
}

fn with_range(mut answer: Response, status: StatusCode, range: String) -> Response {
    *answer.status_mut() = status;
    if let Ok(range) = range.try_into() {
        answer.headers_mut().insert(CONTENT_RANGE, range);
    }
    answer
}

/// One range, such as `bytes=0-499`, `bytes=500-` and `bytes=-500`. Several at once, and what is no range, are answered with the
/// whole, as the standard allows.
fn part(range: &str, length: u64) -> Verdict {
    let Some(range) = read_range(range) else { return Verdict::Whole };
    // Some clients ask for a range of everything, and mean to say no more than how much they take.
    if length == 0 {
        return Verdict::Whole;
    }
    let range = match range {
        (Some(first), Some(last)) => first..last.saturating_add(1).min(length),
        (Some(first), None) => first..length,
        (None, Some(count)) => length.saturating_sub(count)..length,
        (None, None) => return Verdict::Whole,
    };
    if range.is_empty() { Verdict::NotSatisfiable } else { Verdict::Part(range) }
}

fn read_range(range: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    let read = |text: &str| -> Option<Option<u64>> {
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        // A number beyond 64 bits is beyond every length.
        is_number.then(|| (!text.is_empty()).then(|| text.parse().unwrap_or(u64::MAX)))
    };
    let (first, last) = (read(first)?, read(last)?);
    let is_turned = matches!((first, last), (Some(first), Some(last)) if first > last);
    (unit.trim().eq_ignore_ascii_case("bytes") && !is_turned).then_some((first, last))
}

fn any_tag(tags: &HeaderValue, is_it: impl Fn(&str) -> bool) -> bool {
    // No tag of this server has a comma; a stranger's may be cut in two, of which none is one of these either.
    tags.to_str().is_ok_and(|tags| tags.split(',').any(|tag| is_it(tag.trim())))
}

/// The strong comparison of two tags.
fn is_same(one: &str, other: &str) -> bool {
    one == other && !one.starts_with("W/")
}

fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// A date, to the second.
fn date(value: &HeaderValue) -> Option<SystemTime> {
    let time = httpdate::parse_http_date(value.to_str().ok()?).ok()?;
    let seconds = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    Some(UNIX_EPOCH + Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ETAG_VALUE: &str = "\"a-1\"";
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
    const LATER: &str = "Sun, 06 Nov 1994 08:49:38 GMT";
    const EARLIER: &str = "Sun, 06 Nov 1994 08:49:36 GMT";

    fn of(headers: &[(&'static str, &'static str)]) -> HeaderMap {
        let header = |(name, value): &(&'static str, &'static str)| {
            (HeaderName::from_static(name), HeaderValue::from_static(value))
        };
        headers.iter().map(header).collect()
    }

    fn verdict(method: &Method, request: &[(&'static str, &'static str)]) -> Verdict {
        let conditions = Conditions::of(method, &of(request)).unwrap();
        conditions.verdict(&of(&[("etag", ETAG_VALUE), ("last-modified", DATE)]), 10)
    }

    #[test]
    fn a_range_is_a_part_of_what_there_is() {
        for (range, expected) in [
            ("bytes=0-0", Verdict::Part(0..1)),
            ("bytes=2-4", Verdict::Part(2..5)),
            ("Bytes = 8-", Verdict::Part(8..10)),
            ("bytes=8-100", Verdict::Part(8..10)),
            ("bytes=-3", Verdict::Part(7..10)),
            ("bytes=-30", Verdict::Part(0..10)),
            ("bytes=0-99999999999999999999999", Verdict::Part(0..10)),
            ("bytes=10-", Verdict::NotSatisfiable),
            ("bytes=99999999999999999999999-", Verdict::NotSatisfiable),
            ("bytes=-0", Verdict::NotSatisfiable),
            ("bytes=4-2", Verdict::Whole),
            ("bytes=0-1,4-5", Verdict::Whole),
            ("bytes=-", Verdict::Whole),
            ("bytes=+1-2", Verdict::Whole),
            ("bytes=a-b", Verdict::Whole),
            ("lines=0-1", Verdict::Whole),
            ("0-1", Verdict::Whole),
        ] {
            assert_eq!(verdict(&Method::GET, &[("range", range)]), expected, "{range}");
            assert_eq!(verdict(&Method::HEAD, &[("range", range)]), Verdict::Whole, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Verdict::Whole);
    }

    #[test]
    fn a_version_is_told_by_its_tag_or_its_date() {
        for (name, value, expected) in [
            ("if-none-match", ETAG_VALUE, Verdict::NotModified),
            ("if-none-match", "\"b\", W/\"a-1\"", Verdict::NotModified),
            ("if-none-match", "*", Verdict::NotModified),
            ("if-none-match", "\"b\"", Verdict::Whole),
            ("if-modified-since", DATE, Verdict::NotModified),
            ("if-modified-since", LATER, Verdict::NotModified),
            ("if-modified-since", EARLIER, Verdict::Whole),
            ("if-modified-since", "yesterday", Verdict::Whole),
            ("if-match", ETAG_VALUE, Verdict::Whole),
            ("if-match", "*", Verdict::Whole),
            ("if-match", "W/\"a-1\"", Verdict::PreconditionFailed),
            ("if-match", "\"b\"", Verdict::PreconditionFailed),
            ("if-unmodified-since", DATE, Verdict::Whole),
            ("if-unmodified-since", EARLIER, Verdict::PreconditionFailed),
            ("if-unmodified-since", "yesterday", Verdict::Whole),
        ] {
            assert_eq!(verdict(&Method::GET, &[(name, value)]), expected, "{name}: {value}");
            assert_eq!(verdict(&Method::HEAD, &[(name, value)]), expected, "{name}: {value}");
        }
        // A list may be cut into lines.
        for (name, expected) in [("if-none-match", Verdict::NotModified), ("if-match", Verdict::Whole)] {
            assert_eq!(verdict(&Method::GET, &[(name, "\"b\""), (name, ETAG_VALUE)]), expected, "{name}");
        }
        // The tag knows better than the date.
        let both = [("if-none-match", "\"b\""), ("if-modified-since", LATER)];
        assert_eq!(verdict(&Method::GET, &both), Verdict::Whole);
    }

    #[test]
    fn what_has_no_date_and_no_tag_is_not_told_to_be_another_version_by_a_date() {
        for name in ["if-unmodified-since", "if-modified-since"] {
            let request = of(&[(name, DATE)]);
            let conditions = Conditions::of(&Method::GET, &request).unwrap();
            assert_eq!(conditions.verdict(&HeaderMap::new(), 10), Verdict::Whole, "{name}");
        }
    }

    #[test]
    fn a_part_of_another_version_is_not_sent() {
        for (version, expected) in [
            (ETAG_VALUE, Verdict::Part(0..1)),
            (DATE, Verdict::Part(0..1)),
            ("\"b\"", Verdict::Whole),
            ("W/\"a-1\"", Verdict::Whole),
            (LATER, Verdict::Whole),
            (EARLIER, Verdict::Whole),
        ] {
            let request = [("range", "bytes=0-0"), ("if-range", version)];
            assert_eq!(verdict(&Method::GET, &request), expected, "{version}");
        }
    }
}
