//! What a contract says of the types that are made for it: derives, the beginning of their names, names on the wire.

use contract_runtime::axum::http::Method;
use contract_runtime::prelude::*;
use contract_runtime::{Body, Bytes, File, Multipart};
use contract_tests::client::{call, get};
use contract_tests::server::Server;
use serde_json::json;

contract! {
    pub(crate) trait Market {
        derive: [Clone, PartialEq, ::std::cmp::Eq, Hash],
        type_prefix: Stall,
        rename_all: "camelCase",
        common_responses: { 429: { retry_after: u8 } },

        events Moved { cart_moved: { new_place: String } },
        responses Missing { 404: { what_else: String } },

        buy: {
            method: POST,
            path: "/carts/{cart_id}/fruits",
            path_params: { cart_id: u8 },
            headers: { idempotency_key: u8 },
            cookies: { session_id: String },
            query: { fruit_kind: String, max_price: u8 = 9, "in_stock": Option<bool> },
            body: { how_many: u8, "as_is": String, r#type: u8 },
            responses: { 201: { total_price: u8 } with { location: String }, ..Missing },
        },
        rate: {
            method: PUT,
            path: "/rating",
            content_type: "application/x-www-form-urlencoded",
            body: { star_count: u8 },
            responses: { 200: { all_stars: u8 } },
        },
        follow: { method: GET, path: "/events", responses: { 200: events { price_set: { new_price: u8 } } } },
        carts: {
            common_responses: { 403: { why_not: String } },
            moves: { method: GET, path: "/moves", responses: { 200: events Moved } },
        },
        // What may be a stream has no second one.
        photo: { method: GET, path: "/photo", responses: { 200: "image/*" => Body } },
        upload: {
            method: PUT,
            path: "/photo",
            content_type: "image/png",
            body: Bytes,
            responses: { 200: { byte_count: usize } },
        },
        // Nor has a file.
        scan: {
            method: POST,
            path: "/scans",
            content_type: "multipart/form-data",
            body: { page_title: String, first_page: File, more_pages: Vec<File> },
            responses: { 200: { file_count: usize } },
        },
        scan_in_parts: {
            method: PUT,
            path: "/scans",
            content_type: "multipart/form-data",
            body: Multipart,
            responses: { 204: () },
        },
        // But texts have, in parts as elsewhere.
        label: {
            method: POST,
            path: "/labels",
            content_type: "multipart/form-data",
            body: { label_text: String },
            responses: { 204: () },
        },
    }
}

#[derive(Clone)]
struct App;

impl Market for App {
    type Context = ();

    async fn buy(&self, (): (), request: StallBuyRequest) -> StallBuyResult {
        let copy = request.clone();
        assert_eq!(copy, request);
        let StallBuyRequest { params, query, headers, cookies, body } = request;
        if query.fruit_kind == "none" {
            return Err(MissingNotFoundBody { what_else: "pears".to_owned() }.into());
        }
        assert_eq!((params.cart_id, headers.idempotency_key, cookies.session_id.as_str()), (1, 2, "me"));
        assert_eq!((query.in_stock, body.as_is.as_str(), body.r#type), (Some(true), "so", 5));
        let body = StallBuyCreatedBody { total_price: body.how_many * query.max_price };
        Ok(StallBuyResponse::Created { body, location: "/here".to_owned() })
    }

    async fn rate(&self, (): (), request: StallRateRequest) -> StallRateResult {
        Ok(StallRateOkBody { all_stars: request.body.star_count }.into())
    }

    async fn follow(&self, (): (), _: StallFollowRequest) -> StallFollowResult {
        Ok(Subscription::stream(futures_util::stream::iter([StallFollowPriceSet { new_price: 3 }.into()])))
    }

    async fn carts_moves(&self, (): (), _: StallCartsMovesRequest) -> StallCartsMovesResult {
        let error: StallCartsError = StallCartsForbiddenBody { why_not: "closed".to_owned() }.into();
        Err(error)
    }

    async fn photo(&self, (): (), _: StallPhotoRequest) -> StallPhotoResult {
        Err(StallTooManyRequestsBody { retry_after: 1 }.into())
    }

    async fn upload(&self, (): (), request: StallUploadRequest) -> StallUploadResult {
        Ok(StallUploadOkBody { byte_count: request.body.len() }.into())
    }

    async fn scan(&self, (): (), request: StallScanRequest) -> StallScanResult {
        let StallScanBody { more_pages, .. } = request.body;
        Ok(StallScanOkBody { file_count: 1 + more_pages.len() }.into())
    }

    async fn scan_in_parts(&self, (): (), _: StallScanInPartsRequest) -> StallScanInPartsResult {
        Ok(StallScanInPartsResponse::NoContent)
    }

    async fn label(&self, (): (), request: StallLabelRequest) -> StallLabelResult {
        assert_eq!(request, request.clone());
        Ok(StallLabelResponse::NoContent)
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    Server::start(MarketContract::router(App, &sse), &sse).await
}

#[tokio::test]
async fn fields_of_queries_bodies_and_answers_are_spelled_as_the_contract_says() {
    let server = open().await;
    let buy = |query: &str| {
        let call = call(server.address, Method::POST, &format!("/carts/1/fruits?{query}"));
        let call = call.header("content-type", "application/json").header("idempotency-key", "2");
        call.header("cookie", "session_id=me").body(r#"{"howMany":2,"as_is":"so","type":5}"#)
    };
    let reply = buy("fruitKind=apple&maxPrice=4&in_stock=1").send().await;
    assert_eq!((reply.status.as_u16(), reply.json()), (201, json!({ "totalPrice": 8 })));
    assert_eq!(buy("fruitKind=none").send().await.json(), json!({ "whatElse": "pears" }));
    let reply = buy("fruit_kind=apple").send().await;
    assert_eq!(reply.json()["errors"][0]["field"], "fruitKind");
}

#[tokio::test]
async fn so_are_those_of_forms_events_and_common_answers() {
    let server = open().await;
    let form = call(server.address, Method::PUT, "/rating")
        .header("content-type", "application/x-www-form-urlencoded");
    assert_eq!(form.body("starCount=4").send().await.json(), json!({ "allStars": 4 }));
    let mut stream = get(server.address, "/events").follow().await;
    assert_eq!(stream.next_json().await, ("price_set".to_owned(), json!({ "newPrice": 3 })));
    assert_eq!(get(server.address, "/moves").send().await.json(), json!({ "whyNot": "closed" }));
    assert_eq!(get(server.address, "/photo").send().await.json(), json!({ "retryAfter": 1 }));
    let upload = call(server.address, Method::PUT, "/photo").header("content-type", "image/png").body("four");
    assert_eq!(upload.send().await.json(), json!({ "byteCount": 4 }));
}

#[test]
fn all_generated_types_have_the_derives() {
    fn has<T: Clone + PartialEq + Eq + std::hash::Hash>(_: &T) {}
    has(&StallBuyResponse::Created { body: StallBuyCreatedBody { total_price: 1 }, location: String::new() });
    has(&StallFollowEvent::PriceSet(StallFollowPriceSet { new_price: 1 }));
    has(&Moved::CartMoved(MovedCartMoved { new_place: String::new() }));
    has(&StallScanOkBody { file_count: 1 });
    has(&StallLabelRequest { body: StallLabelBody { label_text: String::new() } });
    has(&StallRateRequest { body: StallRateBody { star_count: 1 } });
    has(&StallTooManyRequestsBody { retry_after: 1 });
    let events = [1, 2].map(|new_price| StallFollowEvent::PriceSet(StallFollowPriceSet { new_price }));
    assert_ne!(events[0], events[1]);
}

mod ranked {
    use std::cmp::Ordering;
    use std::hash::{DefaultHasher, Hash, Hasher};

    use contract_runtime::contract;

    contract! {
        trait Ranking {
            derive: [Clone, PartialEq, Eq, PartialOrd, Ord, Hash],

            read: {
                method: GET,
                path: "/",
                query: { from: u8, word: Option<String> },
                responses: { 200: u8, 201: { of: u8 }, 202: u8 with { place: u8, age: u8 }, 204: () },
            },
        }
    }

    fn hash(value: &impl Hash) -> u64 {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    }

    #[test]
    fn values_are_in_the_order_of_their_variants_and_then_of_their_parts() {
        use RankingReadResponse::{Accepted, Created, NoContent, Ok};

        let sorted = [
            Ok(1),
            Ok(2),
            Created(RankingReadCreatedBody { of: 1 }),
            Created(RankingReadCreatedBody { of: 2 }),
            Accepted { body: 1, place: 1, age: 2 },
            Accepted { body: 1, place: 2, age: 1 },
            Accepted { body: 2, place: 0, age: 0 },
            NoContent,
        ];
        for (left, first) in sorted.iter().enumerate() {
            for (right, second) in sorted.iter().enumerate() {
                assert_eq!(first.cmp(second), left.cmp(&right), "{first:?} and {second:?}");
                assert_eq!(first.partial_cmp(second), Some(left.cmp(&right)));
                assert_eq!(first == second, left == right);
                assert_eq!(hash(first) == hash(second), left == right);
            }
            assert_eq!(&first.clone(), first);
        }
        let read = |from, word: Option<&str>| RankingReadQuery { from, word: word.map(str::to_owned) };
        assert_eq!(read(1, Some("b")).cmp(&read(2, None)), Ordering::Less);
        assert_eq!(read(1, Some("b")).cmp(&read(1, Some("a"))), Ordering::Greater);
    }
}

#[test]
fn what_is_made_for_the_contract_itself_has_its_name() {
    let error: MarketError = StallTooManyRequestsBody { retry_after: 1 }.into();
    assert_eq!(error.to_string(), "429 Too Many Requests");
    let _ = MarketEvents::new(&SseManager::new()).follow();
}

mod bare {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Bare {
            type_prefix: _,
            common_responses: { 410: { since: u8 } },
            list_all: { method: GET, path: "/", responses: { 200: String } },
            new: { all: { method: GET, path: "/new", responses: { 200: events { one: u8 } } } },
        }
    }

    struct App;

    impl Bare for App {
        type Context = ();

        async fn list_all(&self, (): (), _: ListAllRequest) -> ListAllResult {
            Err(GoneBody { since: 1 }.into())
        }

        async fn new_all(&self, (): (), _: NewAllRequest) -> NewAllResult {
            Ok(contract_runtime::Subscription::stream(futures_util::stream::iter([NewAllEvent::One(1)])))
        }
    }

    #[tokio::test]
    async fn names_may_begin_with_nothing() {
        let sse = contract_runtime::SseManager::new();
        let server = super::Server::start(BareContract::router(App, &sse), &sse).await;
        assert_eq!(super::get(server.address, "/").send().await.status.as_u16(), 410);
    }
}
