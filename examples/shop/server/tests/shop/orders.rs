//! Products, and placing, listing and cancelling orders.

use contract_tests::client::get;
use serde_json::{Value, json};

use crate::support::{Caller, faults, open};

async fn stock(caller: &Caller, product: u32) -> Value {
    get(caller.address, &format!("/api/products/{product}")).send().await.json()["stock"].clone()
}

#[tokio::test]
async fn anybody_can_see_what_is_sold() {
    let shop = open().await;
    let names = |reply: Value| -> Vec<String> {
        reply.as_array().unwrap().iter().map(|product| product["name"].as_str().unwrap().to_owned()).collect()
    };
    let all = names(get(shop.address, "/api/products").send().await.json());
    assert_eq!(all, ["Blotting paper", "Fountain pen", "Globe", "Ink, midnight blue", "Notebook"]);
    let found = names(get(shop.address, "/api/products?search=PE&inStock=1").send().await.json());
    assert_eq!(found, ["Blotting paper", "Fountain pen"]);
    assert_eq!(get(shop.address, "/api/products/77").send().await.status, 404);
}

#[tokio::test]
async fn an_order_is_placed_at_today_s_prices_and_is_its_owner_s_alone() {
    let shop = open().await;
    let (ada, bob) = (shop.customer("Ada").await, shop.customer("Bob").await);
    let lines = json!({ "lines": [
        { "product": 2, "quantity": 3 },
        { "product": 1, "quantity": 1 },
        { "product": 2, "quantity": 1 },
    ] });
    let placed = ada.post("/api/orders", &lines).send().await;
    assert_eq!((placed.status.as_u16(), placed.header("location")), (201, "/api/orders/1"));
    let order = placed.json();
    assert_eq!((&order["status"], &order["totalCents"]), (&json!("packing"), &json!(4 * 1250 + 4900)));
    assert_eq!(
        order["lines"],
        json!([
            { "product": 1, "name": "Fountain pen", "quantity": 1, "priceCents": 4900 },
            { "product": 2, "name": "Ink, midnight blue", "quantity": 4, "priceCents": 1250 },
        ])
    );
    assert_eq!(ada.get("/api/orders/1").send().await.json(), order);
    assert_eq!(bob.get("/api/orders/1").send().await.status, 404);
    assert_eq!(bob.delete("/api/orders/1").await.status, 404);
    assert_eq!(get(shop.address, "/api/orders/1").send().await.status, 401);
    assert_eq!(stock(&ada, 2).await, 76);
}

#[tokio::test]
async fn an_order_that_can_t_be_filled_takes_nothing_from_the_stock() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let place = async |second: Value| {
        let lines = json!({ "lines": [{ "product": 3, "quantity": 5 }, second] });
        ada.post("/api/orders", &lines).send().await
    };
    let out_of_stock = place(json!({ "product": 5, "quantity": 3 })).await;
    assert_eq!((out_of_stock.status.as_u16(), &out_of_stock.json()["product"]), (409, &json!(5)));
    let unknown = place(json!({ "product": 77, "quantity": 1 })).await;
    assert_eq!((unknown.status.as_u16(), &unknown.json()["product"]), (422, &json!(77)));
    let empty = ada.post("/api/orders", &json!({ "lines": [] })).send().await;
    assert_eq!(empty.status, 422);
    assert_eq!(stock(&ada, 3).await, 200);
    assert_eq!(ada.get("/api/orders").send().await.json(), json!([]));
}

#[tokio::test]
async fn one_key_is_one_order() {
    let shop = open().await;
    let (ada, bob) = (shop.customer("Ada").await, shop.customer("Bob").await);
    let place = |who: &Caller, quantity: u32| {
        let lines = json!({ "lines": [{ "product": 1, "quantity": quantity }] });
        who.post("/api/orders", &lines).header("idempotency-key", "first try").send()
    };
    let at_once = futures_util::future::join_all((0..6).map(|_| place(&ada, 2))).await;
    let [placed, again @ ..] = at_once.as_slice() else { panic!("six were sent") };
    assert_eq!(placed.status, 201);
    for reply in again {
        assert_eq!((reply.status, &reply.body), (placed.status, &placed.body));
        assert_eq!(reply.header("location"), placed.header("location"));
    }
    assert_eq!(place(&ada, 3).await.status, 422, "another order has the key");
    assert_eq!(place(&bob, 3).await.status, 201, "a key is its caller's own");
    shop.work(2).await;
    let shop = shop.restart().await;
    let ada = ada.at(&shop);
    assert_eq!(place(&ada, 2).await.body, placed.body, "as it was answered, wherever the order is by now");
    assert_eq!(stock(&ada, 1).await, 25 - 2 - 3);
}

#[tokio::test]
async fn a_cancelled_order_goes_back_into_the_stock() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let order = ada.order(5).await;
    assert_eq!(stock(&ada, 5).await, 1);
    assert_eq!(ada.delete(&order).await.json()["status"], "cancelled");
    assert_eq!(stock(&ada, 5).await, 2);
    assert_eq!(ada.delete(&order).await.status, 409, "it is cancelled already");

    let order = ada.order(5).await;
    shop.work(2).await;
    let late = ada.delete(&order).await;
    assert_eq!((late.status.as_u16(), late.header("content-type")), (409, "application/problem+json"));
    assert_eq!(ada.get(&order).send().await.json()["status"], "shipped");
}

#[tokio::test]
async fn orders_are_listed_by_status_and_in_pages() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    for _ in 0..3 {
        ada.order(3).await;
    }
    shop.work(2).await;
    ada.order(3).await;
    ada.delete("/api/orders/4").await;
    ada.order(3).await;
    let ids = async |query: &str| -> Vec<u64> {
        let orders = ada.get(&format!("/api/orders{query}")).send().await.json();
        orders.as_array().unwrap().iter().map(|order| order["id"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids("").await, [5, 4, 3, 2, 1]);
    assert_eq!(ids("?limit=2").await, [5, 4]);
    assert_eq!(ids("?limit=2&before=4").await, [3, 2]);
    assert_eq!(ids("?status=packing").await, [5]);
    assert_eq!(ids("?status[]=packing&status[]=cancelled").await, [5, 4]);
    assert_eq!(ids("?status=shipped&before=3").await, [2, 1]);
}

#[tokio::test]
async fn every_fault_of_a_request_is_told() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let lines = json!({ "lines": [{ "product": "pen", "quantity": 0 }, { "quantity": 101 }] });
    let key = "k".repeat(101);
    let reply = ada.post("/api/orders", &lines).header("idempotency-key", &key).send().await;
    let fault = |place: &str, field: &str| (place.to_owned(), field.to_owned());
    assert_eq!(
        faults(&reply),
        [
            fault("body", "lines[0].product"),
            fault("body", "lines[0].quantity"),
            fault("body", "lines[1].product"),
            fault("body", "lines[1].quantity"),
            fault("header", "idempotency-key"),
        ]
    );
    let reply = ada.get("/api/orders?status=lost&limit=1000&before=x").send().await;
    assert_eq!(
        faults(&reply),
        [fault("query", "before"), fault("query", "limit"), fault("query", "status[0]")]
    );
    assert_eq!(faults(&ada.get("/api/orders/x").send().await), [fault("path", "id")]);
    let stranger = get(shop.address, "/api/orders?limit=0").send().await;
    assert_eq!(stranger.status, 401, "who calls comes before what is asked");
}
