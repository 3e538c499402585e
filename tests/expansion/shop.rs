//! A contract that uses everything: twenty routes.

use contract_runtime::{Problem, SseManager, Subscription, contract};

use crate::types::{Filter, Order, OrderId, Status};

const LONG: &str = "A description that is a constant.";

contract! {
    /// A shop.
    ///
    /// Its orders, and their progress.
    pub trait Shop {
        path_prefix: "/api/v1",
        common_responses: {
            401: Problem,
            /// Nobody may do this.
            403: { reason: String },
            503: (),
        },

        /// Everything about the shop.
        root: { method: GET, path: "/", responses: { 200: String } },
        list_orders: {
            method: GET,
            path: "/orders",
            query: {
                status: Option<Status>,
                /// All of these.
                tags: Vec<String>,
                "pageSize": Option<u32>,
            },
            responses: { 200: Vec<Order> },
            summary: "List orders",
            description: LONG,
        },
        filter_orders: { method: POST, path: "/orders/filter", query: Filter, responses: { 200: Vec<Order>, 206: Vec<Order> } },
        create_order: {
            method: POST,
            path: "/orders",
            headers: { idempotency_key: Option<String>, "X-Trace": String },
            body: {
                /// What is ordered.
                title: String,
                "unitCount": u32,
                r#type: Option<String>,
            },
            responses: {
                /// It is placed.
                201: Order,
                202: { ticket: u64 } with {
                    /// How long it may take.
                    retry_after: Option<u32>,
                    "X-Queue": String,
                },
                204: (),
                /// The `title` is [odd](https://example.com).
                422: Problem,
                470: Problem,
            },
            summary: concat!("Place ", "an order"),
        },
        get_order: {
            method: GET,
            path: "/orders/{id}",
            path_params: { id: OrderId },
            responses: { 200: Order, 304: (), 404: Problem },
        },
        replace_order: {
            method: PUT,
            path: "/orders/{id}",
            path_params: {
                /// Which one.
                id: OrderId,
            },
            body: Order,
            responses: { 200: Order, 409: Order },
        },
        change_order: { method: PATCH, path: "/orders/{id}", path_params: { id: OrderId }, body: Option<Order>, responses: { 200: Order } },
        delete_order: { method: DELETE, path: "/orders/{id}", path_params: { id: OrderId }, responses: { 204: (), 404: Problem } },
        peek_order: { method: HEAD, path: "/orders/{id}/peek", path_params: { id: OrderId }, responses: { 200: () } },
        order_options: { method: OPTIONS, path: "/orders/{id}/options", path_params: { id: OrderId }, responses: { 200: Vec<String> } },
        get_item: { method: GET, path: "/orders/{id}/items/{item}", path_params: { id: OrderId }, responses: { 200: std::collections::HashMap<String, Order> } },
        /// Twins: two answers of one type.
        twins: { method: GET, path: "/twins", responses: { 200: Order, 201: Order } },
        no_content: { method: POST, path: "/nothing", body: (), responses: { 204: () } },
        see_other: { method: GET, path: "/other", responses: { 303: () with { location: String }, 200: () } },
        r#match: { method: GET, path: "/match", responses: { 200: Option<Order> } },
        order_events: {
            method: GET,
            path: "/orders/{id}/{room}/events",
            path_params: { id: OrderId },
            headers: { content_type: "text/event-stream" },
            responses: {
                200: events {
                    /// On its way.
                    shipped: Order,
                    "order.delivered": Status,
                    tick: (),
                    progress: {
                        /// Out of a hundred.
                        done: u8,
                    },
                    r#move: Vec<Order>,
                    type: Vec<Order>,
                },
                204: (),
                307: () with { location: String },
                404: Problem,
            },
            summary: "Follow one order",
        },
        /// Marked alone: one event, any JSON.
        raw_events: { method: GET, path: "/raw", headers: { "content-type": "text/event-stream" } },
        /// Marked alone: one event of this type.
        status_events: { method: GET, path: "/status", headers: { content_type: "text/event-stream" }, responses: { 200: Status } },
        /// Not marked.
        news: { method: GET, path: "/news", responses: { 200: events { item: String } } },
        answer: {
            method: POST,
            path: "/answers",
            headers: { content_type: "text/event-stream", accept_language: Option<String> },
            body: { question: String },
            responses: { 200: events { token: String, done: { words: u32 } }, 429: Problem },
        },
    }
}

