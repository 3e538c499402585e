//! The answers of routes that answer in one way when all goes well.
//!
//! What [`contract!`](crate::contract) names after such a route, `ShopGetOrderResponse` for a `get_order` of the contract `Shop`,
//! is another name for one of these types, and its variant is made and matched by that name:
//!
//! ```
//! use contract_runtime::answers::{NoContent, OkJson};
//! use contract_runtime::prelude::*;
//!
//! contract! {
//!     pub trait Shop {
//!         get_order: { method: GET, path: "/order", responses: { 200: String } },
//!         drop_order: { method: DELETE, path: "/order", responses: { 204: () } },
//!     }
//! }
//!
//! let order: OkJson<String> = ShopGetOrderResponse::Ok("two hats".to_owned());
//! let ShopGetOrderResponse::Ok(text) = order;
//! assert_eq!(text, "two hats");
//!
//! let dropped: NoContent = ShopDropOrderResponse::NoContent;
//! ```
//!
//! So code that has to do with several routes may name these types itself. A route has an enum of its own where it declares
//! several answers below 400, another status, headers, or another media type than `application/json`.

use std::fmt;

use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::answered::JsonAnswer;
use crate::server::{empty, json_response};

/// Answers `200 OK` with JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OkJson<T> {
    /// `200 OK`
    Ok(T),
}

/// Answers `201 Created` with JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CreatedJson<T> {
    /// `201 Created`
    Created(T),
}

/// Answers `202 Accepted` with JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcceptedJson<T> {
    /// `202 Accepted`
    Accepted(T),
}

/// Answers `202 Accepted` without a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Accepted {
    /// `202 Accepted`
    Accepted,
}

/// Answers `204 No Content`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoContent {
    /// `204 No Content`
    NoContent,
}

macro_rules! json_answer {
    ($name:ident, $variant:ident, $status:literal) => {
        impl<T> JsonAnswer for $name<T> {
            type Held = T;

            const STATUS: u16 = $status;

            fn held(&self) -> &T {
                let Self::$variant(held) = self;
                held
            }
        }

        impl<T> From<T> for $name<T> {
            fn from(held: T) -> Self {
                Self::$variant(held)
            }
        }

        impl<T: Serialize + fmt::Debug + 'static> IntoResponse for $name<T> {
            fn into_response(self) -> Response {
                json_response($status, "application/json", self.held())
            }
        }
    };
}

json_answer!(OkJson, Ok, 200);
json_answer!(CreatedJson, Created, 201);
json_answer!(AcceptedJson, Accepted, 202);

impl IntoResponse for Accepted {
    fn into_response(self) -> Response {
        empty(202)
    }
}

impl IntoResponse for NoContent {
    fn into_response(self) -> Response {
        empty(204)
    }
}

#[cfg(test)]
mod tests {
    use axum::http::header::CONTENT_TYPE;

    use super::*;
    use crate::http::Problem;

    #[test]
    fn each_says_its_status() {
        let answers = [
            (OkJson::Ok(1).into_response(), 200),
            (CreatedJson::Created(1).into_response(), 201),
            (AcceptedJson::Accepted(1).into_response(), 202),
            (Accepted::Accepted.into_response(), 202),
            (NoContent::NoContent.into_response(), 204),
        ];
        for (answer, status) in answers {
            assert_eq!(answer.status(), status);
            let is_json = answer.headers().get(CONTENT_TYPE).is_some_and(|it| it == "application/json");
            assert_eq!(is_json, answer.headers().contains_key(CONTENT_TYPE), "{status}");
        }
    }

    #[test]
    fn a_problem_goes_out_as_one() {
        let answer = OkJson::from(Problem::new("Nothing is wrong.")).into_response();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()[CONTENT_TYPE], "application/problem+json");
    }
}
