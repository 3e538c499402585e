//! What a contract says of its routes as a whole, read where requests are served.

use contract_runtime::axum::extract::{FromRequestParts, Request};
use contract_runtime::axum::http::StatusCode;
use contract_runtime::axum::http::request::Parts;
use contract_runtime::axum::middleware::{Next, from_fn};
use contract_runtime::axum::response::{IntoResponse as _, Response};
use contract_runtime::prelude::*;
use contract_runtime::{OAuth2Flow, Route, SchemeKind};
use contract_tests::client::{Call, get};
use contract_tests::server::Server;
use serde::Serialize;
use serde_json::json;

#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Role {
    Anybody,
    Staff,
    Admin,
}

#[derive(Debug, PartialEq, Serialize)]
struct Access {
    role: Role,
    /// Not to be had in a constant.
    why: String,
}

fn access(role: Role) -> Access {
    Access { role, why: "so it is".to_owned() }
}

const STOCK: &str = "stock";
const SIGN_IN: OAuth2Flow =
    OAuth2Flow::authorization_code("https://id.example/authorize", "https://id.example/token");

contract! {
    /// A warehouse.
    pub(crate) trait Warehouse {
        version: concat!("1.", "2"),
        common_responses: { 401: Problem, 403: Problem },
        tags: ["warehouse"],
        security: [Security::bearer().format("JWT"), Security::cookie("session")],
        metadata: access(Role::Staff),

        home: {
            method: GET,
            path: "/",
            responses: { 200: String },
            security: [],
            metadata: access(Role::Anybody),
        },
        count: {
            method: GET,
            path: "/count",
            responses: { 200: u32 },
            operation_id: "countEverything",
            tags: [STOCK, "numbers"],
        },
        archive: {
            tags: [],
            metadata: "the archive",

            list: { method: GET, path: "/archive", responses: { 200: String }, deprecated: true },
            drop: {
                method: DELETE,
                path: "/archive",
                responses: { 204: () },
                deprecated: false,
                metadata: access(Role::Admin),
                security: [
                    Security::oauth2(SIGN_IN).scopes(&["archive:write"]).and(Security::header("x-seal")),
                ],
            },
        },
        // Keys of contracts as names.
        version: { method: GET, path: "/version", responses: { 200: String } },
        metadata: {
            path_prefix: "/odd",
            tags: ["odd"],
            tags: { method: GET, path: "/tags", responses: { 200: String } },
            shed: yards::sheds::Shed,
        },
        yard: yards::Yard,
    }
}

mod yards {
    use contract_runtime::prelude::*;

    contract! {
        pub(crate) trait Yard {
            gates: {
                method: GET,
                path: "/gates",
                responses: { 200: String },
                operation_id: "allGates",
                metadata: super::access(super::Role::Admin),
                tags: [],
            },
            watch: { method: GET, path: "/gates/events", responses: { 200: events { opened: u8 } } },
            shed: sheds::Shed,
        }
    }

    pub(crate) mod sheds {
        use contract_runtime::prelude::*;

        contract! {
            pub(crate) trait Shed {
                version: "0.1",
                security: [Security::query("key")],
                read: { method: GET, path: "/shed", responses: { 200: String } },
            }
        }
    }
}

/// Somebody who may call the route.
struct Caller;

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = WarehouseError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WarehouseError> {
        let route = parts.extensions.get::<&'static Route>().expect("the matched route is there");
        let shows = |kind: SchemeKind| match kind {
            SchemeKind::Bearer(_) => has(parts, "authorization", "Bearer "),
            SchemeKind::Cookie(name) => has(parts, "cookie", name),
            _ => false,
        };
        let is_let_in = |way: &Security| way.schemes().iter().all(|scheme| shows(scheme.kind));
        if !route.security.is_empty() && !route.security.iter().any(is_let_in) {
            return Err(WarehouseError::Unauthorized(Problem::new("Who are you?")));
        }
        let is_admin = has(parts, "authorization", "Bearer root");
        match route.metadata::<Access>() {
            Some(Access { role: Role::Admin, .. }) if !is_admin => {
                Err(WarehouseError::Forbidden(Problem::new("Ask an admin.")))
            }
            _ => Ok(Self),
        }
    }
}

fn has(parts: &Parts, header: &str, begin: &str) -> bool {
    parts.headers.get(header).is_some_and(|value| value.to_str().unwrap().starts_with(begin))
}

