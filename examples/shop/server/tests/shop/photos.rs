//! Photos of products: uploaded by the staff, and shown to anybody, whole or in part.

use axum::http::Method;
use contract_tests::client::{Reply, get};

use crate::support::{Caller, faults, open};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nand what there is to see";

async fn upload(caller: &Caller, product: u32, field: &str, content: &[u8]) -> Reply {
    let head = format!(
        "--x\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"../../photo.png\"\r\n\
         content-type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), content, b"\r\n--x--\r\n"].concat();
    let call = caller.call(Method::PUT, &format!("/api/admin/products/{product}/photo"));
    call.header("content-type", "multipart/form-data; boundary=x").body(body).send().await
}

#[tokio::test]
async fn a_photo_is_shown_to_anybody_whole_or_in_part() {
    let shop = open().await;
    let admin = shop.admin().await;
    let path = "/api/products/5/photo";
    assert_eq!(get(shop.address, path).send().await.status, 404);
    let uploaded = upload(&admin, 5, "photo", PNG).await;
    assert_eq!(uploaded.status, 204, "{uploaded:?}");

    let whole = get(shop.address, path).send().await;
    assert_eq!((whole.header("content-type"), whole.header("accept-ranges")), ("image/png", "bytes"));
    assert_eq!(whole.body, PNG);
    let part = get(shop.address, path).header("range", "bytes=1-3").send().await;
    assert_eq!((part.status.as_u16(), part.body.as_ref()), (206, &b"PNG"[..]));
    let known = get(shop.address, path).header("if-none-match", whole.header("etag")).send().await;
    assert_eq!((known.status.as_u16(), known.body.len()), (304, 0));

    let shop = shop.restart().await;
    assert_eq!(get(shop.address, path).send().await.body, PNG);
    assert_eq!(get(shop.address, "/api/products/5").send().await.json()["hasPhoto"], true);
}

#[tokio::test]
async fn a_photo_is_replaced_by_the_next_one() {
    let shop = open().await;
    let admin = shop.admin().await;
    let large = [PNG, &vec![0; 3 << 20]].concat();
    for (content, media_type) in [
        (&b"\xff\xd8\xff\xe0 a jpeg"[..], "image/jpeg"),
        (b"RIFF\x04\0\0\0WEBP", "image/webp"),
        (&large, "image/png"),
    ] {
        assert_eq!(upload(&admin, 1, "photo", content).await.status, 204);
        let photo = get(shop.address, "/api/products/1/photo").send().await;
        assert_eq!(photo.header("content-type"), media_type);
        assert!(photo.body == content, "the photo is as it was");
    }
}

#[tokio::test]
async fn what_is_no_photo_is_refused() {
    let shop = open().await;
    let (admin, ada) = (shop.admin().await, shop.customer("Ada").await);
    assert_eq!(upload(&admin, 1, "photo", b"<script>alert(1)</script>").await.status, 422);
    assert_eq!(upload(&admin, 77, "photo", PNG).await.status, 404);
    assert_eq!(upload(&admin, 1, "photo", &[PNG, &vec![0; 5 << 20]].concat()).await.status, 413);
    let other = upload(&admin, 1, "picture", PNG).await;
    assert_eq!(faults(&other), [("body".to_owned(), "photo".to_owned())]);
    assert_eq!(upload(&ada, 1, "photo", PNG).await.status, 403);
    assert_eq!(get(shop.address, "/api/products/1/photo").send().await.status, 404);
}
