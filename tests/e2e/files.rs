//! Files as answers: versions, ranges, and what is not there.

use std::fs;
use std::io::ErrorKind;

use contract_runtime::axum::http::Method;
use contract_runtime::prelude::*;
use contract_runtime::{Body, Bytes};
use contract_tests::client::{Call, Reply, call, get};
use contract_tests::server::Server;

contract! {
    /// Documents on a disk.
    pub(crate) trait Archive {
        read: {
            method: GET,
            path: "/documents/{name}",
            responses: {
                200: "application/pdf" => Body with { content_disposition: Option<String>, etag: Option<String> },
                404: Problem,
            },
        },
        thumbnail: { method: GET, path: "/thumbnail", responses: { 200: "image/png" => Bytes } },
        page: { method: GET, path: "/page", responses: { 404: "text/html" => Body, 200: () } },
        print: { method: POST, path: "/print", responses: { 200: "*/*" => Body } },
    }
}

struct App {
    folder: tempfile::TempDir,
}

impl App {
    async fn open(&self, name: &str) -> std::io::Result<Body> {
        Body::file(self.folder.path().join(name)).await
    }
}

impl Archive for App {
    type Context = ();

    async fn read(&self, (): (), request: ArchiveReadRequest) -> ArchiveReadResult {
        let name = request.params.name;
        let body = match self.open(&name).await {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(Problem::new("No such document.").into());
            }
            body => body.internal()?,
        };
        let etag = (name == "versioned").then(|| "\"v2\"".to_owned());
        Ok(ArchiveReadResponse::Ok { body, content_disposition: Some("attachment".to_owned()), etag })
    }

    async fn thumbnail(&self, (): (), _: ArchiveThumbnailRequest) -> ArchiveThumbnailResult {
        Ok(Bytes::from_static(b"0123456789").into())
    }

    async fn page(&self, (): (), _: ArchivePageRequest) -> ArchivePageResult {
        Err(self.open("a").await.internal()?.into())
    }

    async fn print(&self, (): (), _: ArchivePrintRequest) -> ArchivePrintResult {
        Ok(self.open("a").await.internal()?.media_type("text/plain").into())
    }
}

async fn serve() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let large: Vec<u8> = (0..300_000_u32).map(|number| (number % 251).to_le_bytes()[0]).collect();
    for (name, data) in [("a", &b"0123456789"[..]), ("empty", b""), ("versioned", b"v2"), ("large", &large)] {
        fs::write(folder.path().join(name), data).unwrap();
    }
    fs::create_dir(folder.path().join("folder")).unwrap();
    let sse = SseManager::new();
    Server::start(ArchiveContract::router(App { folder }, &sse), &sse).await
}

fn read(server: &Server) -> Call {
    get(server.address, "/documents/a")
}

fn told(reply: &Reply) -> (u16, &str, &str, &[u8]) {
    (reply.status.as_u16(), reply.header("content-range"), reply.header("content-length"), &reply.body)
}

#[tokio::test]
async fn a_file_is_sent_with_what_is_known_of_it() {
    let server = serve().await;
    let reply = read(&server).send().await;
    assert_eq!(told(&reply), (200, "", "10", &b"0123456789"[..]));
    assert_eq!(reply.header("content-type"), "application/pdf");
    assert_eq!(reply.header("content-disposition"), "attachment");
    assert_eq!(reply.header("accept-ranges"), "bytes");
    assert!(reply.header("last-modified").ends_with(" GMT"), "{reply:?}");
    assert!(reply.header("etag").starts_with('"'), "{reply:?}");
    let head = call(server.address, Method::HEAD, "/documents/a").header("range", "bytes=0-1").send().await;
    assert_eq!(told(&head), (200, "", "10", &b""[..]));
    assert_eq!(head.header("etag"), reply.header("etag"));
    let large = get(server.address, "/documents/large").send().await;
    assert_eq!((large.body.len(), large.body[299_999]), (300_000, (299_999_u32 % 251).to_le_bytes()[0]));
    let empty = get(server.address, "/documents/empty").header("range", "bytes=0-").send().await;
    assert_eq!(told(&empty), (200, "", "0", &b""[..]));
}

#[tokio::test]
async fn a_client_may_ask_for_a_part() {
    let server = serve().await;
    let part = async |range| read(&server).header("range", range).send().await;
    assert_eq!(told(&part("bytes=2-4").await), (206, "bytes 2-4/10", "3", &b"234"[..]));
    assert_eq!(told(&part("bytes=-1").await), (206, "bytes 9-9/10", "1", &b"9"[..]));
    assert_eq!(told(&part("bytes=0-1,3-4").await), (200, "", "10", &b"0123456789"[..]));
    let reply = part("bytes=10-").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-range")), (416, "bytes */10"));
    assert_eq!(reply.header("content-type"), "application/problem+json");
    let etag = read(&server).send().await.header("etag").to_owned();
    let of_version = async |version: &str| {
        read(&server).header("range", "bytes=0-0").header("if-range", version).send().await.status
    };
    assert_eq!((of_version(&etag).await.as_u16(), of_version("\"other\"").await.as_u16()), (206, 200));
    let large = get(server.address, "/documents/large").header("range", "bytes=100000-299999").send().await;
    assert_eq!((large.status.as_u16(), large.body.len()), (206, 200_000));
    assert_eq!(large.body[0], (100_000_u32 % 251).to_le_bytes()[0]);
    let thumbnail = get(server.address, "/thumbnail").header("range", "bytes=8-").send().await;
    assert_eq!(told(&thumbnail), (206, "bytes 8-9/10", "2", &b"89"[..]));
}

#[tokio::test]
async fn a_version_that_the_client_has_is_not_sent_again() {
    let server = serve().await;
    let first = read(&server).send().await;
    for (name, value) in
        [("if-none-match", first.header("etag")), ("if-modified-since", first.header("last-modified"))]
    {
        let reply = read(&server).header(name, value).send().await;
        assert_eq!((reply.status.as_u16(), reply.body.len()), (304, 0), "{name}");
        assert_eq!(reply.header("etag"), first.header("etag"));
        assert_eq!(reply.header("content-type"), "");
    }
    assert_eq!(read(&server).header("if-none-match", "\"other\"").send().await.status, 200);
    assert_eq!(read(&server).header("if-match", "\"other\"").send().await.status, 412);
    let versioned =
        get(server.address, "/documents/versioned").header("if-none-match", "\"v2\"").send().await;
    assert_eq!((versioned.status.as_u16(), versioned.header("etag")), (304, "\"v2\""));
}

#[tokio::test]
async fn what_is_not_there_is_for_the_handler_to_say() {
    let server = serve().await;
    let reply = get(server.address, "/documents/none").send().await;
    assert_eq!((reply.status.as_u16(), reply.json()["detail"].as_str()), (404, Some("No such document.")));
    assert_eq!(get(server.address, "/documents/folder").send().await.status, 500);
}

#[tokio::test]
async fn only_a_200_of_a_get_has_versions_and_parts() {
    let server = serve().await;
    let reply = get(server.address, "/page").header("range", "bytes=0-0").send().await;
    assert_eq!((told(&reply), reply.header("etag")), ((404, "", "10", &b"0123456789"[..]), ""));
    let reply = call(server.address, Method::POST, "/print").header("range", "bytes=0-0").send().await;
    assert_eq!((told(&reply), reply.header("etag")), ((200, "", "10", &b"0123456789"[..]), ""));
}
