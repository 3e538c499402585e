//! Headers that a contract or a group asks of all requests to its routes, and to those that it mounts.

use contract_runtime::axum::http::Method;
use contract_runtime::prelude::*;
use contract_runtime::{Place, Route};
use contract_tests::client::{Call, Reply, call, get};
use contract_tests::server::Server;
use serde_json::{Value, json};

contract! {
    pub(crate) trait Bank {
        path_prefix: "/api",
        headers: {
            /// Whose money it is.
            tenant: u32,
            "x-api-version": "2",
            lang: String = "en",
        },

        plain: { method: GET, path: "/plain", responses: { 200: String } },
        own: {
            method: PUT,
            path: "/own",
            // Another type, and another value.
            headers: { tenant: String, "x-api-version": String, trace: Option<u8> },
            body: u8,
            responses: { 200: String },
        },
        fixed: { method: GET, path: "/fixed", headers: { lang: "de" }, responses: { 200: String } },
        follow: {
            method: GET,
            path: "/events",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { paid: u32 } },
        },
        staff: {
            headers: { badge: String, lang: Option<String> },

            // Keys of groups as names.
            headers: { method: GET, path: "/staff/headers", responses: { 200: String } },
            cellar: { path_prefix: "/{door}", path_params: { door: u8 }, below: vaults::cellars::Cellar },
        },
        vault: vaults::Vault,
    }
}

mod vaults {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Vault {
            path_prefix: "/vault",
            headers: { code: u8 },

            open: { method: GET, path: "/", responses: { 200: String } },
            count: {
                method: POST,
                path: "/",
                headers: { tenant: String },
                query: { coins: u8 },
                body: u8,
                responses: { 200: String },
            },
            cellar: cellars::Cellar,
        }
    }

    pub(crate) mod cellars {
        use contract_runtime::contract;

        contract! {
            pub(crate) trait Cellar {
                look: { method: GET, path: "/cellar", responses: { 200: String } },
                peek: { method: GET, path: "/cellar/peek", headers: { code: "none" }, responses: { 200: String } },
            }
        }
    }
}

struct App;

impl Bank for App {
    type Context = ();
    type Vault = App;
    type StaffCellarBelow = App;

    fn vault(&self) -> App {
        App
    }

    fn staff_cellar_below(&self) -> App {
        App
    }

    async fn plain(&self, (): (), request: BankPlainRequest) -> BankPlainResult {
        let BankPlainHeaders { tenant, lang } = request.headers;
        Ok(format!("{tenant} {lang}").into())
    }

    async fn own(&self, (): (), request: BankOwnRequest) -> BankOwnResult {
        let BankOwnHeaders { tenant, x_api_version, trace, lang } = request.headers;
        Ok(format!("{tenant} {x_api_version} {trace:?} {lang}").into())
    }

    async fn fixed(&self, (): (), request: BankFixedRequest) -> BankFixedResult {
        let BankFixedHeaders { tenant } = request.headers;
        Ok(tenant.to_string().into())
    }

    async fn follow(&self, (): (), request: BankFollowRequest) -> BankFollowResult {
        Ok(Subscription::stream(futures_util::stream::iter([request.headers.tenant.into()])))
    }

    async fn staff_headers(&self, (): (), request: BankStaffHeadersRequest) -> BankStaffHeadersResult {
        let BankStaffHeadersHeaders { badge, lang, tenant } = request.headers;
        Ok(format!("{badge} {lang:?} {tenant}").into())
    }
}

impl vaults::Vault for App {
    type Context = ();
    type Cellar = App;

    fn cellar(&self) -> App {
        App
    }

    async fn open(&self, (): (), request: vaults::VaultOpenRequest) -> vaults::VaultOpenResult {
        Ok(request.headers.code.to_string().into())
    }

    async fn count(&self, (): (), request: vaults::VaultCountRequest) -> vaults::VaultCountResult {
        Ok(format!("{} {}", request.headers.tenant, request.query.coins).into())
    }
}

