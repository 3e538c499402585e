//! A contract in a crate that knows the runtime by another name.

#![deny(warnings)]
#![warn(clippy::pedantic, missing_docs, unused)]

use rt::{Problem, SseManager, Subscription};

rt::contract! {
    /// A contract.
    pub trait Renamed {
        crate: rt,
        common_responses: { 401: Problem },
        /// Reads.
        get: {
            method: GET,
            path: "/{id}",
            query: { page: Option<u32> },
            body: (),
            responses: { 200: { n: u8 }, 404: Problem },
        },
        /// Follows.
        follow: { method: GET, path: "/{id}/events", responses: { 200: events { changed: { n: u8 } } } },
    }
}

struct App;

impl Renamed for App {
    type Context = ();

    async fn get(&self, (): (), _: RenamedGetRequest) -> RenamedGetResult {
        Ok(RenamedGetOkBody { n: 1 }.into())
    }

    async fn follow(&self, (): (), _: RenamedFollowRequest) -> RenamedFollowResult {
        Ok(Subscription::channel())
    }
}

#[test]
fn it_is_served() {
    let _router = RenamedContract::router(App, &SseManager::new());
}
