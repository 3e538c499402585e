//! Routes that have one answer for when all goes well.

use std::hash::Hash;

use contract_runtime::answers::{Accepted, AcceptedJson, CreatedJson, NoContent, OkJson};
use contract_runtime::axum::http::Method;
use contract_runtime::axum::response::IntoResponse;
use contract_runtime::prelude::*;
use contract_tests::client::{call, get};
use contract_tests::server::Server;
use serde_json::json;

mod office {
    use contract_runtime::contract;

    contract! {
        /// What is mounted.
        pub(crate) trait Office {
            count: { method: GET, path: "/desks", responses: { 200: { desks: u8 } } },
        }
    }
}

contract! {
    /// What answers in one way.
    pub(crate) trait Sole {
        derive: [Clone, PartialEq, Eq, PartialOrd, Ord, Hash],

        responses Made { 201: u64, 409: { other: u64 } },

        office: office::Office,
        read: {
            method: GET,
            path: "/orders/{id}",
            path_params: { id: u64 },
            responses: {
                /// It is there.
                200: { id: u64 },
                404: { id: u64 },
            },
        },
        list: { method: GET, path: "/orders", responses: { 200: Vec<String> } },
        last: { method: GET, path: "/last", responses: { 200: Option<u64> } },
        place: { method: POST, path: "/orders", responses: { ..Made } },
        ship: { method: PUT, path: "/orders", responses: { 202: String } },
        later: { method: PATCH, path: "/orders", responses: { 202: () } },
        drop: { method: DELETE, path: "/orders", responses: { 204: () } },
    }
}

contract! {
    /// What has no derives.
    pub(crate) trait Bare {
        trouble: { method: GET, path: "/trouble", responses: { 200: Problem } },
        named: { method: GET, path: "/named", responses: { 200: "Application/JSON" => String } },
    }
}

struct App;

impl Sole for App {
    type Context = ();
    type Office = Self;

    fn office(&self) -> Self {
        Self
    }

    async fn read(&self, (): (), request: SoleReadRequest) -> SoleReadResult {
        match request.params.id {
            0 => Err(SoleReadNotFoundBody { id: 0 }.into()),
            id => Ok(SoleReadResponse::Ok(SoleReadOkBody { id })),
        }
    }

    async fn list(&self, (): (), _: SoleListRequest) -> SoleListResult {
        Ok(vec!["a".to_owned(), "b".to_owned()].into())
    }

    async fn last(&self, (): (), _: SoleLastRequest) -> SoleLastResult {
        Ok(SoleLastResponse::Ok(None))
    }

    async fn place(&self, (): (), _: SolePlaceRequest) -> SolePlaceResult {
        Ok(7.into())
    }

    async fn ship(&self, (): (), _: SoleShipRequest) -> SoleShipResult {
        Ok(SoleShipResponse::Accepted("soon".to_owned()))
    }

    async fn later(&self, (): (), _: SoleLaterRequest) -> SoleLaterResult {
        Ok(SoleLaterResponse::Accepted)
    }

    async fn drop(&self, (): (), _: SoleDropRequest) -> SoleDropResult {
        Ok(SoleDropResponse::NoContent)
    }
}

impl office::Office for App {
    type Context = ();

    async fn count(&self, (): (), _: office::OfficeCountRequest) -> office::OfficeCountResult {
        Ok(office::OfficeCountOkBody { desks: 3 }.into())
    }
}

impl Bare for App {
    type Context = ();

    async fn trouble(&self, (): (), _: BareTroubleRequest) -> BareTroubleResult {
        Ok(Problem::new("There was some.").into())
    }

    async fn named(&self, (): (), _: BareNamedRequest) -> BareNamedResult {
        Ok(BareNamedResponse::Ok("as it is written".to_owned()))
    }
}

#[tokio::test]
async fn each_goes_out_with_its_status_and_its_body() {
    let sse = SseManager::new();
    let server = Server::start(SoleContract::router(App, &sse), &sse).await;
    for (method, path, status, body) in [
        (Method::GET, "/orders/5", 200, json!({ "id": 5 })),
        (Method::GET, "/orders/0", 404, json!({ "id": 0 })),
        (Method::GET, "/orders", 200, json!(["a", "b"])),
        (Method::GET, "/last", 200, json!(null)),
        (Method::POST, "/orders", 201, json!(7)),
        (Method::PUT, "/orders", 202, json!("soon")),
        (Method::GET, "/desks", 200, json!({ "desks": 3 })),
    ] {
        let reply = call(server.address, method, path).send().await;
        assert_eq!((reply.status.as_u16(), reply.json()), (status, body), "{path}");
        assert_eq!(reply.headers["content-type"], "application/json", "{path}");
    }
    for (method, status) in [(Method::PATCH, 202), (Method::DELETE, 204)] {
        let reply = call(server.address, method, "/orders").send().await;
        assert_eq!((reply.status.as_u16(), reply.body.is_empty()), (status, true));
        assert!(!reply.headers.contains_key("content-type"));
    }
}

#[tokio::test]
async fn a_problem_goes_out_as_one_and_another_media_type_as_it_is_written() {
    let sse = SseManager::new();
    let server = Server::start(BareContract::router(App, &sse), &sse).await;
    let reply = get(server.address, "/trouble").send().await;
    assert_eq!((reply.status.as_u16(), &reply.json()["detail"]), (200, &json!("There was some.")));
    assert_eq!(reply.headers["content-type"], "application/problem+json");
    let reply = get(server.address, "/named").send().await;
    assert_eq!(reply.headers["content-type"], "Application/JSON");
}

#[test]
fn they_are_types_of_the_runtime_s_by_the_names_of_their_routes() {
    let read: OkJson<SoleReadOkBody> = SoleReadResponse::Ok(SoleReadOkBody { id: 1 });
    let SoleReadResponse::Ok(SoleReadOkBody { id }) = read;
    assert_eq!(id, 1);
    let SolePlaceResponse::Created(id): CreatedJson<u64> = 7.into();
    assert_eq!(id, 7);
    let SoleShipResponse::Accepted(when): AcceptedJson<String> = "soon".to_owned().into();
    assert_eq!(when, "soon");
    assert_eq!(SoleLaterResponse::Accepted, Accepted::Accepted);
    assert_eq!(SoleDropResponse::NoContent, NoContent::NoContent);
}

#[test]
fn they_have_the_derives_that_a_contract_may_ask_for() {
    fn has<T: Clone + Ord + Hash>(lesser: &T, greater: &T) {
        assert!(lesser < greater && lesser.clone() == *lesser);
    }
    has(&SoleReadResponse::Ok(SoleReadOkBody { id: 1 }), &SoleReadResponse::Ok(SoleReadOkBody { id: 2 }));
    has(&SoleListResponse::Ok(vec![]), &SoleListResponse::Ok(vec!["a".to_owned()]));
    has(&SolePlaceResponse::Created(1), &SolePlaceResponse::Created(2));
    has(&SoleShipResponse::Accepted("a".to_owned()), &SoleShipResponse::Accepted("b".to_owned()));
    assert_eq!(SoleLaterResponse::Accepted.cmp(&Accepted::Accepted), std::cmp::Ordering::Equal);
}

#[test]
fn they_are_shown_by_their_variants() {
    assert_eq!(format!("{:?}", SolePlaceResponse::Created(1)), "Created(1)");
    assert_eq!(format!("{:?}", SoleDropResponse::NoContent), "NoContent");
    let trouble = BareTroubleResponse::Ok(Problem::new("There was some."));
    assert!(format!("{trouble:?}").starts_with("Ok("));
    assert_eq!(trouble.into_response().status(), 200);
}
