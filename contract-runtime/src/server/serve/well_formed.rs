//! Requests of HTTP/1 that their parser takes and the standard does not: where two servers in a row read one differently, a client may slip
//! something past the first.

use axum::response::Response;
use http::header::{CONNECTION, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderValue, Request, StatusCode, Version};

use crate::http::Problem;
use crate::server::response::problem;

/// The answer to a request that is not well-formed, after which its connection ends.
pub(super) fn refusal<B>(request: &Request<B>) -> Option<Response> {
    let headers = request.headers();
    let (status, detail) = if !has_host(headers, request.version()) {
        (StatusCode::BAD_REQUEST, "A request has one Host header, which names a host.")
    } else if has_other_coding(headers) {
        (StatusCode::NOT_IMPLEMENTED, "A body is sent with a length or in chunks, and not encoded otherwise.")
    } else {
        return None;
    };
    let mut response = problem(status, &Problem::new(detail));
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    Some(response)
}

/// RFC 9112, 3.2: one must be there from HTTP/1.1 on, and may be empty.
fn has_host(headers: &HeaderMap, version: Version) -> bool {
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (None, _) => version < Version::HTTP_11,
        (Some(host), None) => host.as_bytes().iter().all(|byte| is_of_authority(*byte)),
        (Some(_), Some(_)) => false,
    }
}

/// RFC 3986, 3.2.2 and 3.2.3.
fn is_of_authority(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~%!$&'()*+,;=:[]".contains(&byte)
}

/// RFC 9112, 6.1: chunks are taken apart, and a coding below them would be the handler's to undo, who does not know of it.
fn has_other_coding(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(TRANSFER_ENCODING).iter();
    codings.next().is_some_and(|coding| !coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked"))
        || codings.next().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(version: Version, headers: &[(&'static str, &'static str)]) -> u16 {
        let mut request = Request::new(());
        *request.version_mut() = version;
        for (name, value) in headers {
            request.headers_mut().append(*name, HeaderValue::from_static(value));
        }
        refusal(&request).map_or(200, |response| {
            assert_eq!(response.headers()[CONNECTION], "close");
            response.status().as_u16()
        })
    }

    #[test]
    fn a_request_has_one_host() {
        for host in ["", "a.example:80", "[::1]:3000", "my_service", "caf%C3%A9.example"] {
            assert_eq!(answered(Version::HTTP_11, &[("host", host)]), 200, "{host}");
        }
        for host in ["a b", "a/b", "me@a", "a\"", "a?b", "a#b", "a\\b"] {
            assert_eq!(answered(Version::HTTP_11, &[("host", host)]), 400, "{host}");
        }
        let twice = [("host", "a"), ("host", "a")];
        assert_eq!(answered(Version::HTTP_11, &[]), 400);
        assert_eq!(answered(Version::HTTP_11, &twice), 400);
        assert_eq!(answered(Version::HTTP_10, &[]), 200);
        assert_eq!(answered(Version::HTTP_10, &twice), 400);
    }

    #[test]
    fn a_body_has_no_coding_but_chunks() {
        for (coding, expected) in
            [("chunked", 200), ("Chunked", 200), ("gzip, chunked", 501), ("chunked, chunked", 501)]
        {
            let headers = [("host", "a"), ("transfer-encoding", coding)];
            assert_eq!(answered(Version::HTTP_11, &headers), expected, "{coding}");
        }
        let lines = [("host", "a"), ("transfer-encoding", "gzip"), ("transfer-encoding", "chunked")];
        assert_eq!(answered(Version::HTTP_11, &lines), 501);
    }
}