struct App;

impl Warehouse for App {
    type Context = Caller;
    type Yard = App;
    type MetadataShed = App;

    fn metadata_shed(&self) -> App {
        App
    }

    fn yard(&self) -> App {
        App
    }

    async fn home(&self, _: Caller, _: WarehouseHomeRequest) -> WarehouseHomeResult {
        Ok("welcome".to_owned().into())
    }

    async fn count(&self, _: Caller, _: WarehouseCountRequest) -> WarehouseCountResult {
        Ok(7.into())
    }

    async fn archive_list(&self, _: Caller, _: WarehouseArchiveListRequest) -> WarehouseArchiveListResult {
        Ok("dust".to_owned().into())
    }

    async fn archive_drop(&self, _: Caller, _: WarehouseArchiveDropRequest) -> WarehouseArchiveDropResult {
        Ok(WarehouseArchiveDropResponse::NoContent)
    }

    async fn version(&self, _: Caller, _: WarehouseVersionRequest) -> WarehouseVersionResult {
        Ok("1.2".to_owned().into())
    }

    async fn metadata_tags(&self, _: Caller, _: WarehouseMetadataTagsRequest) -> WarehouseMetadataTagsResult {
        Ok("none".to_owned().into())
    }
}

impl yards::Yard for App {
    type Context = Caller;
    type Shed = App;

    fn shed(&self) -> App {
        App
    }

    async fn gates(&self, _: Caller, _: yards::YardGatesRequest) -> yards::YardGatesResult {
        Ok("open".to_owned().into())
    }

    async fn watch(&self, _: Caller, _: yards::YardWatchRequest) -> yards::YardWatchResult {
        Ok(Subscription::channel())
    }
}

impl yards::sheds::Shed for App {
    type Context = ();

    async fn read(&self, (): (), _: yards::sheds::ShedReadRequest) -> yards::sheds::ShedReadResult {
        Ok("tools".to_owned().into())
    }
}

/// Refuses what is for admins, as a layer of some other crate could.
async fn no_admins(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<&'static Route>();
    match route.and_then(|route| route.metadata::<Access>()) {
        Some(Access { role: Role::Admin, .. }) => StatusCode::IM_A_TEAPOT.into_response(),
        _ => next.run(request).await,
    }
}

fn route(name: &str) -> &'static Route {
    WarehouseContract::routes().iter().find(|route| route.name == name).expect("there is such a route")
}

async fn status(call: Call) -> u16 {
    call.send().await.status.as_u16()
}

#[tokio::test]
async fn a_context_lets_in_by_what_the_contract_says_of_the_route() {
    let sse = SseManager::new();
    let server = Server::start(WarehouseContract::router(App, &sse), &sse).await;
    let call = |path: &str| get(server.address, path);
    let bearer = |path: &str, token: &str| call(path).header("authorization", &format!("Bearer {token}"));

    assert_eq!(status(call("/")).await, 200, "a public route below a secured contract");
    assert_eq!(status(call("/count")).await, 401);
    assert_eq!(status(bearer("/count", "me")).await, 200);
    assert_eq!(status(call("/count").header("cookie", "session=1")).await, 200, "one way is enough");
    assert_eq!(status(bearer("/gates", "me")).await, 403, "a mounted route has its own metadata");
    assert_eq!(status(bearer("/gates", "root")).await, 200);
    assert_eq!(status(call("/gates/events")).await, 401, "and the security of where it is mounted");
    assert_eq!(status(call("/shed")).await, 200);
}

#[tokio::test]
async fn a_layer_around_the_routes_reads_their_metadata() {
    let sse = SseManager::new();
    let router =
        WarehouseContract::router_with(App, &sse, |_, service| service.route_layer(from_fn(no_admins)));
    let server = Server::start(router, &sse).await;
    let call = |path: &str| get(server.address, path).header("authorization", "Bearer root");
    assert_eq!(status(call("/gates")).await, 418);
    assert_eq!(status(call("/count")).await, 200);
}

#[test]
fn layers_are_chosen_by_metadata() {
    let mut open = Vec::new();
    let _router = WarehouseContract::router_with(App, &SseManager::new(), |route, service| {
        let is_open = |access: &Access| access.role == Role::Anybody;
        open.extend(route.metadata::<Access>().filter(|access| is_open(access)).map(|_| route.name));
        service
    });
    assert_eq!(open, ["home"]);
}

