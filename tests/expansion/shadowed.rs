//! A contract where everything that generated code might name means something else.

use contract_runtime::contract;

#[expect(dead_code)]
mod shadows {
    pub(super) struct Result;
    pub(super) struct Option;
    pub(super) struct Vec;
    pub(super) struct String;
    pub(super) struct Box;
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct Ok;
    pub(super) struct Err;
    pub(super) struct T;
    pub(super) struct Self_;
    pub(super) trait Send {}
    pub(super) trait Sync {}
    pub(super) trait Sized {}
    pub(super) trait Clone {}
    pub(super) trait Copy {}
    pub(super) trait Debug {}
    pub(super) trait Display {}
    pub(super) trait From {}
    pub(super) trait Into {}
    pub(super) trait Future {}
    pub(super) trait Default {}
    pub(super) trait Iterator {}
    pub(super) trait FnOnce {}
    pub(super) trait Drop {}
    pub(super) trait ToString {}
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod serde {}
    pub(super) mod schemars {}
    pub(super) mod axum {}
}
#[expect(unused_imports)]
use shadows::*;

contract! {
    /// A contract.
    pub trait Shadowed {
        common_responses: { 401: contract_runtime::Problem },
        /// Reads.
        get: {
            method: POST,
            path: "/{id}/{n}",
            path_params: { n: u8 },
            query: { page: ::std::option::Option<u32>, tags: ::std::vec::Vec<u8> },
            headers: { x_one: u8 },
            body: { n: u8, list: ::std::vec::Vec<u8> },
            responses: { 200: "text/csv" => ::std::string::String, 201: { n: u8 } with { location: ::std::string::String }, 204: (), 404: contract_runtime::Problem },
        },
        /// Follows.
        follow: {
            method: GET,
            path: "/{id}/events",
            responses: { 200: events { changed: { n: u8 }, gone: () }, 404: contract_runtime::Problem },
        },
        /// Answers in one way.
        list: { method: GET, path: "/list", responses: { 200: ::std::vec::Vec<u8> } },
        /// Takes a form.
        form: { method: POST, path: "/form", content_type: "application/x-www-form-urlencoded", body_limit: 1024, body: { n: u8 }, responses: { 204: () } },
        /// Takes bytes.
        bytes: { method: POST, path: "/bytes", content_type: "image/png", body: contract_runtime::Bytes, responses: { 204: () } },
        /// Anything.
        raw: { method: GET, path: "/raw", headers: { content_type: "text/event-stream" } },
    }
}

struct App;

impl Shadowed for App {
    type Context = ();

    async fn get(&self, (): (), _: ShadowedGetRequest) -> ShadowedGetResult {
        ::core::result::Result::Ok(ShadowedGetResponse::NoContent)
    }

    async fn follow(&self, (): (), _: ShadowedFollowRequest) -> ShadowedFollowResult {
        ::core::result::Result::Ok(contract_runtime::Subscription::channel())
    }

    async fn list(&self, (): (), _: ShadowedListRequest) -> ShadowedListResult {
        ::core::result::Result::Ok(ShadowedListResponse::Ok(::std::vec![1]))
    }

    async fn form(&self, (): (), _: ShadowedFormRequest) -> ShadowedFormResult {
        ::core::result::Result::Ok(ShadowedFormResponse::NoContent)
    }

    async fn bytes(&self, (): (), _: ShadowedBytesRequest) -> ShadowedBytesResult {
        ::core::result::Result::Ok(ShadowedBytesResponse::NoContent)
    }

    async fn raw(&self, (): (), _: ShadowedRawRequest) -> ShadowedRawResult {
        ::core::result::Result::Ok(contract_runtime::Subscription::channel())
    }
}

#[test]
fn it_is_served() {
    let _router = ShadowedContract::router(App, &contract_runtime::SseManager::new());
}