impl vaults::cellars::Cellar for App {
    type Context = ();

    async fn look(&self, (): (), _: vaults::cellars::CellarLookRequest) -> vaults::cellars::CellarLookResult {
        Ok("dark".to_owned().into())
    }

    async fn peek(&self, (): (), _: vaults::cellars::CellarPeekRequest) -> vaults::cellars::CellarPeekResult {
        Ok("darker".to_owned().into())
    }
}

async fn open() -> Server {
    let sse = SseManager::new();
    Server::start(BankContract::router(App, &sse), &sse).await
}

/// The headers that the contract asks for, and others.
fn with(call: Call, others: &[(&str, &str)]) -> Call {
    let all = [("tenant", "7"), ("x-api-version", "2")].iter().chain(others);
    all.fold(call, |call, (name, value)| call.header(name, value))
}

/// Each fault as its place and field.
fn faults(reply: &Reply) -> Vec<(String, String)> {
    assert_eq!(reply.status.as_u16(), 400, "{reply:?}");
    let text = |fault: &Value, key: &str| fault[key].as_str().unwrap_or_default().to_owned();
    let errors = reply.json()["errors"].as_array().expect("there are faults").clone();
    errors.iter().map(|fault| (text(fault, "in"), text(fault, "field"))).collect()
}

fn header(name: &str) -> (String, String) {
    ("header".to_owned(), name.to_owned())
}

#[tokio::test]
async fn a_contract_s_headers_are_each_route_s() {
    let server = open().await;
    let reply = with(get(server.address, "/api/plain"), &[]).send().await;
    assert_eq!(reply.json(), "7 en");
    let reply = with(get(server.address, "/api/plain"), &[("lang", "de")]).send().await;
    assert_eq!(reply.json(), "7 de");
    let bare = get(server.address, "/api/plain").send().await;
    assert_eq!(faults(&bare), [header("tenant"), header("x-api-version")]);
    let mut stream = with(get(server.address, "/api/events"), &[]).follow().await;
    assert_eq!(stream.next_json().await, ("paid".to_owned(), json!(7)));
}

#[tokio::test]
async fn a_route_s_own_header_of_the_name_wins() {
    let server = open().await;
    let own =
        call(server.address, Method::PUT, "/api/own").header("content-type", "application/json").body("1");
    let reply = own.header("tenant", "seven").header("x-api-version", "3").send().await;
    assert_eq!(reply.json(), "seven 3 None en");
    let fixed = with(get(server.address, "/api/fixed"), &[("lang", "en")]).send().await;
    assert_eq!(faults(&fixed), [header("lang")]);
    assert_eq!(with(get(server.address, "/api/fixed"), &[("lang", "de")]).send().await.json(), "7");
}

#[tokio::test]
async fn a_group_adds_its_own() {
    let server = open().await;
    let reply = with(get(server.address, "/api/staff/headers"), &[("badge", "x")]).send().await;
    assert_eq!(reply.json(), "x None 7");
    let reply = with(get(server.address, "/api/staff/headers"), &[]).send().await;
    assert_eq!(faults(&reply), [header("badge")]);
}

#[tokio::test]
async fn the_mounting_contract_s_headers_are_checked_for_mounted_routes() {
    let server = open().await;
    let vault = || get(server.address, "/api/vault").header("code", "5");
    assert_eq!(with(vault(), &[]).send().await.json(), "5");
    assert_eq!(faults(&vault().send().await), [header("tenant"), header("x-api-version")]);
    let wrong = vault().header("tenant", "me").header("x-api-version", "1").send().await;
    assert_eq!(faults(&wrong), [header("tenant"), header("x-api-version")]);

    let cellar = |code: &str| with(get(server.address, "/api/vault/cellar"), &[("code", code)]);
    assert_eq!(cellar("1").send().await.json(), "dark");
    assert_eq!(faults(&cellar("one").send().await), [header("code")]);
    let bare = get(server.address, "/api/vault/cellar").send().await;
    assert_eq!(faults(&bare), [header("tenant"), header("x-api-version"), header("code")]);
    let peek = with(get(server.address, "/api/vault/cellar/peek"), &[("code", "none")]).send().await;
    assert_eq!(peek.json(), "darker", "the nearest header of a name is the one that counts");
}