#[test]
fn the_nearest_metadata_is_a_route_s() {
    let role = |name: &str| route(name).metadata::<Access>().map(|access| &access.role);
    assert_eq!(role("home"), Some(&Role::Anybody));
    assert_eq!(role("count"), Some(&Role::Staff));
    assert_eq!(role("archive.drop"), Some(&Role::Admin));
    assert_eq!(role("yard.gates"), Some(&Role::Admin));
    assert_eq!(role("yard.watch"), Some(&Role::Staff), "that of the mounting contract");
    assert_eq!(role("yard.shed.read"), Some(&Role::Staff), "however deep it is mounted");
    assert_eq!(role("archive.list"), None, "its group's is of another type");
    assert_eq!(route("archive.list").metadata::<&str>(), Some(&"the archive"));
    assert_eq!(yards::YardContract::routes()[1].metadata::<Access>(), None, "where nothing is around it");
}

#[test]
fn metadata_is_made_once() {
    let at = |name: &str| std::ptr::from_ref(route(name).metadata::<Access>().expect("there is metadata"));
    assert_eq!(at("count"), at("count"));
    assert_eq!(at("count"), at("yard.watch"));
}

#[test]
fn metadata_is_json_for_documents() {
    let json = |name: &str| route(name).metadata_json().unwrap();
    assert_eq!(json("home"), Some(json!({ "role": "anybody", "why": "so it is" })));
    assert_eq!(json("archive.list"), Some(json!("the archive")));
    assert_eq!(yards::YardContract::routes()[1].metadata_json().unwrap(), None);
    assert!(format!("{:?}", route("archive.list")).contains("the archive"));
}

#[test]
fn operation_ids_are_names_unless_they_are_given() {
    let ids: Vec<&str> = WarehouseContract::routes().iter().map(|route| route.operation_id).collect();
    assert_eq!(
        ids,
        [
            "home",
            "countEverything",
            "archive.list",
            "archive.drop",
            "version",
            "metadata.tags",
            "metadata.shed.read",
            "yard.allGates",
            "yard.watch",
            "yard.shed.read",
        ]
    );
    assert_eq!(route("count").name, "count");
}

#[test]
fn the_nearest_tags_are_a_route_s() {
    assert_eq!(route("home").tags, ["warehouse"]);
    assert_eq!(route("count").tags, ["stock", "numbers"]);
    assert!(route("archive.drop").tags.is_empty());
    assert!(route("yard.gates").tags.is_empty(), "none is what it says itself");
    assert_eq!(route("yard.shed.read").tags, ["warehouse"]);
    assert_eq!(route("metadata.shed.read").tags, ["odd"], "that of the group in which it is mounted");
}

#[test]
fn the_nearest_ways_in_are_a_route_s() {
    let names = |name: &str| -> Vec<Vec<&str>> {
        let ways = route(name).security.iter();
        ways.map(|way| way.schemes().iter().map(|scheme| scheme.name).collect()).collect()
    };
    assert_eq!(names("count"), [["bearer"], ["session"]]);
    assert!(names("home").is_empty());
    assert_eq!(names("archive.drop"), [["oauth2", "x-seal"]]);
    assert_eq!(names("yard.gates"), [["bearer"], ["session"]]);
    assert_eq!(names("yard.shed.read"), [["key"]]);
    let scheme = route("archive.drop").security[0].schemes()[0];
    assert_eq!((scheme.kind, scheme.scopes), (SchemeKind::OAuth2(SIGN_IN), &["archive:write"][..]));
}

#[test]
fn deprecated_routes_say_so() {
    let deprecated = WarehouseContract::routes().iter().filter(|route| route.is_deprecated);
    assert_eq!(deprecated.map(|route| route.name).collect::<Vec<_>>(), ["archive.list"]);
}

#[test]
fn versions_are_those_of_the_contract_that_declares_a_route() {
    let info = WarehouseContract::info();
    assert_eq!((info.name, info.version, info.description), ("Warehouse", Some("1.2"), Some("A warehouse.")));
    assert_eq!(yards::YardContract::info().version, None);
    assert_eq!(route("count").version, Some("1.2"));
    assert_eq!(route("yard.watch").version, Some("1.2"), "that of the mounting contract");
    assert_eq!(route("yard.shed.read").version, Some("0.1"));
}
