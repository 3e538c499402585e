//! Following orders: state first, then what happens, over cuts and restarts.

use contract_tests::client::Following;
use serde_json::{Value, json};

use crate::support::open;

/// The next event's name, id, and the order it is of.
async fn next(events: &mut Following) -> (String, String, Value) {
    let event = events.next().await.unwrap();
    let data: Value = serde_json::from_str(&event.data).unwrap();
    let order = if event.event == "order" { &data["id"] } else { &data["order"] };
    (event.event, event.last_event_id, order.clone())
}

async fn names(events: &mut Following, count: usize) -> Vec<String> {
    let mut names = Vec::new();
    for _ in 0..count {
        names.push(next(events).await.0);
    }
    names
}

#[tokio::test]
async fn the_state_comes_first_and_then_what_happens_in_its_order() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let order = ada.order(1).await;
    let mut events = ada.get(&format!("{order}/events")).follow().await;
    let (name, state) = events.next_json().await;
    assert_eq!(
        (name.as_str(), &state["status"], &state["tracking"]),
        ("order", &json!("packing"), &Value::Null)
    );
    shop.work(2).await;
    let (name, shipped) = events.next_json().await;
    assert_eq!((name.as_str(), &shipped["tracking"]), ("shipped", &json!("PARCEL-000001")));
    shop.work(4).await;
    let (name, delivered) = events.next_json().await;
    assert_eq!(name, "delivered");
    let order = ada.get(&order).send().await.json();
    assert_eq!((&order["status"], &order["changedAt"]), (&json!("delivered"), &delivered["at"]));
}

#[tokio::test]
async fn who_comes_back_has_lost_nothing_and_hears_nothing_twice() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let path = format!("{}/events", ada.order(1).await);
    let mut events = ada.get(&path).follow().await;
    assert_eq!(next(&mut events).await.0, "order");
    shop.work(2).await;
    let (name, id, _) = next(&mut events).await;
    assert_eq!(name, "shipped");
    drop(events);

    shop.work(4).await;
    let mut events = ada.get(&path).header("last-event-id", &id).follow().await;
    let (name, _, _) = next(&mut events).await;
    assert_eq!(name, "delivered", "what happened meanwhile, and neither the state nor what was heard");
}

#[tokio::test]
async fn over_any_number_of_cuts_one_hears_what_one_would_have_heard_without() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    ada.order(1).await;
    let mut uncut = ada.get("/api/events").follow().await;
    let state = next(&mut uncut).await;
    for _ in 0..3 {
        let order = ada.order(3).await;
        ada.delete(&order).await;
    }
    shop.work(2).await;
    let mut expected = Vec::new();
    for _ in 0..7 {
        expected.push(next(&mut uncut).await);
    }

    let (mut heard, mut id) = (Vec::new(), state.1);
    while heard.len() < expected.len() {
        let mut events = ada.get("/api/events").header("last-event-id", &id).follow().await;
        // One event or two, then the connection is cut.
        for _ in 0..=(heard.len() % 2) {
            heard.push(next(&mut events).await);
        }
        id.clone_from(&heard.last().unwrap().1);
    }
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn after_a_restart_one_is_told_of_the_gap_and_then_of_the_state() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let path = format!("{}/events", ada.order(1).await);
    let mut events = ada.get(&path).follow().await;
    shop.work(2).await;
    assert_eq!(names(&mut events, 2).await, ["order", "shipped"]);
    let (_, id, _) = {
        shop.work(4).await;
        next(&mut events).await
    };

    let shop = shop.restart().await;
    while events.next().await.is_some() {}
    let ada = ada.at(&shop);
    let mut events = ada.get(&path).header("last-event-id", &id).follow().await;
    let (name, _) = events.next_json().await;
    assert_eq!(name, "gap");
    let (name, state) = events.next_json().await;
    assert_eq!((name.as_str(), &state["status"]), ("order", &json!("delivered")));
}

#[tokio::test]
async fn one_stream_tells_of_all_of_a_caller_s_orders_and_of_nobody_else_s() {
    let shop = open().await;
    let (ada, bob) = (shop.customer("Ada").await, shop.customer("Bob").await);
    ada.order(1).await;
    let mut events = ada.get("/api/events").follow().await;
    let (name, _, id) = next(&mut events).await;
    assert_eq!((name.as_str(), id), ("order", json!(1)));
    bob.order(1).await;
    let path = ada.order(1).await;
    let (name, _, id) = next(&mut events).await;
    assert_eq!((name.as_str(), id), ("order", json!(3)));
    ada.delete(&path).await;
    assert_eq!(next(&mut events).await.0, "cancelled");
    shop.work(2).await;
    let (name, _, id) = next(&mut events).await;
    assert_eq!((name.as_str(), id), ("shipped", json!(1)));
    assert_eq!(bob.get("/api/orders/1/events").send().await.status, 404);
}
