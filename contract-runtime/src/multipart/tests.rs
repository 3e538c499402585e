use std::convert::Infallible;
use std::io;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http_body_util::Limited;
use tokio::io::AsyncReadExt as _;

use super::fields::FromFiles;
use super::*;

/// A body that arrives in pieces of this length.
fn body(text: &[u8], piece: usize) -> Body {
    let pieces: Vec<_> =
        text.chunks(piece).map(|piece| Ok::<_, Infallible>(Bytes::copy_from_slice(piece))).collect();
    Body::from_stream(stream::iter(pieces))
}

async fn parts(text: &[u8], piece: usize) -> Result<Vec<(String, String)>, MultipartError> {
    let mut body = Multipart::new(body(text, piece), "b");
    let mut parts = Vec::new();
    while let Some(part) = body.next_part().await? {
        parts.push((part.name().to_owned(), part.text().await?));
    }
    Ok(parts)
}

fn part(name: &str, data: &str) -> String {
    format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{data}\r\n")
}

fn file(name: &str, file_name: &str, data: &str) -> String {
    format!(
        "--b\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\r\n{data}\r\n"
    )
}

#[tokio::test]
async fn a_body_is_the_same_in_pieces_of_any_length() {
    let text = "what nobody reads\r\n--b  \t\r\nContent-Disposition: form-data; name=a\r\n\r\n\r\n--b\r\n\
                Content-Disposition: form-data; name=\"c\"\r\n\r\n\r\n--\r\n-\r\r\n--B\r\n--b\r\n\
                Content-Disposition: form-data; name=d\r\n\r\nx\r\n--b-- \r\n--b\r\nno part";
    let expected = [("a", ""), ("c", "\r\n--\r\n-\r\r\n--B"), ("d", "x")];
    for piece in 1..=text.len() {
        let parts = parts(text.as_bytes(), piece).await.unwrap();
        let parts: Vec<_> = parts.iter().map(|(name, data)| (name.as_str(), data.as_str())).collect();
        assert_eq!(parts, expected, "in pieces of {piece}");
    }
}

