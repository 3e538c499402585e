//! Contracts with every lint on.

use contract_runtime::{Body, File, Patch, Problem, Security, contract};

use super::types::{Access, Kind, Note, Unseen};

contract! {
    pub trait Served {
        common_responses: { 401: Problem, 429: { retry_after: u8 } },
        headers: { tenant: u32 = 7, "x-api-version": "2" },
        metadata: Access::All,
        security: [Security::bearer()],

        archive: {
            method: POST,
            path: "/archive",
            headers: { reason: Option<String> },
            responses: { 204: (), 302: () with { location: String }, 404: Problem, 409: Problem, 410: () },
        },
        follow: {
            method: GET,
            path: "/{room}/events",
            responses: { 200: events { closed: (), HTTPChange: Note, renamed: { newName: String } }, 403: () },
        },
        get: {
            method: GET,
            path: "/notes/{note}",
            path_params: { note: u64 },
            query: { kind: Option<Kind>, orderId: String, page: u32 = 1 },
            responses: { 200: Note, 404: Problem, 409: Problem },
        },
        into_photo: {
            method: GET,
            path: "/photo",
            cookies: { session: String },
            responses: { 200: "image/*" => Body, 404: { whyNot: String } },
        },
        to_csv: {
            method: POST,
            path: "/csv",
            body: { asText: bool, bare: bool, comments: Vec<bool>, dense: Patch<bool>, empty: bool = true },
            responses: { 201: { count: u8, longName: u8 } with { location: String } },
        },
        upload: { method: POST, path: "/files", content_type: "multipart/form-data", body: { file: File, text: String }, responses: { 204: () } },
    }
}

contract! {
    trait Unserved {
        derive: [Clone, PartialEq],
        version: "3",
        events Notes { closed: (), note: Note },
        responses Limited { 429: Problem, 503: { seconds: u8 } },
        served: Served,
        staff: {
            common_responses: { 403: { why: String } },
            follow: { method: GET, path: "/staff/{room}/events", responses: { 200: events Notes } },
            list: { method: GET, path: "/staff", query: { size: u8, text: String }, responses: { 200: Vec<Unseen>, ..Limited } },
        },
    }
}

contract! {
    pub(super) trait oddly_named {
        derive: [Clone],
        get: { method: GET, path: "/{id}", query: { page: u8 }, responses: { 200: { some: u8 }, 204: (), ..Missing } },
        put: { method: PUT, path: "/{id}", body: Note, responses: { 204: () } },
        responses Missing { 404: () },
    }
}

macro_rules! contract_of {
    ($visibility:vis $name:ident, $route:ident, $ty:ty) => {
        contract! {
            $visibility trait $name {
                $route: { method: POST, path: "/{id}", query: { size: u8 }, body: $ty, responses: { 204: (), 404: () } },
            }
        }
    };
}

contract_of!(pub(crate) FromMacro, take, Unseen);