#[tokio::test]
async fn a_group_s_headers_are_checked_for_what_is_mounted_in_it() {
    let server = open().await;
    let look = |door: &str| get(server.address, &format!("/api/{door}/cellar"));
    assert_eq!(with(look("1"), &[("badge", "x")]).send().await.json(), "dark");
    let bare = look("one").send().await;
    let door = ("path".to_owned(), "door".to_owned());
    assert_eq!(faults(&bare), [door, header("badge"), header("tenant"), header("x-api-version")]);
}

#[tokio::test]
async fn their_faults_are_told_with_the_others() {
    let server = open().await;
    let count = |query: &str| {
        call(server.address, Method::POST, &format!("/api/vault{query}"))
            .header("content-type", "application/json")
    };
    let reply = count("?coins=many").header("tenant", "me").body("\"one\"").send().await;
    let place = |place: &str, field: &str| (place.to_owned(), field.to_owned());
    assert_eq!(
        faults(&reply),
        [header("x-api-version"), place("query", "coins"), header("code"), place("body", "")]
    );
    let right = count("?coins=3").header("tenant", "me").header("code", "1").header("x-api-version", "2");
    assert_eq!(right.body("1").send().await.json(), "me 3", "its own tenant is a text");
}

#[tokio::test]
async fn a_mounted_contract_by_itself_asks_for_nothing_else() {
    let sse = SseManager::new();
    let server = Server::start(vaults::VaultContract::router(App, &sse), &sse).await;
    assert_eq!(get(server.address, "/vault").header("code", "5").send().await.json(), "5");
}

fn route(name: &str) -> &'static Route {
    BankContract::routes().iter().find(|route| route.name == name).expect("there is such a route")
}

#[test]
fn routes_tell_the_names_of_their_headers() {
    let names = |name: &str| route(name).headers.iter().map(|header| header.name).collect::<Vec<_>>();
    assert_eq!(names("plain"), ["tenant", "lang", "x-api-version"]);
    assert_eq!(names("own"), ["tenant", "x-api-version", "trace", "lang"]);
}

#[test]
fn mounted_routes_tell_those_that_are_asked_above_them_too() {
    let names = |route: &Route| route.headers.iter().map(|header| header.name).collect::<Vec<_>>();
    assert_eq!(names(route("vault.count")), ["tenant", "code", "lang", "x-api-version"]);
    assert_eq!(names(route("vault.cellar.look")), ["code", "tenant", "lang", "x-api-version"]);
    assert_eq!(names(route("staff.cellar.below.look")), ["badge", "lang", "tenant", "x-api-version"]);
    assert_eq!(names(&vaults::cellars::CellarContract::routes()[0]), [""; 0]);
}

#[test]
fn routes_tell_the_values_that_headers_must_have() {
    let fixed = |name: &str| {
        let headers = route(name).headers.iter();
        headers.filter_map(|header| Some((header.name, header.value?))).collect::<Vec<_>>()
    };
    assert_eq!(fixed("plain"), [("x-api-version", "2")]);
    assert_eq!(fixed("own"), []);
    assert_eq!(fixed("fixed"), [("lang", "de"), ("x-api-version", "2")]);
    assert_eq!(fixed("vault.cellar.peek"), [("code", "none"), ("x-api-version", "2")]);
}

#[test]
fn routes_tell_the_defaults_of_fields() {
    let [default] = route("plain").defaults else { panic!("the language has one") };
    assert_eq!((default.place, default.name, default.value().unwrap()), (Place::Header, "lang", json!("en")));
    assert_eq!(route("fixed").defaults, []);
}