#[tokio::test]
async fn a_body_without_parts_has_none() {
    for text in ["--b--", "--b--\r\n", "\r\n--b--\r\nafter"] {
        assert_eq!(parts(text.as_bytes(), 3).await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_is_broken_is_told() {
    let whole = part("a", "x");
    for text in
        ["", "x", "--", "--b", "--b\r\n", "--c--", &whole, &format!("{whole}--b"), &format!("{whole}--b-")]
    {
        for piece in [1, 1000] {
            let error = parts(text.as_bytes(), piece).await.unwrap_err();
            assert_eq!(
                error.to_string(),
                "the body must be multipart/form-data that ends with a closing boundary",
                "{text:?}"
            );
            assert_eq!(error.status(), 400);
        }
    }
    for text in ["--bxy", "--b\nx", &format!("{whole}--b xy")] {
        let error = parts(text.as_bytes(), 1).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "the body must be multipart/form-data with a line end after every boundary",
            "{text:?}"
        );
    }
    let error = parts(b"--b\r\nx-other: 1\r\n\r\nx\r\n--b--", 1).await.unwrap_err();
    assert!(error.to_string().contains("a name in the `content-disposition: form-data`"), "{error}");
    let mut not_text = part("a", "x").into_bytes();
    let at = not_text.len() - 3;
    not_text[at] = 0xff;
    not_text.extend(b"--b--");
    let error = parts(&not_text, 7).await.unwrap_err();
    assert_eq!(
        (error.status().as_u16(), error.to_string()),
        (400, "the part `a` must be UTF-8 text".to_owned())
    );
}

#[tokio::test]
async fn after_an_error_nothing_more_is_read() {
    let text = format!("--b\r\n\r\n\r\n{}--b--", part("a", "x"));
    let mut body = Multipart::new(body(text.as_bytes(), 1000), "b");
    assert!(body.next_part().await.is_err());
    assert!(body.next_part().await.is_err());
}

#[tokio::test]
async fn limits_hold() {
    let long = format!("--b\r\nx: {}\r\n", "y".repeat(9000));
    for text in [&long, &format!("{long}\r\n"), &format!("--b{}", " ".repeat(9000))] {
        for piece in [100, 100_000] {
            assert_eq!(parts(text.as_bytes(), piece).await.unwrap_err().status(), 413);
        }
    }
    let many = part("a", "x").repeat(1000);
    assert_eq!(parts(format!("{many}--b--").as_bytes(), 1000).await.unwrap().len(), 1000);
    let error = parts(format!("{many}{}--b--", part("a", "x")).as_bytes(), 1000).await.unwrap_err();
    assert_eq!(error.status(), 413);
    let limited = Body::new(Limited::new(body(many.as_bytes(), 100), 1000));
    let names = Names { files: &[], texts: &["a"] };
    let error = Fields::read(Multipart::new(limited, "b"), names).await.unwrap_err();
    assert_eq!((error.status().as_u16(), error.fault()), (413, None));
    let texts = format!("{}{}--b--", part("a", &"x".repeat(600_000)), part("a[k]", &"x".repeat(600_000)));
    let error = Fields::read(Multipart::new(body(texts.as_bytes(), 9000), "b"), names).await.unwrap_err();
    assert_eq!((error.status().as_u16(), error.fault()), (413, None));
}

#[tokio::test]
async fn names_that_clients_chose_are_neither_told_at_length_nor_kept_in_numbers() {
    let names = Names { files: &[], texts: &["a"] };
    let read = async |body_text: Vec<u8>| {
        let mut fields = Fields::read(Multipart::new(body(&body_text, 9000), "b"), names).await.unwrap();
        fields.take_faults()
    };
    let mut not_text = part(&format!("a[{}]", "k".repeat(5000)), "x").into_bytes();
    let at = not_text.len() - 3;
    not_text[at] = 0xff;
    let faults = read([not_text.repeat(300), b"--b--".to_vec()].concat()).await;
    assert_eq!(faults.len(), 100);
    assert!(faults.iter().all(|fault| fault.field.chars().count() == 65), "{:?}", faults[0]);
    let deep: String = (0..900).map(|index| part(&format!("a[{index}]{}", "[k]".repeat(30)), "x")).collect();
    let faults = read(format!("{deep}--b--").into_bytes()).await;
    assert_eq!(faults[0].expected, "at most 3000 names in a form");
}

#[tokio::test]
async fn what_is_left_of_a_part_is_passed_over() {
    let text = format!("{}{}--b--", part("a", &"x".repeat(1000)), part("c", "y"));
    let mut body = Multipart::new(body(text.as_bytes(), 10), "b");
    let mut first = body.next_part().await.unwrap().unwrap();
    assert!(first.chunk().await.unwrap().is_some());
    let second = body.next_part().await.unwrap().unwrap();
    assert_eq!(second.name(), "c");
    assert_eq!(second.bytes().await.unwrap(), "y");
    assert!(body.next_part().await.unwrap().is_none());
    assert!(body.next_part().await.unwrap().is_none());
}

async fn one_file(data: &str) -> File {
    let text = format!("{}--b--", file("f", "a.txt", data));
    let mut body = Multipart::new(body(text.as_bytes(), 8000), "b");
    body.next_part().await.unwrap().unwrap().file().await.unwrap()
}

#[tokio::test]
async fn a_file_is_the_same_in_memory_and_on_the_disk() {
    for length in [0, 10, 256 * 1024, 256 * 1024 + 1, 2_000_000] {
        let data: String = ('a'..='z').cycle().take(length).collect();
        let file = one_file(&data).await;
        assert_eq!((file.name(), file.content_type()), (Some("a.txt"), None));
        assert_eq!((file.len(), file.is_empty()), (length as u64, length == 0));
        assert_eq!(file.bytes().await.unwrap(), data);
        assert_eq!(file.text().await.unwrap(), data);
        let mut read = String::new();
        file.open().await.unwrap().read_to_string(&mut read).await.unwrap();
        assert!(read == data);
    }
}

#[tokio::test]
async fn a_file_is_kept_only_where_it_is_told_to_be() {
    let folder = tempfile::tempdir().unwrap();
    for length in [10, 2_000_000] {
        let data = "x".repeat(length);
        let path = folder.path().join("kept");
        std::fs::write(&path, "there before").unwrap();
        one_file(&data).await.persist(&path).await.unwrap();
        assert!(std::fs::read_to_string(&path).unwrap() == data);
        let nowhere = folder.path().join("nowhere/kept");
        assert_eq!(one_file(&data).await.persist(nowhere).await.unwrap_err().kind(), io::ErrorKind::NotFound);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[tokio::test]
async fn a_temporary_file_is_gone_with_its_file() {
    let file = one_file(&"x".repeat(2_000_000)).await;
    let path = file.on_disk().unwrap().to_owned();
    assert!(path.exists());
    let mut reader = file.open().await.unwrap();
    drop(file);
    assert!(!path.exists());
    let mut read = Vec::new();
    reader.read_to_end(&mut read).await.unwrap();
    assert_eq!(read.len(), 2_000_000);
}

async fn fields(text: &str) -> Fields {
    let names = Names { files: &["photo", "more"], texts: &["title", "tags", "o"] };
    Fields::read(Multipart::new(body(format!("{text}--b--").as_bytes(), 11), "b"), names).await.unwrap()
}

#[tokio::test]
async fn fields_are_found_by_their_names_in_any_order() {
    let text =
        file("more[]", "1", "1") + &part("o[k]", "v") + &file("photo", "p", "p") + &file("unknown", "u", "u");
    let text = text
        + &file("more", "2", "2")
        + &part("tags[]", "t")
        + &file("title", "blob", "a title")
        + &part("other", "");
    let mut fields = fields(&text).await;
    assert_eq!(fields.take_faults(), []);
    let texts = |name| fields.texts.find(name).unwrap().texts.clone();
    assert_eq!(
        (texts("title"), texts("tags"), texts("o[k]")),
        (vec!["a title".into()], vec!["t".into()], vec!["v".into()])
    );
    assert!(fields.texts.find("other").is_none());
    let more = Vec::<File>::from_files(fields.take_files("more")).unwrap();
    let names: Vec<_> = more.iter().map(|file| file.name().unwrap()).collect();
    assert_eq!(names, ["1", "2"]);
    assert_eq!(File::from_files(fields.take_files("photo")).unwrap().bytes().await.unwrap(), "p");
}

#[tokio::test]
async fn an_input_without_a_file_is_none() {
    let mut fields = fields(&(file("photo", "", "") + &file("more", "empty.txt", ""))).await;
    assert_eq!(File::from_files(fields.take_files("photo")).unwrap_err(), NotFiles::Missing);
    assert!(Option::<File>::from_files(fields.take_files("photo")).unwrap().is_none());
    assert_eq!(Vec::<File>::from_files(fields.take_files("more")).unwrap().len(), 1);
}

#[tokio::test]
async fn one_file_is_not_several() {
    let mut fields = fields(&(file("photo", "1", "1") + &file("photo", "2", "2"))).await;
    assert_eq!(Option::<File>::from_files(fields.take_files("photo")).unwrap_err(), NotFiles::Repeated);
}

#[test]
fn the_boundary_is_where_clients_write_it() {
    let found = |content_type| boundary(content_type).map(Result::ok);
    for (content_type, expected) in [
        ("multipart/form-data; boundary=b", Some(Some("b"))),
        ("Multipart/Form-Data;charset=utf-8; BOUNDARY=\"b c\"", Some(Some("b c"))),
        ("multipart/form-data; boundary====1==", Some(Some("===1=="))),
        ("multipart/form-data", Some(None)),
        ("multipart/form-data; boundary=\"\"", Some(None)),
        ("multipart/mixed; boundary=b", None),
        ("", None),
    ] {
        assert_eq!(
            found(content_type),
            expected.map(|boundary| boundary.map(str::to_owned)),
            "{content_type}"
        );
    }
    assert_eq!(found(&format!("multipart/form-data; boundary={}", "x".repeat(71))), Some(None));
}
