//! Groups: routers inside a contract.

use contract_runtime::Route;
use contract_runtime::prelude::*;
use contract_tests::client::get;
use contract_tests::server::Server;
use serde_json::json;

contract! {
    pub(crate) trait Club {
        path_prefix: "/api",
        common_responses: { 401: Problem, 429: { seconds: u8 } },

        users: {
            path_prefix: "/users",
            common_responses: { 403: { why: String }, 429: { own: bool } },

            get: {
                method: GET,
                path: "/{id}",
                path_params: { id: u32 },
                responses: { 200: { id: u32 } },
            },
            admin: {
                path_prefix: "/admin",
                common_responses: { 403: () },

                // A key of routes as a name.
                query: { method: GET, path: "/", responses: { 200: String } },
                follow: { method: GET, path: "/events", responses: { 200: events { banned: u32 } } },
            },
        },
        orders: {
            path_prefix: "/orders/{id}",
            path_params: { id: u32 },
            common_responses: { 403: { why: String } },

            notes: { get: { method: GET, path: "/", responses: { 204: () } } },
        },
        plain: { method: GET, path: "/", responses: { 200: String } },
    }
}

struct App;

/// What every route of the contract may say.
fn known(id: u32) -> Result<(), ClubError> {
    if id == 3 {
        return Err(ClubError::Unauthorized(Problem::new("Who are you?")));
    }
    Ok(())
}

/// What every route among the orders may say.
fn staff(id: u32) -> Result<(), ClubOrdersError> {
    known(id)?;
    match id {
        4 => Err(ClubOrdersError::Forbidden(ClubOrdersForbiddenBody { why: "not of the staff".to_owned() })),
        5 => Err("the list of the staff is gone".parse::<u8>().internal().unwrap_err().into()),
        _ => Ok(()),
    }
}

impl Club for App {
    type Context = ();

    async fn users_get(&self, (): (), request: ClubUsersGetRequest) -> ClubUsersGetResult {
        Err(match request.params.id {
            1 => ClubUsersForbiddenBody { why: "so".to_owned() }.into(),
            2 => ClubUsersTooManyRequestsBody { own: true }.into(),
            3 => ClubUsersError::Unauthorized(Problem::new("Who are you?")),
            id => return Ok(ClubUsersGetOkBody { id }.into()),
        })
    }

    async fn orders_notes_get(&self, (): (), request: ClubOrdersNotesGetRequest) -> ClubOrdersNotesGetResult {
        staff(request.params.id)?;
        Ok(ClubOrdersNotesGetResponse::NoContent)
    }

    async fn users_admin_query(&self, (): (), _: ClubUsersAdminQueryRequest) -> ClubUsersAdminQueryResult {
        Err(ClubUsersAdminQueryError::Forbidden)
    }

    async fn users_admin_follow(&self, (): (), _: ClubUsersAdminFollowRequest) -> ClubUsersAdminFollowResult {
        Ok(Subscription::channel())
    }

    async fn plain(&self, (): (), _: ClubPlainRequest) -> ClubPlainResult {
        Err(ClubTooManyRequestsBody { seconds: 1 }.into())
    }
}

async fn open() -> (Server, ClubEvents) {
    let sse = SseManager::new();
    (Server::start(ClubContract::router(App, &sse), &sse).await, ClubEvents::new(&sse))
}

#[tokio::test]
async fn a_group_gives_its_path_and_answers_to_the_routes_in_it_and_the_inner_ones_win() {
    let (server, _) = open().await;
    let answer = async |path: &str| {
        let reply = get(server.address, path).send().await;
        (reply.status.as_u16(), String::from_utf8(reply.body.to_vec()).unwrap())
    };
    assert_eq!(answer("/api/users/7").await, (200, r#"{"id":7}"#.to_owned()));
    assert_eq!(answer("/api/users/1").await, (403, r#"{"why":"so"}"#.to_owned()));
    assert_eq!(answer("/api/users/2").await, (429, r#"{"own":true}"#.to_owned()));
    assert_eq!(answer("/api/users/admin").await, (403, String::new()));
    assert_eq!(answer("/api").await, (429, r#"{"seconds":1}"#.to_owned()));
}

#[tokio::test]
async fn the_errors_of_contracts_and_groups_are_those_of_the_routes_in_them() {
    let (server, _) = open().await;
    let answer = async |path: &str| get(server.address, path).send().await;
    assert_eq!(answer("/api/orders/3").await.status, 401);
    let refused = answer("/api/orders/4").await;
    assert_eq!((refused.status.as_u16(), refused.json()), (403, json!({"why": "not of the staff"})));
    assert_eq!(answer("/api/orders/5").await.status, 500);
    assert_eq!(answer("/api/orders/6").await.status, 204);
    assert_eq!(answer("/api/users/3").await.status, 401);
    let told = ClubUsersError::Forbidden(ClubUsersForbiddenBody { why: String::new() });
    assert_eq!(told.to_string(), "403 Forbidden");
}

#[tokio::test]
async fn a_stream_in_a_group_has_its_channel() {
    let (server, events) = open().await;
    let mut banned = get(server.address, "/api/users/admin/events").follow().await;
    events.users_admin_follow().send(ClubUsersAdminFollowEvent::Banned(7)).await.unwrap();
    assert_eq!(banned.next_json().await, ("banned".to_owned(), json!(7)));
}

#[test]
fn routes_are_called_by_their_groups() {
    let names: Vec<&str> = ClubContract::routes().iter().map(|route: &Route| route.name).collect();
    assert_eq!(names, ["users.get", "users.admin.query", "users.admin.follow", "orders.notes.get", "plain"]);
}
