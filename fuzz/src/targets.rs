//! One function a target.

use std::convert::Infallible;
use std::sync::LazyLock;

use bytes::Bytes;
use contract_runtime::axum::Router;
use contract_runtime::axum::body::Body;
use contract_runtime::axum::http::{Request, StatusCode, Uri};
use contract_runtime::{CombinedErrors, Fault, Problem, SseManager};
use futures_util::stream;
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::contract::{Echo, Everything, IntakeContract};

/// Query strings, which forms are too, with every byte that a URI can't hold.
pub fn query(data: &[u8]) {
    let (status, form) = send(request("POST", "/form", "application/x-www-form-urlencoded", data.to_vec()));
    check(status, &form);
    let uri = std::str::from_utf8(data).ok().and_then(|text| format!("/query?{text}").parse::<Uri>().ok());
    // A URI ends at a `#`, which a form does not.
    if let Some(uri) = uri.filter(|uri| uri.query().map(str::as_bytes) == Some(data)) {
        let (status_of_query, query) = send(Request::builder().uri(uri).body(Body::empty()).unwrap());
        check(status_of_query, &query);
        assert_eq!(status, status_of_query);
        if status == StatusCode::OK {
            assert_eq!(form, query);
        }
    }
}

/// Bodies of `multipart/form-data`, the first byte being the length of the pieces in which they arrive.
pub fn multipart(data: &[u8]) {
    let Some((piece, data)) = data.split_first() else { return };
    for path in ["/fields", "/parts"] {
        let send_in = |piece: usize| {
            let pieces: Vec<_> =
                data.chunks(piece).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece))).collect();
            let body = Body::from_stream(stream::iter(pieces));
            send(request("POST", path, "multipart/form-data; boundary=b", body))
        };
        let (status, whole) = send_in(data.len().max(1));
        if status != StatusCode::PAYLOAD_TOO_LARGE {
            check(status, &whole);
        }
        assert_eq!((status, whole), send_in(usize::from(*piece).max(1)));
    }
}

/// JSON bodies, and what is told of those that do not read.
pub fn problem(data: &[u8]) {
    let (status, body) = send(request("POST", "/json", "application/json", data.to_vec()));
    check(status, &body);
    if status == StatusCode::BAD_REQUEST {
        let body = send_to(true, request("POST", "/json", "application/json", data.to_vec())).1;
        let combined: CombinedErrors = serde_json::from_slice(&body).unwrap();
        assert!(combined.body_errors.is_some_and(|errors| !errors.issues.is_empty()));
    } else {
        // What was read and written reads as the same.
        let once: Everything = serde_json::from_slice(&body).unwrap();
        let (status, again) = send(request("POST", "/json", "application/json", body));
        assert_eq!(status, StatusCode::OK);
        assert_eq!(once, serde_json::from_slice::<Everything>(&again).unwrap());
    }
}

/// An answer is a good one, or tells what is wrong.
fn check(status: StatusCode, body: &[u8]) {
    match status {
        StatusCode::OK => drop(serde_json::from_slice::<Value>(body).unwrap()),
        StatusCode::BAD_REQUEST => {
            let problem: Problem = serde_json::from_slice(body).unwrap();
            assert_eq!(problem.status, Some(400));
            let faults = problem.extensions.get("errors").cloned().unwrap();
            let faults: Vec<Fault> = serde_json::from_value(faults).unwrap();
            assert!(!faults.is_empty());
            for fault in faults {
                assert!(!fault.expected.is_empty() && !fault.detail.is_empty(), "{fault:?}");
                assert!(fault.field.len() < 10_000, "{fault:?}");
            }
        }
        _ => panic!("{status}: {}", String::from_utf8_lossy(body)),
    }
}

fn request(method: &str, path: &str, content_type: &str, body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("content-type", content_type);
    request.body(body.into()).unwrap()
}

fn send(request: Request<Body>) -> (StatusCode, Bytes) {
    send_to(false, request)
}

fn send_to(is_combined: bool, request: Request<Body>) -> (StatusCode, Bytes) {
    static ROUTERS: LazyLock<[Router; 2]> = LazyLock::new(|| {
        let sse = SseManager::new();
        [false, true].map(|is_combined| IntakeContract::router(Echo { is_combined }, &sse))
    });
    thread_local! {
        static RUNTIME: tokio::runtime::Runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    }
    let router = ROUTERS[usize::from(is_combined)].clone();
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            let answer = router.oneshot(request).await.unwrap();
            let status = answer.status();
            (status, answer.into_body().collect().await.unwrap().to_bytes())
        })
    })
}
