//! Parameters in the prefixes of contracts and groups, and mounts below them.

use contract_runtime::Route;
use contract_runtime::axum::extract::{FromRequestParts, Path};
use contract_runtime::axum::http::StatusCode;
use contract_runtime::axum::http::request::Parts;
use contract_runtime::prelude::*;
use contract_tests::client::get;
use contract_tests::server::Server;
use serde::Deserialize;
use serde_json::json;

contract! {
    pub(crate) trait Hub {
        path_prefix: "/orgs/{org}",
        path_params: {
            /// The organisation's number.
            org: u32,
        },
        common_responses: { 401: Problem },

        about: { method: GET, path: "/", responses: { 200: u32 } },

        teams: {
            path_prefix: "/teams/{team}",
            common_responses: { 403: Problem },

            get: {
                method: GET,
                path: "/{id}",
                path_params: { id: Option<u8> },
                responses: { 200: { org: u32, team: String, id: Option<u8> } },
            },
            follow: { method: GET, path: "/events/{topic}", responses: { 200: events { changed: u8 } } },
            /// The team's own desk.
            desk: desk::Desk,
        },

        v1: { desk: desk::Desk },
    }
}

mod desk {
    use contract_runtime::contract;

    contract! {
        pub(crate) trait Desk {
            path_prefix: "/desk",

            ring: { method: GET, path: "/", responses: { 200: String } },
            calls: {
                method: GET,
                path: "/calls/{line}",
                path_params: { line: u8 },
                responses: { 200: events { rang: u8 } },
            },
        }
    }
}

use desk::{Desk, DeskCallsEvent, DeskCallsRequest, DeskCallsResult, DeskRingRequest, DeskRingResult};

struct App;

impl Hub for App {
    type Context = ();
    type TeamsDesk = Reception;
    type V1Desk = Reception;

    async fn about(&self, (): (), request: HubAboutRequest) -> HubAboutResult {
        Ok(request.params.org.into())
    }

    async fn teams_get(&self, (): (), request: HubTeamsGetRequest) -> HubTeamsGetResult {
        let HubTeamsGetParams { org, team, id } = request.params;
        Ok(HubTeamsGetOkBody { org, team, id }.into())
    }

    async fn teams_follow(&self, (): (), _: HubTeamsFollowRequest) -> HubTeamsFollowResult {
        Ok(Subscription::channel())
    }

    fn teams_desk(&self) -> Reception {
        Reception("a team's")
    }

    fn v1_desk(&self) -> Reception {
        Reception("the first")
    }
}

struct Reception(&'static str);

/// What stands above a desk, of whatever it is a part.
#[derive(Deserialize)]
pub(crate) struct Place {
    org: String,
    team: Option<String>,
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let place = Path::<Self>::from_request_parts(parts, state).await;
        place.map(|Path(place)| place).map_err(|_| Problem::new("There is no such place.").status(404))
    }
}

impl Desk for Reception {
    type Context = Place;

    async fn ring(&self, Place { org, team }: Place, _: DeskRingRequest) -> DeskRingResult {
        Ok(format!("{} desk at {org} {}", self.0, team.unwrap_or_default()).into())
    }

    async fn calls(&self, _: Place, _: DeskCallsRequest) -> DeskCallsResult {
        Ok(Subscription::channel())
    }
}

async fn open() -> (Server, HubEvents) {
    let sse = SseManager::new();
    (Server::start(HubContract::router(App, &sse), &sse).await, HubEvents::new(&sse))
}

#[tokio::test]
async fn the_parameters_of_a_prefix_are_in_every_route_before_its_own() {
    let (server, _) = open().await;
    let read = async |path: &str| get(server.address, path).send().await.json();
    assert_eq!(read("/orgs/7").await, json!(7));
    assert_eq!(read("/orgs/7/teams/blue/9").await, json!({"org": 7, "team": "blue", "id": 9}));
    assert_eq!(read("/orgs/7/teams/blue").await, json!({"org": 7, "team": "blue", "id": null}));
    let refused = get(server.address, "/orgs/x/teams/blue/y").send().await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    let fields: Vec<_> =
        refused.json()["errors"].as_array().unwrap().iter().map(|fault| fault["field"].clone()).collect();
    assert_eq!(fields, ["org", "id"]);
}

#[tokio::test]
async fn channels_are_told_apart_by_them() {
    let (server, events) = open().await;
    let mut blue = get(server.address, "/orgs/007/teams/blue/events/news").follow().await;
    let changed = async |org: u32, team: &str, topic: &str, value: u8| {
        events.teams_follow(org, team, topic).send(HubTeamsFollowEvent::Changed(value)).await.unwrap();
    };
    changed(8, "blue", "news", 1).await;
    changed(7, "red", "news", 2).await;
    changed(7, "blue", "news", 3).await;
    assert_eq!(blue.next_json().await, ("changed".to_owned(), json!(3)));
}

#[tokio::test]
async fn a_mounted_contract_finds_them_through_its_context() {
    let (server, _) = open().await;
    let read = async |path: &str| get(server.address, path).send().await;
    assert_eq!(read("/orgs/7/teams/blue/desk").await.json(), json!("a team's desk at 7 blue"));
    assert_eq!(read("/orgs/7/desk").await.json(), json!("the first desk at 7 "));
}

#[tokio::test]
async fn a_mounted_route_is_refused_for_what_stands_above_it_together_with_its_own() {
    let (server, _) = open().await;
    let faults = async |path: &str| {
        let refused = get(server.address, path).send().await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{path}");
        let faults = refused.json()["errors"].as_array().unwrap().clone();
        faults.into_iter().map(|fault| fault["field"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(faults("/orgs/x/desk").await, ["org"], "also where a route reads nothing");
    assert_eq!(faults("/orgs/x/teams/blue/desk/calls/y").await, ["org", "line"]);
}

#[tokio::test]
async fn channels_of_mounted_streams_are_told_apart_by_what_stands_above_them() {
    let (server, events) = open().await;
    let mut blue = get(server.address, "/orgs/07/teams/blue/desk/calls/1").follow().await;
    let mut first = get(server.address, "/orgs/7/desk/calls/1").follow().await;
    events.teams_desk(8, "blue").calls(1).send(DeskCallsEvent::Rang(1)).await.unwrap();
    events.teams_desk(7, "red").calls(1).send(DeskCallsEvent::Rang(2)).await.unwrap();
    events.v1_desk(7).calls(1).send(DeskCallsEvent::Rang(3)).await.unwrap();
    events.teams_desk(7, "blue").calls(1).send(DeskCallsEvent::Rang(4)).await.unwrap();
    assert_eq!(first.next_json().await, ("rang".to_owned(), json!(3)));
    assert_eq!(blue.next_json().await, ("rang".to_owned(), json!(4)));
}

#[test]
fn mounts_in_groups_are_called_by_them_and_have_what_they_give() {
    let rows = HubContract::routes();
    let of = |name: &str| rows.iter().find(|route: &&Route| route.name == name).unwrap();
    let ring = of("teams.desk.ring");
    assert_eq!(ring.path, "/orgs/{org}/teams/{team}/desk");
    let statuses: Vec<u16> = ring.answers.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 403, 401], "the answers of the group, and those of the contract");
    assert_eq!(of("v1.desk.calls").path, "/orgs/{org}/desk/calls/{line}");
}
