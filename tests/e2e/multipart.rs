//! Bodies of `multipart/form-data`: text and files in one request.

use contract_runtime::axum::http::{Method, StatusCode};
use contract_runtime::prelude::*;
use contract_runtime::{File, Multipart};
use contract_tests::client::{Reply, call};
use contract_tests::server::Server;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

contract! {
    /// Pictures that people send.
    pub(crate) trait Album {
        add: {
            method: POST,
            path: "/photos/{album}",
            path_params: { album: u32 },
            content_type: "multipart/form-data",
            body: {
                title: String,
                tags: Vec<String>,
                stars: u8,
                place: Option<Place>,
                photo: File,
                more: Vec<File>,
                raw: Option<File>,
                note: Option<String>,
            },
            body_limit: 4 << 20,
            responses: { 200: Seen, 409: Problem },
        },

        copy: {
            method: PUT,
            path: "/copy",
            query: { most: Option<u64> },
            content_type: "Multipart/Form-Data",
            body: Multipart,
            body_limit: 1000,
            responses: { 200: Vec<Seen> },
        },
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Place {
    lat: f64,
    lon: f64,
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Seen {
    texts: Vec<String>,
    files: Vec<(Option<String>, Option<String>, String)>,
}

async fn seen(file: &File) -> std::io::Result<(Option<String>, Option<String>, String)> {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    let text = if file.len() > 100 { format!("{} bytes", file.len()) } else { file.text().await? };
    Ok((owned(file.name()), owned(file.content_type()), text))
}

struct App;

impl Album for App {
    type Context = ();

    async fn add(&self, (): (), request: AlbumAddRequest) -> AlbumAddResult {
        let AlbumAddBody { title, tags, stars, place, photo, more, raw, note } = request.body;
        let texts = vec![title, tags.join(","), stars.to_string(), format!("{place:?}"), format!("{note:?}")];
        let mut files = Vec::new();
        for file in [photo].iter().chain(&more).chain(&raw) {
            files.push(seen(file).await.internal()?);
        }
        Ok(Seen { texts, files }.into())
    }

    async fn copy(&self, (): (), request: AlbumCopyRequest) -> AlbumCopyResult {
        let mut body = request.body;
        let mut all = Vec::new();
        while let Some(part) = body.next_part().await.internal()? {
            if all.len() as u64 == request.query.most.unwrap_or(u64::MAX) {
                break;
            }
            let texts = vec![part.name().to_owned()];
            let files = match part.file_name() {
                Some(_) => vec![seen(&part.file().await.internal()?).await.internal()?],
                None => vec![(None, None, part.text().await.internal()?)],
            };
            all.push(Seen { texts, files });
        }
        Ok(all.into())
    }
}

const FORM: &str = "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW";

/// As Chromium writes it.
fn form(parts: &[(&str, &str)]) -> Vec<u8> {
    let boundary = "------WebKitFormBoundary7MA4YWxkTrZu0gW";
    let part = |(head, data): &(&str, &str)| {
        [boundary, "\r\nContent-Disposition: form-data; ", head, "\r\n\r\n", data, "\r\n"].concat()
    };
    let body: String = parts.iter().map(part).collect();
    (body + boundary + "--\r\n").into_bytes()
}

const TITLE: (&str, &str) = ("name=\"title\"", "The sea");
const STARS: (&str, &str) = ("name=\"stars\"", "5");
const PHOTO: (&str, &str) = ("name=\"photo\"; filename=\"sea.png\"\r\nContent-Type: image/png", "PNG");

async fn send(method: Method, path: &str, content_type: &str, body: impl Into<bytes::Bytes>) -> Reply {
    let sse = SseManager::new();
    let server = Server::start(AlbumContract::router(App, &sse), &sse).await;
    let call = call(server.address, method, path).body(body);
    if content_type.is_empty() {
        call.send().await
    } else {
        call.header("content-type", content_type).send().await
    }
}

async fn add(parts: &[(&str, &str)]) -> Reply {
    send(Method::POST, "/photos/7", FORM, form(parts)).await
}

fn faults(reply: &Reply) -> Vec<(Value, Value, Value)> {
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{reply:?}");
    let errors = reply.json()["errors"].clone();
    let fault = |fault: &Value| (fault["in"].clone(), fault["field"].clone(), fault["expected"].clone());
    errors.as_array().unwrap().iter().map(fault).collect()
}

#[tokio::test]
async fn text_and_files_come_in_any_order() {
    let reply = add(&[
        ("name=\"more\"; filename=\"1.txt\"\r\nContent-Type: text/plain", "one"),
        ("name=\"tags\"", "a"),
        PHOTO,
        ("name=\"nobody\"", "knows this"),
        STARS,
        ("name=\"more\"; filename=\"../../2 %22x%22.txt\"", "two"),
        ("name=\"tags\"", "b"),
        ("name=\"place\"; filename=\"blob\"\r\nContent-Type: application/json", "{\"lat\":1.5,\"lon\":2}"),
        TITLE,
    ])
    .await;
    assert_eq!(
        reply.json(),
        json!({
            "texts": ["The sea", "a,b", "5", "Some(Place { lat: 1.5, lon: 2.0 })", "None"],
            "files": [
                ["sea.png", "image/png", "PNG"],
                ["1.txt", "text/plain", "one"],
                ["../../2 \"x\".txt", null, "two"],
            ],
        })
    );
}

#[tokio::test]
async fn an_input_without_a_file_is_absent() {
    let empty = |name| (name, "");
    let raw = empty("name=\"raw\"; filename=\"\"\r\nContent-Type: application/octet-stream");
    let reply = add(&[TITLE, STARS, PHOTO, raw]).await;
    assert_eq!(reply.json()["files"], json!([["sea.png", "image/png", "PNG"]]));
    let photo = empty("name=\"photo\"; filename=\"\"\r\nContent-Type: application/octet-stream");
    let reply = add(&[TITLE, STARS, photo]).await;
    assert_eq!(faults(&reply), [("body".into(), "photo".into(), "a file".into())]);
    assert_eq!(reply.json()["detail"], "the body's `photo` is missing");
}

#[tokio::test]
async fn a_large_file_goes_through_the_disk() {
    let data = "x".repeat(3 << 20);
    let reply = add(&[TITLE, STARS, ("name=\"photo\"; filename=\"large\"", &data)]).await;
    assert_eq!(reply.json()["files"], json!([["large", null, "3145728 bytes"]]));
}

#[tokio::test]
async fn all_faults_of_all_parts_are_told_at_once() {
    let body = form(&[
        ("name=\"stars\"", "many"),
        ("name=\"place\"", "{\"lat\":1}"),
        ("name=\"raw\"; filename=\"1\"", "1"),
        ("name=\"raw\"; filename=\"2\"", "2"),
    ]);
    let at = body.windows(4).position(|bytes| bytes == b"many").unwrap();
    let reply = send(Method::POST, "/photos/x", FORM, body.clone()).await;
    let number = "a whole number from 0 to 4294967295";
    assert_eq!(
        faults(&reply),
        [
            ("path".into(), "album".into(), number.into()),
            ("body".into(), "title".into(), "a value".into()),
            ("body".into(), "stars".into(), "a whole number from 0 to 255".into()),
            ("body".into(), "place.lon".into(), "a number".into()),
            ("body".into(), "photo".into(), "a file".into()),
            ("body".into(), "raw".into(), "one file".into()),
        ]
    );
    let mut body = body;
    body[at] = 0xff;
    let reply = send(Method::POST, "/photos/7", FORM, body).await;
    let of_stars: Vec<_> = faults(&reply).into_iter().filter(|(_, field, _)| field == "stars").collect();
    assert_eq!(of_stars, [("body".into(), "stars".into(), "UTF-8 text".into())]);
}

#[tokio::test]
async fn without_a_body_every_field_is_missing() {
    let reply = send(Method::POST, "/photos/7", "", "").await;
    let fields: Vec<_> = faults(&reply).into_iter().map(|(_, field, _)| field).collect();
    assert_eq!(fields, ["title", "stars", "photo"]);
    let reply = send(Method::PUT, "/copy", "", "").await;
    assert_eq!(faults(&reply), [("body".into(), "".into(), "`multipart/form-data`".into())]);
}

#[tokio::test]
async fn what_is_no_multipart_is_refused() {
    for content_type in ["application/json", "multipart/mixed; boundary=b", ""] {
        let reply = send(Method::POST, "/photos/7", content_type, "{}").await;
        assert_eq!(reply.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
        assert_eq!(reply.json()["detail"], "The body must be sent as multipart/form-data.");
    }
    for (method, path) in [(Method::POST, "/photos/7"), (Method::PUT, "/copy")] {
        let reply = send(method, path, "multipart/form-data", "--b--").await;
        let expected = "multipart/form-data with a `boundary` of 1 to 70 characters";
        assert_eq!(faults(&reply), [("body".into(), "".into(), expected.into())]);
    }
}

#[tokio::test]
async fn broken_framing_is_an_invalid_request_wherever_it_is_found() {
    let whole = form(&[TITLE, STARS, PHOTO]);
    let cut = whole[..whole.len() - 10].to_vec();
    for (method, path) in [(Method::POST, "/photos/7"), (Method::PUT, "/copy")] {
        let reply = send(method, path, FORM, cut.clone()).await;
        let expected = "multipart/form-data that ends with a closing boundary";
        assert_eq!(faults(&reply), [("body".into(), "".into(), expected.into())]);
        assert_eq!(reply.json()["title"], "Invalid request");
    }
}

#[tokio::test]
async fn a_body_has_a_limit_however_it_is_read() {
    let data = "x".repeat(5 << 20);
    let reply = add(&[TITLE, STARS, ("name=\"photo\"; filename=\"large\"", &data)]).await;
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (StatusCode::PAYLOAD_TOO_LARGE, "application/problem+json")
    );
    let reply = send(Method::PUT, "/copy", FORM, form(&[("name=\"a\"", &data[..2000])])).await;
    assert_eq!(reply.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(reply.json()["detail"], "The body is larger than the 1000 bytes that are taken here.");
}

#[tokio::test]
async fn a_handler_may_read_the_parts_itself() {
    let body = form(&[TITLE, PHOTO, STARS]);
    let reply = send(Method::PUT, "/copy", FORM, body.clone()).await;
    assert_eq!(
        reply.json(),
        json!([
            {"texts": ["title"], "files": [[null, null, "The sea"]]},
            {"texts": ["photo"], "files": [["sea.png", "image/png", "PNG"]]},
            {"texts": ["stars"], "files": [[null, null, "5"]]},
        ])
    );
    let reply = send(Method::PUT, "/copy?most=1", FORM, body).await;
    assert_eq!(reply.json().as_array().unwrap().len(), 1);
}
