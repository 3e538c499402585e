//! Answers that are no plain JSON: text, bytes, streams, and JSON under other names.

use contract_runtime::prelude::*;
use contract_runtime::{Body, Bytes};
use contract_tests::client::{Reply, get};
use contract_tests::server::Server;
use futures_util::stream;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

contract! {
    /// What can be downloaded.
    pub(crate) trait Files {
        common_responses: { 503: "text/plain" => String },

        export: {
            method: GET,
            path: "/export.csv",
            query: { fail: bool },
            responses: { 200: "text/csv; header=present" => String, 404: "application/problem+json" => Refusal },
        },
        picture: {
            method: GET,
            path: "/picture",
            responses: { 200: "image/png" => Bytes },
        },
        order: {
            method: GET,
            path: "/order",
            responses: { 200: "application/vnd.shop+json" => { id: u64 } },
        },
        file: {
            method: GET,
            path: "/files/{name}",
            responses: { 200: "*/*" => Body },
        },
        image: {
            method: GET,
            path: "/images/{name}",
            responses: { 200: "image/*" => Body },
        },
        log: {
            method: GET,
            path: "/log",
            responses: { 200: "text/plain" => Body },
        },
    }
}

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Refusal {
    code: u8,
}

struct App;

impl Files for App {
    type Context = ();

    async fn export(&self, (): (), request: FilesExportRequest) -> FilesExportResult {
        if request.query.fail {
            return Err(FilesExportError::NotFound(Refusal { code: 7 }));
        }
        Ok("id,title\r\n7,Ünk\r\n".to_owned().into())
    }

    async fn picture(&self, (): (), _: FilesPictureRequest) -> FilesPictureResult {
        Ok(FilesPictureResponse::Ok(Bytes::from_static(b"\x89PNG")))
    }

    async fn order(&self, (): (), _: FilesOrderRequest) -> FilesOrderResult {
        Ok(FilesOrderOkBody { id: 7 }.into())
    }

    async fn file(&self, (): (), request: FilesFileRequest) -> FilesFileResult {
        if request.params.name == "busy" {
            return Err(FilesError::ServiceUnavailable("Come back later.".to_owned()));
        }
        let body = Body::new(request.params.name.clone());
        Ok(FilesFileResponse::Ok(if request.params.name == "unnamed" {
            body
        } else {
            body.media_type("text/html")
        }))
    }

    async fn image(&self, (): (), request: FilesImageRequest) -> FilesImageResult {
        let media_type = format!("image/{}", request.params.name).replace("image/text", "text/html");
        Ok(Body::new("secret").media_type(media_type).into())
    }

    async fn log(&self, (): (), _: FilesLogRequest) -> FilesLogResult {
        let lines = stream::iter((1..=3).map(|line| Ok::<_, std::io::Error>(format!("line {line}\n"))));
        Ok(Body::stream(lines).into())
    }
}

async fn serve() -> Server {
    let sse = SseManager::new();
    Server::start(FilesContract::router(App, &sse), &sse).await
}

async fn fetch(server: &Server, path: &str, accept: &str) -> Reply {
    get(server.address, path).header("accept", accept).send().await
}

/// The media type and the body of a 200.
async fn body(server: &Server, path: &str) -> (String, Bytes) {
    let reply = fetch(server, path, "*/*").await;
    assert_eq!(reply.status, 200, "{reply:?}");
    (reply.header("content-type").to_owned(), reply.body)
}

#[tokio::test]
async fn bodies_go_out_as_they_are_under_their_media_type() {
    let server = serve().await;
    for (path, media_type, expected) in [
        (
            "/export.csv?fail=false",
            "text/csv; header=present; charset=utf-8",
            "id,title\r\n7,Ünk\r\n".as_bytes(),
        ),
        ("/picture", "image/png", b"\x89PNG"),
        ("/order", "application/vnd.shop+json", br#"{"id":7}"#),
        ("/log", "text/plain", b"line 1\nline 2\nline 3\n"),
        ("/files/a.html", "text/html", b"a.html"),
        ("/files/unnamed", "application/octet-stream", b"unnamed"),
        ("/images/webp", "image/webp", b"secret"),
    ] {
        assert_eq!(
            body(&server, path).await,
            (media_type.to_owned(), Bytes::from_static(expected)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn errors_have_media_types_too() {
    let server = serve().await;
    let reply = fetch(&server, "/export.csv?fail=true", "*/*").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (404, "application/problem+json"));
    assert_eq!(&reply.body[..], br#"{"code":7}"#);
    let reply = fetch(&server, "/files/busy", "*/*").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (503, "text/plain; charset=utf-8"));
    assert_eq!(&reply.body[..], b"Come back later.");
}

#[tokio::test]
async fn a_body_outside_the_contract_s_range_is_a_500_that_shows_nothing() {
    let server = serve().await;
    let reply = fetch(&server, "/images/text", "*/*").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (500, "application/problem+json"));
    assert!(!String::from_utf8_lossy(&reply.body).contains("secret"));
}

#[tokio::test]
async fn only_a_media_type_that_the_client_takes_is_sent() {
    let server = serve().await;
    for (path, accept, status) in [
        ("/export.csv?fail=false", "text/csv", 200),
        ("/export.csv?fail=false", "application/json", 406),
        ("/picture", "image/*", 200),
        ("/picture", "text/*", 406),
        ("/order", "application/json", 406),
        ("/files/a", "text/html", 200),
        ("/images/a", "image/webp", 200),
        ("/images/a", "text/html", 406),
    ] {
        assert_eq!(fetch(&server, path, accept).await.status, status, "{path} as {accept}");
    }
}

#[test]
fn the_table_of_routes_tells_media_types() {
    let told = |name: &str| {
        let route = FilesContract::routes().iter().find(|route| route.name == name).unwrap();
        route.answers.iter().map(|answer| answer.content_type.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(told("export"), ["text/csv; header=present", "application/problem+json", "text/plain"]);
    assert_eq!(told("file"), ["*/*", "text/plain"]);
}
