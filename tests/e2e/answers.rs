//! The headers of answers, and redirects.

use contract_runtime::axum::http::Method;
use contract_runtime::prelude::*;
use contract_tests::client::{Reply, call, get, post};
use contract_tests::server::Server;
use serde_json::json;

contract! {
    /// What answers with headers.
    pub(crate) trait Desk {
        common_responses: { 429: Problem with { retry_after: u32 } },

        responses Locked { 423: "text/plain" => String with { retry_after: u32 } },

        place: {
            method: POST,
            path: "/orders",
            body: { title: String },
            responses: {
                201: { id: u64 } with {
                    /// Where it is from now on.
                    location: String,
                    "X-Total": Option<u32>,
                    rush: bool,
                },
                409: "text/plain" => String with { location: String },
            },
        },
        drop: {
            method: DELETE,
            path: "/orders/{id}",
            responses: { 204: () with { location: String }, ..Locked },
        },
        sign_in: {
            method: POST,
            path: "/session",
            responses: { 204: () with { set_cookie: Vec<String> } },
        },
        follow: {
            method: GET,
            path: "/orders/{id}/events",
            responses: { 200: events { tick: () }, 307: () with { location: String } },
        },
        moved: {
            method: GET,
            path: "/moved/{how}",
            responses: {
                301: () with { location: String },
                302: () with { location: String },
                303: () with { location: String },
                308: Problem with { location: Option<String> },
            },
        },
    }
}

struct App;

impl Desk for App {
    type Context = ();

    async fn place(&self, (): (), request: DeskPlaceRequest) -> DeskPlaceResult {
        let location = match request.body.title.as_str() {
            "again" => {
                let location = "/orders/6".to_owned();
                return Err(DeskPlaceError::Conflict { body: "It is there.".to_owned(), location });
            }
            "much" => {
                let body = Problem::new("Too much.");
                return Err(DeskError::TooManyRequests { body, retry_after: 30 }.into());
            }
            "hostile" => "/\r\nset-cookie: secret".to_owned(),
            "accented" => "/é".to_owned(),
            _ => "/orders/7".to_owned(),
        };
        let x_total = (request.body.title == "counted").then_some(3);
        Ok(DeskPlaceResponse::Created { body: DeskPlaceCreatedBody { id: 7 }, location, x_total, rush: true })
    }

    async fn drop(&self, (): (), request: DeskDropRequest) -> DeskDropResult {
        if request.params.id == "locked" {
            return Err(DeskDropError::Locked { body: "Not now.".to_owned(), retry_after: 5 });
        }
        Ok(DeskDropResponse::NoContent { location: "/orders".to_owned() })
    }

    async fn sign_in(&self, (): (), _: DeskSignInRequest) -> DeskSignInResult {
        let set_cookie = vec!["session=7; HttpOnly".to_owned(), "theme=dark".to_owned()];
        Ok(DeskSignInResponse::NoContent { set_cookie })
    }

    async fn follow(&self, (): (), request: DeskFollowRequest) -> DeskFollowResult {
        let location = format!("/elsewhere/{}/events", request.params.id);
        Err(DeskFollowError::TemporaryRedirect { location })
    }

    async fn moved(&self, (): (), request: DeskMovedRequest) -> DeskMovedResult {
        let location = "/orders".to_owned();
        Ok(match request.params.how.as_str() {
            "permanently" => DeskMovedResponse::MovedPermanently { location },
            "found" => DeskMovedResponse::Found { location },
            "other" => DeskMovedResponse::SeeOther { location },
            _ => {
                DeskMovedResponse::PermanentRedirect { body: Problem::new("Gone."), location: Some(location) }
            }
        })
    }
}

async fn serve() -> Server {
    let sse = SseManager::new();
    Server::start(DeskContract::router(App, &sse), &sse).await
}

async fn place(server: &Server, title: &str) -> Reply {
    post(server.address, "/orders", &json!({ "title": title })).send().await
}