#[derive(Debug)]
struct App;

impl Shop for App {
    type Context = ();

    async fn root(&self, (): (), ShopRootRequest {}: ShopRootRequest) -> ShopRootResult {
        Ok(String::new().into())
    }

    async fn list_orders(&self, (): (), request: ShopListOrdersRequest) -> ShopListOrdersResult {
        let ShopListOrdersQuery { status, tags, page_size } = request.query;
        let _: (Option<Status>, Vec<String>, Option<u32>) = (status, tags, page_size);
        Ok(ShopListOrdersResponse::Ok(Vec::new()))
    }

    async fn filter_orders(&self, (): (), request: ShopFilterOrdersRequest) -> ShopFilterOrdersResult {
        let _: Filter = request.query;
        Ok(ShopFilterOrdersResponse::PartialContent(Vec::new()))
    }

    async fn create_order(&self, (): (), request: ShopCreateOrderRequest) -> ShopCreateOrderResult {
        let ShopCreateOrderBody { title, unit_count, r#type } = request.body;
        let ShopCreateOrderHeaders { idempotency_key, x_trace } = request.headers;
        match (title.as_str(), unit_count, r#type, idempotency_key) {
            ("", ..) => Err(ShopCreateOrderError::UnprocessableContent(Problem::new(x_trace))),
            (_, 0, ..) => Err(ShopError::ServiceUnavailable.into()),
            (_, 1, Some(_), _) => Err(ShopForbiddenBody { reason: title }.into()),
            (_, 1, None, _) => Err(ShopError::Forbidden(ShopForbiddenBody { reason: title }).into()),
            (_, _, _, Some(_)) => Ok(ShopCreateOrderResponse::NoContent),
            _ => Ok(ShopCreateOrderResponse::Accepted {
                body: ShopCreateOrderAcceptedBody { ticket: 1 },
                retry_after: None,
                x_queue: "slow".to_owned(),
            }),
        }
    }

    async fn get_order(&self, (): (), request: ShopGetOrderRequest) -> ShopGetOrderResult {
        Ok(Order { id: request.params.id, status: Status::Open }.into())
    }

    async fn replace_order(&self, (): (), request: ShopReplaceOrderRequest) -> ShopReplaceOrderResult {
        Err(request.body.into())
    }

    async fn change_order(&self, (): (), request: ShopChangeOrderRequest) -> ShopChangeOrderResult {
        let order = request.body.ok_or(ShopChangeOrderError::ServiceUnavailable)?;
        Ok(order.into())
    }

    async fn delete_order(&self, (): (), _: ShopDeleteOrderRequest) -> ShopDeleteOrderResult {
        Ok(ShopDeleteOrderResponse::NoContent)
    }

    async fn peek_order(&self, (): (), _: ShopPeekOrderRequest) -> ShopPeekOrderResult {
        Ok(ShopPeekOrderResponse::Ok)
    }

    async fn order_options(&self, (): (), _: ShopOrderOptionsRequest) -> ShopOrderOptionsResult {
        Ok(ShopOrderOptionsResponse::Ok(Vec::new()))
    }

    async fn get_item(&self, (): (), request: ShopGetItemRequest) -> ShopGetItemResult {
        let _: String = request.params.item;
        Ok(ShopGetItemResponse::Ok(std::collections::HashMap::new()))
    }

    async fn twins(&self, (): (), _: ShopTwinsRequest) -> ShopTwinsResult {
        Ok(ShopTwinsResponse::Created(Order { id: OrderId(1), status: Status::Delivered }))
    }

    async fn no_content(&self, (): (), ShopNoContentRequest {}: ShopNoContentRequest) -> ShopNoContentResult {
        Ok(ShopNoContentResponse::NoContent)
    }

    async fn see_other(&self, (): (), _: ShopSeeOtherRequest) -> ShopSeeOtherResult {
        Ok(ShopSeeOtherResponse::SeeOther { location: "/".to_owned() })
    }

    async fn r#match(&self, (): (), _: ShopMatchRequest) -> ShopMatchResult {
        Ok(None.into())
    }

