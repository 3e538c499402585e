//! What the contract of twenty routes does not use.

use contract_runtime::{Problem, Security, Subscription, contract};

const STAFF: &str = "staff";

/// Whose a route is.
#[derive(Debug, serde::Serialize)]
pub struct Access {
    whose: String,
}

impl Access {
    fn new(whose: &str) -> Self {
        Self { whose: whose.to_owned() }
    }
}

contract! {
    /// A depot.
    pub trait Depot {
        version: env!("CARGO_PKG_VERSION"),
        tags: ["depot"],
        security: [Security::bearer().format("JWT"), Security::cookie("session").and(Security::header("x-csrf"))],
        metadata: Access::new("everybody"),

        /// What can happen to an order.
        events OrderUpdate {
            /// On its way.
            shipped: {
                /// How many.
                parcels: u8,
            },
            "order.delivered": String,
            tick: (),
        },
        events Note { note: String },
        /// Too much at once.
        responses RateLimited {
            429: Problem,
            503: {
                /// When to come back.
                seconds: u8,
            },
        },
        responses Gone { 410: () },
        common_responses: { 401: Problem, ..Gone },

        /// A file.
        file: { method: GET, path: "/files/{*rest}", responses: { 200: String } },
        users: {
            path_prefix: "/users",
            common_responses: { 403: { reason: String } },
            tags: [STAFF, "users"],
            headers: {
                /// For the doors.
                badge: String = "none",
                "x-api-version": u8,
            },
            metadata: Access { whose: "staff".to_owned() },

            /// Who there is.
            list: {
                method: GET,
                headers: { "x-api-version": "2" },
                query: {
                    /// Which page.
                    page: u32 = 1,
                    lang: String = "en",
                },
                path: "",
                cookies: {
                    /// Who asks.
                    session: String,
                    "__Host-theme": Option<String>,
                },
                responses: { 200: Vec<String> } },
            r#match: {
                events: { method: GET, path: "/events", responses: { 200: events Note } },
            },
        },

        get: { method: GET, path: "/", responses: { 200: String, ..RateLimited }, deprecated: true, security: [], tags: [] },

        follow: { method: GET, path: "/events", responses: { 200: events OrderUpdate, 404: Problem, ..RateLimited } },
        follow_marked: {
            method: GET,
            path: "/events/marked",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events OrderUpdate },
        },
        notes: { method: POST, path: "/notes", body: String, responses: { 200: events Note }, operation_id: "takeNotes" },
    }
}

/// Says the least.
#[derive(Debug)]
pub struct App;

impl From<Problem> for RateLimitedServiceUnavailableBody {
    fn from(_: Problem) -> Self {
        Self { seconds: 1 }
    }
}

impl Depot for App {
    type Context = ();

    async fn file(&self, (): (), request: DepotFileRequest) -> DepotFileResult {
        Ok(request.params.rest.into())
    }

    async fn users_list(&self, (): (), _: DepotUsersListRequest) -> DepotUsersListResult {
        Err(DepotUsersForbiddenBody { reason: String::new() }.into())
    }

    async fn users_match_events(
        &self,
        (): (),
        _: DepotUsersMatchEventsRequest,
    ) -> DepotUsersMatchEventsResult {
        Ok(Subscription::channel())
    }

    async fn get(&self, (): (), _: DepotGetRequest) -> DepotGetResult {
        Err(RateLimitedServiceUnavailableBody { seconds: 1 }.into())
    }

    async fn follow(&self, (): (), _: DepotFollowRequest) -> DepotFollowResult {
        Ok(Subscription::channel())
    }

    async fn follow_marked(&self, (): (), _: DepotFollowMarkedRequest) -> DepotFollowMarkedResult {
        Ok(Subscription::channel())
    }

    async fn notes(&self, (): (), _: DepotNotesRequest) -> DepotNotesResult {
        Ok(Subscription::channel())
    }
}