#[tokio::test]
async fn headers_are_sent_beside_the_body() {
    let server = serve().await;
    let reply = place(&server, "plain").await;
    assert_eq!((reply.status.as_u16(), reply.json()), (201, json!({ "id": 7 })));
    assert_eq!((reply.header("location"), reply.header("rush")), ("/orders/7", "true"));
    assert!(!reply.headers.contains_key("x-total"), "{reply:?}");
    assert_eq!(place(&server, "counted").await.header("x-total"), "3");
    assert_eq!(place(&server, "accented").await.header("location"), "/%C3%A9");
}

#[tokio::test]
async fn headers_are_sent_without_a_body() {
    let server = serve().await;
    let reply = call(server.address, Method::DELETE, "/orders/7").send().await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (204, "/orders"));
    assert!(!reply.headers.contains_key("content-type"), "{reply:?}");
}

#[tokio::test]
async fn a_list_is_several_headers() {
    let server = serve().await;
    let reply = call(server.address, Method::POST, "/session").send().await;
    let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
    assert_eq!(cookies, ["session=7; HttpOnly", "theme=dark"]);
}

#[tokio::test]
async fn errors_have_headers_too() {
    let server = serve().await;
    let reply = place(&server, "again").await;
    assert_eq!((reply.status.as_u16(), reply.header("location")), (409, "/orders/6"));
    assert_eq!(reply.header("content-type"), "text/plain; charset=utf-8");
    let reply = place(&server, "much").await;
    assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (429, "30"));
    assert_eq!(reply.json()["detail"], "Too much.");
    let reply = call(server.address, Method::DELETE, "/orders/locked").send().await;
    assert_eq!((reply.status.as_u16(), reply.header("retry-after")), (423, "5"));
    assert_eq!(&reply.body[..], b"Not now.");
}

#[tokio::test]
async fn a_value_that_can_t_be_a_header_is_a_500_that_shows_nothing() {
    let server = serve().await;
    let reply = place(&server, "hostile").await;
    assert_eq!((reply.status.as_u16(), reply.header("content-type")), (500, "application/problem+json"));
    assert!(!format!("{reply:?}").contains("secret"), "{reply:?}");
}

#[tokio::test]
async fn redirects_say_where_to() {
    let server = serve().await;
    for (path, status, location) in [
        ("/moved/permanently", 301, "/orders"),
        ("/moved/found", 302, "/orders"),
        ("/moved/other", 303, "/orders"),
        ("/moved/for-good", 308, "/orders"),
        ("/orders/7/events", 307, "/elsewhere/7/events"),
    ] {
        let reply = get(server.address, path).send().await;
        assert_eq!((reply.status.as_u16(), reply.header("location")), (status, location), "{path}");
    }
}

#[test]
fn the_table_of_routes_and_debug_tell_headers() {
    let place = &DeskContract::routes()[0];
    assert_eq!(place.answers[0].headers, ["location", "x-total", "rush"]);
    let body = DeskPlaceCreatedBody { id: 7 };
    let created = DeskPlaceResponse::Created { body, location: "/7".to_owned(), x_total: None, rush: false };
    let shown =
        r#"Created { body: DeskPlaceCreatedBody { id: 7 }, location: "/7", x_total: None, rush: false }"#;
    assert_eq!(format!("{created:?}"), shown);
}

type Trouble = Problem;

contract! {
    trait Mishaps {
        happen: {
            method: GET,
            path: "/",
            responses: {
                200: u8,
                404: Problem,
                409: Trouble,
                410: named::Problem,
                422: "application/vnd.trouble+json" => Problem,
            },
        },
    }
}

mod named {
    use contract_runtime::schemars::{self, JsonSchema};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub(super) struct Problem;
}

#[test]
fn the_table_of_routes_tells_the_media_types_that_are_sent() {
    let answers = MishapsContract::routes()[0].answers.iter();
    let problem = Some("application/problem+json");
    assert_eq!(
        answers.map(|answer| (answer.status, answer.content_type)).collect::<Vec<_>>(),
        [
            (200, Some("application/json")),
            (404, problem),
            (409, problem),
            (410, Some("application/json")),
            (422, problem)
        ]
    );
}

/// What clippy calls too large for an error has 128 bytes.
#[test]
fn an_error_with_headers_is_small_enough_to_be_returned() {
    assert!(size_of::<DeskPlaceError>() <= 64, "{} bytes", size_of::<DeskPlaceError>());
}
