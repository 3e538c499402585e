//! The contract that these tests call, and its implementation.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract_runtime::axum::extract::FromRequestParts;
use contract_runtime::axum::http::request::Parts;
use contract_runtime::prelude::*;
use contract_runtime::{Route, sse::CloseReason, sse::Lifecycle};
use contract_tests::server::Server;
use futures_util::{StreamExt as _, stream};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

contract! {
    /// What the end-to-end tests call.
    pub(crate) trait Shop {
        path_prefix: "/api",
        common_responses: { 401: Problem },

        create_order: {
            method: POST,
            path: "/orders",
            headers: { idempotency_key: Option<String>, "X-Attempt": u8 },
            query: { dry_run: bool },
            body: NewOrder,
            responses: { 201: Order, 409: Problem },
            summary: "Place an order",
        },
        list_orders: {
            method: GET,
            path: "/orders",
            query: { status: Option<Status>, tags: Vec<String>, page: Option<u32> },
            responses: { 200: { status: Option<Status>, tags: Vec<String>, page: Option<u32> } },
        },
        search: {
            method: GET,
            path: "/search",
            query: Filter,
            responses: { 200: Filter },
        },
        get_order: {
            method: GET,
            path: "/orders/{id}",
            path_params: { id: OrderId },
            responses: { 200: Order, 404: Problem, 470: { why: String } },
        },
        delete_order: {
            method: DELETE,
            path: "/orders/{id}",
            path_params: { id: OrderId },
            responses: { 204: () },
        },
        put_note: {
            method: PUT,
            path: "/orders/{id}/note",
            path_params: { id: OrderId },
            body: Option<String>,
            responses: { 200: { note: Option<String> } },
        },
        misbehave: {
            method: GET,
            path: "/misbehave/{how}",
            responses: { 200: Unwritable },
        },
        order_events: {
            method: GET,
            path: "/orders/{id}/events",
            path_params: { id: OrderId },
            headers: { content_type: "text/event-stream" },
            responses: {
                200: events { shipped: Order, "order.delivered": { at: String }, tick: () },
                404: Problem,
            },
        },
        room_events: {
            method: GET,
            path: "/rooms/{room}/events",
            headers: { content_type: "text/event-stream" },
        },
        answer: {
            method: POST,
            path: "/answers",
            headers: { content_type: "text/event-stream" },
            body: { words: Vec<String>, fail: bool },
            responses: { 200: events { token: String, done: { count: usize } }, 429: Problem },
        },
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct NewOrder {
    pub(crate) title: String,
    pub(crate) items: Vec<Item>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Item {
    pub(crate) count: u8,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Order {
    pub(crate) id: OrderId,
    pub(crate) title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct OrderId(pub(crate) u32);

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
    Open,
    InTransit,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Filter {
    min: Option<f64>,
    #[serde(default)]
    status: Vec<Status>,
}

/// Reads as JSON, and never writes.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Unwritable;

impl Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("secret: unwritable"))
    }
}

/// The caller: signed in unless the request says `authorization: nobody`.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) client: Option<String>,
}

impl FromRequestParts<App> for User {
    type Rejection = ShopError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ShopError> {
        let route = parts.extensions.get::<&'static Route>().expect("the matched route is there");
        assert_eq!(route.contract, "Shop");
        app.extracted.fetch_add(1, Ordering::Relaxed);
        if parts.headers.get("authorization").is_some_and(|value| value == "nobody") {
            return Err(ShopError::Unauthorized(Problem::new("Who are you?")));
        }
        let client = parts.headers.get("x-client").and_then(|value| value.to_str().ok());
        Ok(Self { client: client.map(ToOwned::to_owned) })
    }
}

/// The implementation.
#[derive(Debug)]
pub(crate) struct App {
    extracted: Arc<AtomicUsize>,
}

impl Shop for App {
    type Context = User;

    async fn create_order(&self, _: User, req: ShopCreateOrderRequest) -> ShopCreateOrderResult {
        if req.headers.idempotency_key.as_deref() == Some("used") {
            return Err(ShopCreateOrderError::Conflict(
                Problem::new("This order was placed already.").kind("https://shop.example/placed"),
            ));
        }
        let id = if req.query.dry_run { OrderId(0) } else { OrderId(req.headers.x_attempt.into()) };
        Ok(Order { id, title: req.body.title }.into())
    }

    async fn list_orders(&self, _: User, req: ShopListOrdersRequest) -> ShopListOrdersResult {
        let ShopListOrdersQuery { status, tags, page } = req.query;
        Ok(ShopListOrdersOkBody { status, tags, page }.into())
    }

    async fn search(&self, _: User, req: ShopSearchRequest) -> ShopSearchResult {
        Ok(ShopSearchResponse::Ok(req.query))
    }

    async fn get_order(&self, _: User, req: ShopGetOrderRequest) -> ShopGetOrderResult {
        match req.params.id {
            OrderId(404) => Err(ShopGetOrderError::NotFound(Problem::new("No such order."))),
            OrderId(470) => {
                Err(ShopGetOrderError::Status470(ShopGetOrderStatus470Body { why: "custom".into() }))
            }
            id => Ok(Order { id, title: "tea".into() }.into()),
        }
    }

    async fn delete_order(&self, _: User, _: ShopDeleteOrderRequest) -> ShopDeleteOrderResult {
        Ok(ShopDeleteOrderResponse::NoContent)
    }

    async fn put_note(&self, _: User, req: ShopPutNoteRequest) -> ShopPutNoteResult {
        Ok(ShopPutNoteOkBody { note: req.body }.into())
    }

    async fn misbehave(&self, _: User, req: ShopMisbehaveRequest) -> ShopMisbehaveResult {
        match req.params.how.as_str() {
            "fail" => Err("secret: the database is on fire").internal()?,
            "panic" => panic!("secret: a broken promise"),
            _ => Ok(ShopMisbehaveResponse::Ok(Unwritable)),
        }
    }

    async fn order_events(&self, user: User, req: ShopOrderEventsRequest) -> ShopOrderEventsResult {
        if req.params.id == OrderId(404) {
            return Err(ShopOrderEventsError::NotFound(Problem::new("No such order.")));
        }
        Ok(named(Subscription::channel(), user))
    }

    async fn room_events(&self, user: User, _: ShopRoomEventsRequest) -> ShopRoomEventsResult {
        Ok(named(Subscription::channel(), user))
    }

    async fn answer(&self, _: User, req: ShopAnswerRequest) -> ShopAnswerResult {
        let ShopAnswerBody { words, fail } = req.body;
        let count = words.len();
        let tokens = words.into_iter().map(|word| Ok(ShopAnswerEvent::Token(word)));
        let end = if fail {
            Err("secret: out of tokens")
        } else {
            Ok(ShopAnswerEvent::Done(ShopAnswerDone { count }))
        };
        Ok(Subscription::try_stream(stream::iter(tokens.chain([end]))))
    }
}

fn named<E: contract_runtime::sse::EventSet>(subscription: Subscription<E>, user: User) -> Subscription<E> {
    match user.client {
        Some(client) => subscription.client(client),
        None => subscription,
    }
}

/// The shop being served.
pub(crate) struct Open {
    pub(crate) server: Server,
    pub(crate) sse: SseManager,
    pub(crate) events: ShopEvents,
    /// How many requests came as far as the context.
    pub(crate) extracted: Arc<AtomicUsize>,
}

/// Opens the shop with a manager of the default options.
pub(crate) async fn open() -> Open {
    open_with(SseManager::new()).await
}

/// Opens the shop.
pub(crate) async fn open_with(sse: SseManager) -> Open {
    let extracted = Arc::<AtomicUsize>::default();
    let app = App { extracted: Arc::clone(&extracted) };
    let server = Server::start(ShopContract::router(app, &sse), &sse).await;
    Open { server, events: ShopEvents::new(&sse), sse, extracted }
}

/// Waits until as many connections are open.
pub(crate) async fn until_open(sse: &SseManager, count: usize) {
    let mut changes = sse.lifecycle();
    while sse.connection_count() != count {
        changes.next().await;
    }
}

/// The reason of the next close.
pub(crate) async fn next_close(changes: &mut contract_runtime::sse::LifecycleEvents) -> CloseReason {
    loop {
        if let Some(Lifecycle::Detached { reason, .. }) = changes.next().await {
            return reason;
        }
    }
}
