//! Orders as a file.

use contract_tests::client::get;
use serde_json::json;

use crate::support::open;

#[tokio::test]
async fn orders_are_a_table_of_their_lines() {
    let shop = open().await;
    let (ada, bob) = (shop.customer("Ada").await, shop.customer("Bob").await);
    bob.order(3).await;
    let lines = json!({ "lines": [{ "product": 1, "quantity": 1 }, { "product": 2, "quantity": 2 }] });
    let placed = ada.post("/api/orders", &lines).send().await.json();
    ada.order(3).await;
    let file = ada.get("/api/orders.csv").send().await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(file.header("content-disposition"), r#"attachment; filename="orders.csv""#);
    let text = String::from_utf8(file.body.to_vec()).unwrap();
    let rows: Vec<&str> = text.lines().collect();
    let at = placed["placedAt"].as_str().unwrap();
    assert_eq!(rows[0], "order,placed_at,status,product,name,quantity,price_cents");
    assert!(rows[1].starts_with("3,"), "{text}");
    assert_eq!(rows[2], format!("2,{at},packing,1,Fountain pen,1,4900"));
    assert_eq!(rows[3], format!("2,{at},packing,2,\"Ink, midnight blue\",2,1250"));
    assert_eq!(rows.len(), 4);
}

#[tokio::test]
async fn a_table_of_many_pages_is_whole() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let admin = shop.admin().await;
    admin.stock(3, 2000).await;
    for _ in 0..1001 {
        ada.order(3).await;
    }
    let file = ada.get("/api/orders.csv").send().await;
    let text = String::from_utf8(file.body.to_vec()).unwrap();
    let ids: Vec<u32> =
        text.lines().skip(1).map(|row| row.split(',').next().unwrap().parse().unwrap()).collect();
    assert_eq!(ids, (1..=1001).rev().collect::<Vec<_>>());
}

#[tokio::test]
async fn a_table_is_for_who_takes_tables_and_is_signed_in() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    assert_eq!(ada.get("/api/orders.csv").header("accept", "application/json").send().await.status, 406);
    assert_eq!(get(shop.address, "/api/orders.csv").send().await.status, 401);
}
