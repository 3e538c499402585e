//! Following orders: state first, then what happens, over cuts and restarts.

use contract_runtime::sse::EventSet as _;
use contract_runtime::testing::{Events, events};
use shop_contract::{Order, OrderId, OrderUpdate, Shipped, Status};

use crate::support::{Caller, open};

/// Begins to follow an order, or all that the caller has.
async fn follow(caller: &Caller, path: &str) -> Events<OrderUpdate> {
    events(caller.get(path).open().await)
}

/// Goes on from where a stream was cut.
async fn resume(caller: &Caller, path: &str, id: &str) -> Events<OrderUpdate> {
    events(caller.get(path).header("last-event-id", id).open().await)
}

/// The next event's name, and the number of its order.
async fn next(events: &mut Events<OrderUpdate>) -> (String, u32) {
    let update = events.next().await.unwrap();
    let OrderId(order) = match &update {
        OrderUpdate::Order(order) => order.id,
        OrderUpdate::Shipped(shipped) => shipped.order,
        OrderUpdate::Delivered(delivered) => delivered.order,
        OrderUpdate::Cancelled(cancelled) => cancelled.order,
    };
    (update.name().to_owned(), order)
}

fn update(name: &str, order: u32) -> (String, u32) {
    (name.to_owned(), order)
}

#[tokio::test]
async fn the_state_comes_first_and_then_what_happens_in_its_order() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let path = ada.order(1).await;
    let mut events = follow(&ada, &format!("{path}/events")).await;
    let state = events.next().await;
    let Some(OrderUpdate::Order(Order { status: Status::Packing, tracking: None, .. })) = state else {
        panic!("{state:?}");
    };
    shop.work(2).await;
    let shipped = events.next().await;
    let Some(OrderUpdate::Shipped(Shipped { tracking, .. })) = shipped else { panic!("{shipped:?}") };
    assert_eq!(tracking, "PARCEL-000001");
    shop.work(4).await;
    let delivered = events.next().await;
    let Some(OrderUpdate::Delivered(delivered)) = delivered else { panic!("{delivered:?}") };
    let order: Order = serde_json::from_slice(&ada.get(&path).send().await.body).unwrap();
    assert_eq!((order.status, order.changed_at), (Status::Delivered, delivered.at));
}

#[tokio::test]
async fn who_comes_back_has_lost_nothing_and_hears_nothing_twice() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let path = format!("{}/events", ada.order(1).await);
    let mut events = follow(&ada, &path).await;
    assert_eq!(next(&mut events).await, update("order", 1));
    shop.work(2).await;
    assert_eq!(next(&mut events).await, update("shipped", 1));
    let id = events.last_event_id().to_owned();
    drop(events);

    shop.work(4).await;
    let delivered = next(&mut resume(&ada, &path, &id).await).await;
    assert_eq!(delivered, update("delivered", 1), "neither the state nor what was heard");
}

#[tokio::test]
async fn over_any_number_of_cuts_one_hears_what_one_would_have_heard_without() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    ada.order(1).await;
    let mut uncut = follow(&ada, "/api/events").await;
    assert_eq!(next(&mut uncut).await, update("order", 1));
    let mut id = uncut.last_event_id().to_owned();
    for _ in 0..3 {
        let order = ada.order(3).await;
        ada.delete(&order).await;
    }
    shop.work(2).await;
    let mut expected = Vec::new();
    for _ in 0..7 {
        expected.push((next(&mut uncut).await, uncut.last_event_id().to_owned()));
    }

    let mut heard = Vec::new();
    while heard.len() < expected.len() {
        let mut events = resume(&ada, "/api/events", &id).await;
        // One event or two, then the connection is cut.
        for _ in 0..=(heard.len() % 2) {
            heard.push((next(&mut events).await, events.last_event_id().to_owned()));
        }
        events.last_event_id().clone_into(&mut id);
    }
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn after_a_restart_one_is_told_of_the_gap_and_then_of_the_state() {
    let shop = open().await;
    let ada = shop.customer("Ada").await;
    let path = format!("{}/events", ada.order(1).await);
    let mut events = follow(&ada, &path).await;
    shop.work(2).await;
    assert_eq!(next(&mut events).await, update("order", 1));
    assert_eq!(next(&mut events).await, update("shipped", 1));
    shop.work(4).await;
    assert_eq!(next(&mut events).await, update("delivered", 1));
    let id = events.last_event_id().to_owned();

    let shop = shop.restart().await;
    assert!(events.rest().await.is_empty());
    let ada = ada.at(&shop);
    let mut events = resume(&ada, &path, &id).await;
    let gap = events.gap().await;
    assert_eq!((gap.reason.as_str(), gap.from), ("restarted", Some(id)));
    let state = events.next().await;
    assert!(matches!(state, Some(OrderUpdate::Order(Order { status: Status::Delivered, .. }))), "{state:?}");
}

#[tokio::test]
async fn one_stream_tells_of_all_of_a_caller_s_orders_and_of_nobody_else_s() {
    let shop = open().await;
    let (ada, bob) = (shop.customer("Ada").await, shop.customer("Bob").await);
    ada.order(1).await;
    let mut events = follow(&ada, "/api/events").await;
    assert_eq!(next(&mut events).await, update("order", 1));
    bob.order(1).await;
    let path = ada.order(1).await;
    assert_eq!(next(&mut events).await, update("order", 3));
    ada.delete(&path).await;
    assert_eq!(next(&mut events).await, update("cancelled", 3));
    shop.work(2).await;
    assert_eq!(next(&mut events).await, update("shipped", 1));
    assert_eq!(bob.get("/api/orders/1/events").send().await.status, 404);
}
