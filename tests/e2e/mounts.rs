//! Contracts below contracts: of other modules and crates, to any depth, one of them at several places.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use contract_runtime::Route;
use contract_runtime::axum::extract::FromRequestParts;
use contract_runtime::axum::http::request::Parts;
use contract_runtime::prelude::*;
use contract_tests::client::{get, post};
use contract_tests::server::Server;
use contract_tests::status::Constant;
use serde_json::json;

contract! {
    /// The outermost one.
    pub(crate) trait Company {
        path_prefix: "/api",
        common_responses: { 401: Problem },

        /// Who runs it.
        admin: office::Admin,
        home: { method: GET, path: "/", responses: { 200: String } },
        status: contract_tests::status::Status,
    }
}

mod office {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Admin {
            path_prefix: "/admin",

            ban_user: {
                method: POST,
                path: "/users/{id}/ban",
                path_params: { id: u32 },
                body: String,
                responses: { 200: String },
            },
            printer: printers::Printer,
        }
    }

    pub(crate) mod printers {
        use contract_runtime::contract;

        contract! {
            pub(crate) trait Printer {
                path_prefix: "/printer",

                jobs: {
                    method: GET,
                    path: "/trays/{tray}/jobs",
                    path_params: { tray: u8 },
                    responses: { 200: events { printed: { pages: u32 } } },
                },
                status: contract_tests::status::Status,
            }
        }
    }
}

use office::printers::{
    Printer, PrinterContract, PrinterEvents, PrinterJobsPrinted, PrinterJobsRequest, PrinterJobsResult,
};
use office::{Admin, AdminBanUserRequest, AdminBanUserResult};

/// The route by which a request was reached.
struct Matched(&'static Route);

impl<S: Sync> FromRequestParts<S> for Matched {
    type Rejection = CompanyError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, CompanyError> {
        if parts.headers.contains_key("x-nobody") {
            return Err(CompanyError::Unauthorized(Problem::new("Who are you?")));
        }
        Ok(Self(parts.extensions.get::<&'static Route>().expect("the matched route is there")))
    }
}

struct App {
    asked: Arc<AtomicUsize>,
}

impl Company for App {
    type Context = ();
    type Admin = Office;
    type Status = Constant;

    fn admin(&self) -> Office {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Office
    }

    fn status(&self) -> Constant {
        Constant("all is well")
    }

    async fn home(&self, (): (), _: CompanyHomeRequest) -> CompanyHomeResult {
        Ok("welcome".to_owned().into())
    }
}

struct Office;

impl Admin for Office {
    type Context = Matched;
    type Printer = OnFire;

    fn printer(&self) -> OnFire {
        OnFire
    }

    async fn ban_user(&self, Matched(route): Matched, req: AdminBanUserRequest) -> AdminBanUserResult {
        Ok(format!("{}: {} for {}", route.name, req.params.id, req.body).into())
    }
}

struct OnFire;

impl Printer for OnFire {
    type Context = ();
    type Status = Constant;

    fn status(&self) -> Constant {
        Constant("on fire")
    }

    async fn jobs(&self, (): (), _: PrinterJobsRequest) -> PrinterJobsResult {
        Ok(Subscription::channel())
    }
}

struct Open {
    server: Server,
    sse: SseManager,
    asked: Arc<AtomicUsize>,
}

async fn open() -> Open {
    let (sse, asked) = (SseManager::new(), Arc::<AtomicUsize>::default());
    let router = CompanyContract::router(App { asked: Arc::clone(&asked) }, &sse);
    Open { server: Server::start(router, &sse).await, sse, asked }
}

#[test]
fn the_table_has_every_mounted_route_under_its_whole_name_and_path() {
    let seen: Vec<_> = CompanyContract::routes().iter().map(|route| (route.name, route.path)).collect();
    assert_eq!(
        seen,
        [
            ("home", "/api"),
            ("admin.ban_user", "/api/admin/users/{id}/ban"),
            ("admin.printer.jobs", "/api/admin/printer/trays/{tray}/jobs"),
            ("admin.printer.status.read", "/api/admin/printer/status"),
            ("admin.printer.status.changes", "/api/admin/printer/status/changes"),
            ("status.read", "/api/status"),
            ("status.changes", "/api/status/changes"),
        ]
    );
    assert!(CompanyContract::routes().iter().all(|route| route.contract == "Company"));
}

#[test]
fn common_answers_are_those_of_mounted_routes_too() {
    let has_401 = |route: &Route| route.answers.iter().any(|answer| answer.status == 401);
    assert!(CompanyContract::routes().iter().all(has_401));
    assert!(!PrinterContract::routes().iter().any(has_401), "a contract by itself is as it was written");
}

#[tokio::test]
async fn requests_reach_the_implementation_of_their_mount() {
    let Open { server, asked, .. } = open().await;
    let read = async |path: &str| get(server.address, path).send().await.json();
    assert_eq!(read("/api").await, "welcome");
    assert_eq!(read("/api/status").await, "all is well");
    assert_eq!(read("/api/admin/printer/status").await, "on fire");
    let ban = |id: &str| post(server.address, &format!("/api/admin/users/{id}/ban"), &json!("spam"));
    assert_eq!(ban("7").send().await.json(), "admin.ban_user: 7 for spam");
    assert_eq!(ban("x").send().await.json()["errors"][0]["field"], "id");
    assert_eq!(
        asked.load(Ordering::Relaxed),
        1,
        "an implementation is asked for once, when the router is built"
    );
}

#[tokio::test]
async fn the_mounting_contract_s_error_can_be_a_mounted_one_s_answer() {
    let Open { server, .. } = open().await;
    let reply =
        post(server.address, "/api/admin/users/7/ban", &json!("spam")).header("x-nobody", "").send().await;
    assert_eq!(reply.status.as_u16(), 401);
    assert_eq!(reply.json()["detail"], "Who are you?");
}

#[tokio::test]
async fn a_mounted_publisher_reaches_the_subscribers_of_its_mount() {
    let Open { server, sse, .. } = open().await;
    let printer = CompanyEvents::new(&sse).admin().printer();
    let mut jobs = get(server.address, "/api/admin/printer/trays/2/jobs").follow().await;
    printer.jobs(1).send(PrinterJobsPrinted { pages: 1 }.into()).await.unwrap();
    printer.jobs(2).send(PrinterJobsPrinted { pages: 2 }.into()).await.unwrap();
    assert_eq!(jobs.next_json().await, ("printed".to_owned(), json!({"pages": 2})));
}

#[tokio::test]
async fn one_contract_at_two_places_has_channels_at_each() {
    let Open { server, sse, .. } = open().await;
    let events = CompanyEvents::new(&sse);
    let mut company = get(server.address, "/api/status/changes").follow().await;
    let mut printer = get(server.address, "/api/admin/printer/status/changes").follow().await;
    events.admin().printer().status().changes().send("out of paper".to_owned().into()).await.unwrap();
    events.status().changes().send("closed".to_owned().into()).await.unwrap();
    assert_eq!(printer.next_json().await.1, "out of paper");
    assert_eq!(company.next_json().await.1, "closed");
    let by_itself = PrinterEvents::new(&sse).jobs(2);
    assert_ne!(by_itself.name(), events.admin().printer().jobs(2).name());
}