    async fn order_events(&self, (): (), request: ShopOrderEventsRequest) -> ShopOrderEventsResult {
        match request.params.room.as_str() {
            "" => Err(ShopOrderEventsError::NoContent),
            "elsewhere" => Err(ShopOrderEventsError::TemporaryRedirect { location: "/orders".to_owned() }),
            _ => Ok(Subscription::channel().snapshot([ShopOrderEventsEvent::Tick])),
        }
    }

    async fn raw_events(&self, (): (), _: ShopRawEventsRequest) -> ShopRawEventsResult {
        Ok(Subscription::channel().snapshot([ShopRawEventsEvent::Message(true.into())]))
    }

    async fn status_events(&self, (): (), _: ShopStatusEventsRequest) -> ShopStatusEventsResult {
        Ok(Subscription::channel().snapshot([Status::Open.into()]))
    }

    async fn news(&self, (): (), _: ShopNewsRequest) -> ShopNewsResult {
        Ok(Subscription::channel())
    }

    async fn answer(&self, (): (), request: ShopAnswerRequest) -> ShopAnswerResult {
        let _: Option<String> = request.headers.accept_language;
        Ok(Subscription::channel()
            .snapshot([ShopAnswerDone { words: 1 }.into(), request.body.question.into()]))
    }
}

#[test]
fn the_table_says_what_the_contract_says() {
    let routes = ShopContract::routes();
    assert_eq!(routes.len(), 20);
    let line = |name: &str| {
        let route = routes.iter().find(|route| route.name == name).unwrap();
        let statuses: Vec<u16> = route.answers.iter().map(|answer| answer.status).collect();
        format!("{} {} {statuses:?}", route.method, route.path)
    };
    assert_eq!(line("root"), "GET /api/v1 [200, 401, 403, 503]");
    assert_eq!(line("create_order"), "POST /api/v1/orders [201, 202, 204, 422, 470, 401, 403, 503]");
    assert_eq!(line("match"), "GET /api/v1/match [200, 401, 403, 503]");
    assert_eq!(
        line("order_events"),
        "GET /api/v1/orders/{id}/{room}/events [200, 204, 307, 404, 401, 403, 503]"
    );
    let described = routes.iter().find(|route| route.name == "create_order").unwrap();
    assert_eq!(described.summary, Some("Place an order"));
    assert_eq!(described.answers[0].description, Some("It is placed."));
    assert_eq!(routes[1].description, Some(LONG));
    assert_eq!(routes[0].description, Some("Everything about the shop."));
    assert!(described.body.is_some() && !described.is_stream);
}

#[test]
fn what_is_generated_shows_itself() {
    let body = ShopCreateOrderBody { title: "tea".into(), unit_count: 2, r#type: None };
    let headers = ShopCreateOrderHeaders { idempotency_key: None, x_trace: "t".into() };
    assert_eq!(
        format!("{:?}", ShopCreateOrderRequest { headers, body }),
        "ShopCreateOrderRequest { headers: ShopCreateOrderHeaders { idempotency_key: None, x_trace: \"t\" }, \
         body: ShopCreateOrderBody { title: \"tea\", unit_count: 2, type: None } }"
    );
    assert_eq!(format!("{:?}", ShopOrderEventsEvent::from(Status::Open)), "OrderDelivered(Open)");
    assert_eq!(ShopError::ServiceUnavailable.to_string(), "503 Service Unavailable");
    assert_eq!(format!("{:?}", ShopError::ServiceUnavailable), "ServiceUnavailable");
}

#[test]
fn inline_objects_keep_their_names_on_the_wire() {
    let body = ShopCreateOrderBody { title: "tea".into(), unit_count: 2, r#type: Some("x".into()) };
    assert_eq!(
        serde_json::to_value(body).unwrap(),
        serde_json::json!({ "title": "tea", "unitCount": 2, "type": "x" })
    );
}

#[test]
fn a_router_and_a_publisher_come_of_it() {
    let sse = SseManager::new();
    let _router = ShopContract::router(App, &sse);
    let events = ShopEvents::new(&sse).clone();
    assert_eq!(events.order_events(OrderId(7), "east").name(), "Shop.order_events/7/east");
    assert_eq!(events.news().name(), "Shop.news");
}
