//! A request on its way into types: every part is read, every fault kept, and one answer tells them all.

use axum::body::Bytes;
use axum::extract::{FromRequestParts as _, RawPathParams, Request};
use http::request::Parts;
use http::{HeaderMap, StatusCode, Uri};
use schemars::{Schema, SchemaGenerator};

use super::above::{Above, Check};
use super::answer::{Rejected, refuse};
use super::body::{self, Received};
use super::stream::{StreamCall, Subscribing};
use crate::from_body::NotRead;
use crate::http::fault::{Fault, InvalidRequest, Place};
use crate::http::json::{self, JsonFault};
use crate::http::query::{self, Node};
use crate::http::text::{Given, Part};
use crate::http::{Problem, accept, cookies};
use crate::route::Route;
use crate::sse::EventSet;

/// Reads a value from what a request gave for it.
pub(super) type Read<T> = fn(Part<'_>) -> Result<T, Vec<Fault>>;

/// Marks a request that came by the path without the last parameter.
#[derive(Debug, Clone, Copy)]
pub(super) struct WithoutLast;

/// A request whose bytes are all here, but for those of a multipart body that its handler reads itself.
#[derive(Debug)]
pub struct Input {
    params: Vec<(String, String)>,
    /// The texts of the parameters above the contract.
    above: Vec<String>,
    /// Whether its path came without the last parameter.
    is_without_last: bool,
    query: Query,
    headers: HeaderMap,
    pub(super) body: Received,
    pub(super) invalid: InvalidRequest,
    /// Of a stream's route.
    stream: Option<StreamCall>,
}

/// The query string, which is nobody's business where no field of it is asked for.
#[derive(Debug)]
enum Query {
    Unread(Uri),
    /// As a tree; none where it goes beyond a limit, which is a fault already.
    Read(Option<Node>),
}

impl Query {
    fn tree(&mut self, invalid: &mut InvalidRequest) -> Option<&Node> {
        if let Self::Unread(uri) = self {
            let tree = query::parse(Place::Query, uri.query().unwrap_or_default().as_bytes());
            *self = Self::Read(tree.map_err(|fault| invalid.faults.push(fault)).ok());
        }
        match self {
            Self::Read(tree) => tree.as_ref(),
            Self::Unread(_) => None,
        }
    }
}

impl Input {
    /// Takes a request in, or says why not: 406, 413 or 415.
    pub(super) async fn read(
        mut parts: Parts,
        body: axum::body::Body,
        route: &Route,
        stream: Option<StreamCall>,
    ) -> Result<Self, Rejected> {
        check_accept(&parts.headers, route)?;
        let mut invalid = InvalidRequest::default();
        let mut params = Vec::new();
        if let Ok(raw) = RawPathParams::from_request_parts(&mut parts, &()).await {
            params.extend(raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())));
        } else {
            invalid.faults.push(Fault::new(Place::Path, "", "percent-encoded UTF-8"));
        }
        let is_without_last = parts.extensions.get::<WithoutLast>().is_some();
        let uri = parts.uri.clone();
        let headers = std::mem::take(&mut parts.headers);
        let body = match route.body {
            Some(media_type) => {
                let request = Request::from_parts(parts, body);
                body::read(&headers, request, media_type, route.body_limit, &mut invalid).await?
            }
            None => Received::Nothing,
        };
        let body = match route.parts {
            // In a box, so that the calls of all other routes are not as large.
            Some(names) => Box::pin(body.read_parts(names)).await?,
            None => body,
        };
        // Not read before the body is here, which may take any time: as a tree, a query takes many times its length.
        let query = Query::Unread(uri);
        Ok(Self { params, above: Vec::new(), is_without_last, query, headers, body, invalid, stream })
    }

    /// Reads what the contracts that mount the route's ask for.
    pub(super) fn read_above(&mut self, above: &Above) {
        for param in &above.params {
            let text = self.param(param.name, param.text);
            self.above.extend(text);
        }
        for header in &above.headers {
            // What is wrong is kept among the faults.
            let _: Option<()> = match header.check {
                Check::Reads(read) => self.header(header.name, read),
                Check::Is(value) => self.fixed_header(header.name, value),
            };
        }
    }

    /// What the route of a stream with these path parameters subscribes to, where the handler does not say otherwise. Once a
    /// request, and only where its route is a stream.
    pub fn subscribing<E: EventSet>(&mut self, params: &[&str]) -> Option<Subscribing<E>> {
        Some(Subscribing::new(self.stream.take()?, &self.above, params))
    }

    /// Whether nothing is wrong so far.
    pub fn is_valid(&self) -> bool {
        self.invalid.faults.is_empty()
    }

    /// A path parameter.
    pub fn param<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        // A router that is nested below a parameter of this name has both: the last is the route's own.
        let value = self.params.iter().rfind(|(known, _)| known == name);
        // Where the path as a whole did not decode there are no parameters, and that was said already.
        if value.is_none() && self.invalid.faults.iter().any(|fault| fault.place == Place::Path) {
            return None;
        }
        let given = value.map_or(Given::Nothing, |(_, value)| Given::Plain(value));
        self.invalid.keep(read(Part { place: Place::Path, name, given }))
    }

    /// The last path parameter, where it may be left out.
    pub fn last_param<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        if self.is_without_last {
            // One of this name is of a router that this one is nested in.
            return self.invalid.keep(read(Part { place: Place::Path, name, given: Given::Nothing }));
        }
        self.param(name, read)
    }

    /// A field of the query string.
    pub fn query<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        let given = self.query.tree(&mut self.invalid)?.find(name).map_or(Given::Nothing, Given::from);
        self.invalid.keep(read(Part { place: Place::Query, name, given }))
    }

    /// The whole query string, as a named type.
    pub fn query_as<T>(&mut self, read: Read<T>) -> Option<T> {
        let given = Given::from(self.query.tree(&mut self.invalid)?);
        self.invalid.keep(read(Part { place: Place::Query, name: "", given }))
    }

    /// A header.
    pub fn header<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        let values = self.headers.get_all(name).iter();
        let texts: Result<Vec<_>, _> = values.map(|value| std::str::from_utf8(value.as_bytes())).collect();
        let Ok(texts) = texts else {
            self.invalid.faults.push(Fault::new(Place::Header, name, "UTF-8 text"));
            return None;
        };
        let given = match texts.as_slice() {
            [] => Given::Nothing,
            [only] => Given::Plain(only),
            several => Given::Plains(several),
        };
        self.invalid.keep(read(Part { place: Place::Header, name, given }))
    }

    /// A header that must have this value.
    pub fn fixed_header(&mut self, name: &str, value: &str) -> Option<()> {
        let mut given = self.headers.get_all(name).iter();
        let fault = match (given.next(), given.next()) {
            (Some(only), None) if only == value => return Some(()),
            (Some(_), None) => Fault::new(Place::Header, name, format!("`{value}`")),
            (Some(_), Some(_)) => Fault::repeated(Place::Header, name),
            (None, _) => Fault::missing(Place::Header, name, format!("`{value}`")),
        };
        self.invalid.faults.push(fault);
        None
    }

    /// A cookie.
    pub fn cookie<T>(&mut self, name: &str, read: Read<T>) -> Option<T> {
        if cookies::pairs(&self.headers).nth(cookies::LIMIT).is_some() {
            return self.too_many_cookies();
        }
        let values = cookies::pairs(&self.headers).filter(|(known, _)| *known == name.as_bytes());
        let mut texts = Vec::new();
        for (index, (_, value)) in values.enumerate() {
            match std::str::from_utf8(value) {
                Ok(text) => texts.push(text),
                Err(_) if index == 0 => {
                    self.invalid.faults.push(Fault::new(Place::Cookie, name, "UTF-8 text"));
                    return None;
                }
                // Of several with one name the first counts, and nothing behind it stands in its way.
                Err(_) => {}
            }
        }
        let read = |given| read(Part { place: Place::Cookie, name, given });
        self.invalid.keep(match texts.as_slice() {
            [] => read(Given::Nothing),
            [only] => read(Given::Plain(only)),
            // Of several cookies with one name the browser sends the one for the closest path first.
            [first, ..] => read(Given::Plains(&texts)).or_else(|_| read(Given::Plain(first))),
        })
    }

    /// Says once for all cookies that there are too many of them.
    fn too_many_cookies<T>(&mut self) -> Option<T> {
        let fault = Fault::limit(Place::Cookie, "", format!("at most {} cookies", cookies::LIMIT));
        if !self.invalid.faults.contains(&fault) {
            self.invalid.faults.push(fault);
        }
        None
    }

    /// The body, as JSON.
    pub fn json<T>(
        &mut self,
        from_json: fn(&[u8]) -> Result<T, JsonFault>,
        schema: fn(&mut SchemaGenerator) -> Schema,
    ) -> Option<T> {
        let body = self.body.bytes()?;
        match from_json(body) {
            Ok(value) => Some(value),
            Err(found) => {
                self.invalid.faults.extend(json::faults(body, &found, schema));
                None
            }
        }
    }

    /// The body, as a form.
    pub fn form<T>(&mut self, read: Read<T>) -> Option<T> {
        // An `Option` is none without a body; for all else that is an empty form.
        let nothing = Part { place: Place::Body, name: "", given: Given::Nothing };
        if matches!(self.body, Received::Nothing)
            && let Ok(value) = read(nothing)
        {
            return Some(value);
        }
        let form = query::parse(Place::Body, self.body.bytes()?);
        let form = form.map_err(|fault| self.invalid.faults.push(fault)).ok()?;
        self.invalid.keep(read(Part { place: Place::Body, name: "", given: Given::from(&form) }))
    }

    /// The body, as it is.
    pub fn raw<T>(&mut self, from_body: fn(Option<Bytes>) -> Result<T, NotRead>) -> Option<T> {
        let body = match std::mem::replace(&mut self.body, Received::Broken) {
            Received::Bytes(bytes) => Some(bytes),
            Received::Nothing => None,
            _ => return None,
        };
        from_body(body).map_err(|error| self.invalid.faults.push(error.into_fault())).ok()
    }

    /// What was wrong with a request some part of which did not read.
    pub(super) fn invalid(self) -> InvalidRequest {
        self.invalid
    }
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
