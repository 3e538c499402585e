//! What the staff may do, and nobody else.

use axum::http::Method;
use contract_tests::client::{get, post};
use serde_json::json;

use crate::support::open;

#[tokio::test]
async fn customers_and_strangers_are_kept_out() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    for path in ["/api/admin/stats", "/api/admin/stats?x=1"] {
        let refused = ada.get(path).send().await;
        assert_eq!(
            (refused.status.as_u16(), refused.header("content-type")),
            (403, "application/problem+json")
        );
        let refused = get(shop.address, path).send().await;
        assert_eq!((refused.status.as_u16(), refused.header("www-authenticate")), (401, "Bearer"));
    }
    let ban = ada.call(Method::PUT, "/api/admin/users/admin/ban").send().await;
    assert_eq!(ban.status, 403);
    let change = ada.call(Method::PATCH, "/api/admin/products/x").body("{").send().await;
    assert_eq!(change.status, 403, "who calls comes before what is asked");
}

#[tokio::test]
async fn the_figures_are_of_this_moment() {
    let shop = open().await;
    let (ada, admin) = (shop.customer("Ada").await, shop.admin().await);
    ada.order(1).await;
    let cancelled = ada.order(2).await;
    ada.delete(&cancelled).await;
    let mut events = ada.get("/api/events").follow().await;
    events.next().await.unwrap();
    assert_eq!(
        admin.get("/api/admin/stats").send().await.json(),
        json!({ "accounts": 2, "orders": { "packing": 1, "cancelled": 1 }, "revenueCents": 4900, "streams": 1 })
    );
}

#[tokio::test]
async fn a_banned_user_is_out_at_once() {
    let shop = open().await;
    let (ada, admin) = (shop.customer("Ada").await, shop.admin().await);
    ada.order(1).await;
    let mut events = ada.get("/api/events").follow().await;
    events.next().await.unwrap();
    let ban = async |name: &str| {
        admin.call(Method::PUT, &format!("/api/admin/users/{name}/ban")).send().await.status.as_u16()
    };
    assert_eq!(ban("ada").await, 204);
    while events.next().await.is_some() {}
    assert_eq!(ada.get("/api/events").send().await.status, 401);
    let credentials = json!({ "name": "Ada", "password": "correct horse" });
    assert_eq!(post(shop.address, "/api/session", &credentials).send().await.status, 403);
    assert_eq!((ban("nobody").await, ban("admin").await), (404, 409));
}

#[tokio::test]
async fn a_product_changes_where_the_change_says_so() {
    let shop = open().await;
    let admin = shop.admin().await;
    let change = async |body: &str| {
        let call = admin.call(Method::PATCH, "/api/admin/products/5");
        call.header("content-type", "application/merge-patch+json").body(body.to_owned()).send().await
    };
    let changed = change(r#"{"priceCents": 9900, "stock": 7}"#).await;
    assert_eq!(
        changed.json(),
        json!({ "id": 5, "name": "Globe", "description": "With the borders of 1913.", "priceCents": 9900, "stock": 7, "hasPhoto": false })
    );
    assert_eq!(change(r#"{"description": null}"#).await.json()["description"], json!(null));
    assert_eq!(change(r#"{"description": "Round."}"#).await.json()["description"], "Round.");
    assert_eq!(change("{}").await.json()["description"], "Round.");
    assert_eq!(change(r#"{"priceCents": 0}"#).await.status, 400);
    let unknown = admin.call(Method::PATCH, "/api/admin/products/77");
    let unknown = unknown.header("content-type", "application/merge-patch+json").body("{}").send().await;
    assert_eq!(unknown.status, 404);
}
