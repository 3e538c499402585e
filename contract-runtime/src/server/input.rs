//! A request on its way into types: every part is read, every fault kept, and one answer tells them all.

use std::borrow::Cow;

use axum::RequestExt as _;
use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, RawPathParams, Request};
use axum::response::IntoResponse as _;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use mime::Mime;
use schemars::{Schema, SchemaGenerator};

use super::answer::{Rejected, problem};
use crate::http::fault::{Fault, InvalidRequest, Place};
use crate::http::json::{self, JsonFault};
use crate::http::query::Pairs;
use crate::http::text::TextError;
use crate::http::{Problem, accept};
use crate::route::Route;

/// Reads a value from the texts that a request gave for one name.
type FromText<T> = fn(&[Cow<'_, str>]) -> Result<T, TextError>;

/// A request whose bytes are all here.
#[derive(Debug)]
pub struct Input {
    params: Vec<(String, String)>,
    query: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    headers: HeaderMap,
    body: Bytes,
    invalid: InvalidRequest,
}

impl Input {
    /// Takes a request in, or says why not: 406, 413 or 415.
    pub(crate) async fn read(
        mut parts: Parts,
        body: axum::body::Body,
        route: &Route,
    ) -> Result<Self, Rejected> {
        check_accept(&parts.headers, route)?;
        let mut invalid = InvalidRequest::default();
        let mut params = Vec::new();
        if let Ok(raw) = RawPathParams::from_request_parts(&mut parts, &()).await {
            params.extend(raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        } else {
            invalid.faults.push(Fault::new(Place::Path, "", "percent-encoded UTF-8"));
        }
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let query = form_urlencoded::parse(query)
            .map(|(name, value)| (Cow::Owned(name.into_owned()), Cow::Owned(value.into_owned())))
            .collect();
        let headers = std::mem::take(&mut parts.headers);
        let body = match route.body {
            Some(_) => read_body(&headers, Request::from_parts(parts, body)).await?,
            None => Bytes::new(),
        };
        Ok(Self { params, query, headers, body, invalid })
    }

    /// A path parameter.
    pub fn param<T>(&mut self, name: &str, from_text: FromText<T>) -> Option<T> {
        let values: Vec<_> = values_of(&self.params, name).collect();
        // Where the path as a whole did not decode there are no parameters, and that was said already.
        if values.is_empty() && self.invalid.faults.iter().any(|fault| fault.place == Place::Path) {
            return None;
        }
        let read = from_text(&values);
        self.keep(Place::Path, name, read)
    }

    /// A field of the query string.
    pub fn query<T>(&mut self, name: &str, from_text: FromText<T>) -> Option<T> {
        let values: Vec<_> = values_of(&self.query, name).collect();
        let read = from_text(&values);
        self.keep(Place::Query, name, read)
    }

    /// The whole query string, as a named type.
    pub fn query_as<T>(&mut self, from_query: fn(&Pairs<'_>) -> Result<T, Fault>) -> Option<T> {
        from_query(&self.query).map_err(|fault| self.invalid.faults.push(fault)).ok()
    }

    /// A header.
    pub fn header<T>(&mut self, name: &str, from_text: FromText<T>) -> Option<T> {
        let texts: Result<Vec<_>, _> =
            self.headers.get_all(name).iter().map(|value| std::str::from_utf8(value.as_bytes())).collect();
        let read = match texts {
            Ok(texts) => from_text(&texts.into_iter().map(Cow::Borrowed).collect::<Vec<_>>()),
            Err(_) => Err(TextError::Expected("UTF-8 text".to_owned())),
        };
        self.keep(Place::Header, name, read)
    }

    /// The body, as JSON.
    pub fn json<T>(
        &mut self,
        from_json: fn(&[u8]) -> Result<T, JsonFault>,
        schema: fn(&mut SchemaGenerator) -> Schema,
    ) -> Option<T> {
        match from_json(&self.body) {
            Ok(value) => Some(value),
            Err(found) => {
                self.invalid.faults.extend(json::faults(&self.body, &found, schema));
                None
            }
        }
    }

    /// The answer to a request some part of which did not read.
    pub fn reject(self) -> Rejected {
        refuse(StatusCode::BAD_REQUEST, self.invalid)
    }

    fn keep<T>(&mut self, place: Place, name: &str, read: Result<T, TextError>) -> Option<T> {
        read.map_err(|error| self.invalid.faults.push(Fault::from_text(place, name, error))).ok()
    }
}

fn values_of<'a, T: AsRef<str>>(pairs: &'a [(T, T)], name: &'a str) -> impl Iterator<Item = Cow<'a, str>> {
    pairs
        .iter()
        .filter(move |(known, _)| known.as_ref() == name)
        .map(|(_, value)| Cow::Borrowed(value.as_ref()))
}

/// Nothing may stand in the way of an answer that the client does take, so only the route's good ones count.
fn check_accept(headers: &HeaderMap, route: &Route) -> Result<(), Rejected> {
    let good = route.answers.iter().filter(|answer| answer.status < 400);
    let mut offered = Vec::new();
    for answer in good {
        match answer.content_type {
            Some(content_type) => offered.push(content_type),
            None => return Ok(()),
        }
    }
    if accept::takes_one_of(headers, &offered) {
        return Ok(());
    }
    let detail = format!("This answers with {}, which the Accept header leaves out.", offered.join(" or "));
    Err(refuse(StatusCode::NOT_ACCEPTABLE, Problem::new(detail)))
}

async fn read_body(headers: &HeaderMap, request: Request) -> Result<Bytes, Rejected> {
    let is_json = headers.get(CONTENT_TYPE).map(|value| value.to_str().is_ok_and(is_json));
    // The limit is axum's, so that its `DefaultBodyLimit` layer means here what it means elsewhere.
    let body: Bytes = match request.extract().await {
        Ok(body) => body,
        Err(rejection) => {
            let rejection: axum::extract::rejection::BytesRejection = rejection;
            let status = rejection.into_response().status();
            let detail = match status {
                StatusCode::PAYLOAD_TOO_LARGE => "The body is larger than this server takes.",
                _ => "The body did not arrive whole.",
            };
            return Err(refuse(status, Problem::new(detail)));
        }
    };
    // Without a body there is no media type to be wrong; whether the route can do without one is its type's to say.
    // A body without a type is refused, since a page on another site can send one without asking first.
    if is_json == Some(true) || (is_json.is_none() && body.is_empty()) {
        return Ok(body);
    }
    let detail = "The body must be sent as application/json.";
    Err(refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, Problem::new(detail)))
}

fn refuse(status: StatusCode, body: impl Into<Problem>) -> Rejected {
    Rejected::new(problem(status, body.into()))
}

fn is_json(content_type: &str) -> bool {
    content_type == "application/json"
        || content_type.parse::<Mime>().is_ok_and(|kind| {
            kind.type_() == mime::APPLICATION
                && (kind.subtype() == mime::JSON || kind.suffix().is_some_and(|suffix| suffix == mime::JSON))
        })
}
