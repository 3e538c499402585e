//! Becoming a customer, and being known: by token and by cookie.

use axum::http::Method;
use contract_tests::client::{call, get, post};
use serde_json::json;

use crate::support::{faults, open};

#[tokio::test]
async fn a_token_tells_a_program() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    assert_eq!(ada.get("/api/session").send().await.json(), json!({ "name": "Ada", "role": "customer" }));
    assert_eq!(ada.delete("/api/session").await.status, 204);
    let refused = ada.get("/api/session").send().await;
    assert_eq!((refused.status.as_u16(), refused.header("www-authenticate")), (401, "Bearer"));
}

#[tokio::test]
async fn a_cookie_tells_a_browser() {
    let shop = open().await;
    shop.customer("Ada").await;
    let credentials = json!({ "name": "ADA", "password": "correct horse" });
    let signed_in = post(shop.address, "/api/session", &credentials).send().await;
    assert_eq!(signed_in.json()["name"], "Ada", "capitals make no difference");
    let (cookie, attributes) = signed_in.header("set-cookie").split_once("; ").unwrap();
    assert_eq!(attributes, "HttpOnly; SameSite=Lax; Path=/; Max-Age=2592000");

    let session = get(shop.address, "/api/session").header("cookie", &format!("theme=dark; {cookie}"));
    assert_eq!(session.send().await.json()["name"], "Ada");
    let mut events = get(shop.address, "/api/events").header("cookie", cookie).follow().await;

    let signed_out = call(shop.address, Method::DELETE, "/api/session").header("cookie", cookie).send().await;
    assert!(signed_out.header("set-cookie").contains("Max-Age=0"), "{signed_out:?}");
    assert_eq!(events.next().await, None, "streams end with the session");
    assert_eq!(get(shop.address, "/api/events").header("cookie", cookie).send().await.status, 401);
}

#[tokio::test]
async fn a_secret_that_is_wrong_or_none_at_all_is_refused() {
    let shop = open().await;
    shop.customer("Ada").await;
    for wrong in ["", "Bearer", "Bearer 1", "Bearer 1.00", "Bearer x.y", "Basic MS4wMA==", "Bearer 1.\u{e4}"]
    {
        let session = get(shop.address, "/api/session").header("authorization", wrong).send().await;
        assert_eq!(session.status, 401, "{wrong}");
    }
    for (name, password) in [("Ada", "wrong horse"), ("Bob", "correct horse")] {
        let credentials = json!({ "name": name, "password": password });
        let refused = post(shop.address, "/api/tokens", &credentials).send().await;
        assert_eq!(refused.status, 401);
        assert_eq!(refused.json()["detail"], "No account has this name and this password.");
    }
}

#[tokio::test]
async fn a_name_is_taken_once() {
    let shop = open().await;
    shop.customer("Ada").await;
    let again = json!({ "name": "ada", "password": "another horse" });
    assert_eq!(post(shop.address, "/api/accounts", &again).send().await.status, 409);
}

#[tokio::test]
async fn an_account_s_faults_are_told_all_at_once() {
    let shop = open().await;
    let reply =
        post(shop.address, "/api/accounts", &json!({ "name": " Ada", "password": "short" })).send().await;
    assert_eq!(
        faults(&reply),
        [("body".to_owned(), "name".to_owned()), ("body".to_owned(), "password".to_owned())]
    );
    assert!(!String::from_utf8_lossy(&reply.body).contains("short"), "a password is not repeated");
}

#[tokio::test]
async fn guessing_a_password_is_slowed_down() {
    let shop = open().await;
    shop.customer("Ada").await;
    let guess = || async {
        let credentials = json!({ "name": "Ada", "password": "wrong horse" });
        post(shop.address, "/api/tokens", &credentials).send().await
    };
    let mut guesses = 0;
    let refused = loop {
        let reply = guess().await;
        if reply.status != 401 {
            break reply;
        }
        guesses += 1;
        assert!(guesses < 10, "the customer's own sign-in counts too");
    };
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[tokio::test]
async fn a_form_of_another_site_is_not_read() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let body = r#"{"lines":[{"product":1,"quantity":1}]}"#;
    for disguise in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let order = ada.call(Method::POST, "/api/orders").header("content-type", disguise).body(body);
        assert_eq!(order.send().await.status, 415, "{disguise}");
    }
}
