//! What expansions of `contract!` name. Nothing here is for people, and any release may change it.

pub use std::borrow::Cow;
pub use std::error::Error as StdError;
pub use std::option::Option::{self, None, Some};
pub use std::result::Result::{self, Err, Ok};
pub use std::string::String;
pub use std::sync::LazyLock;

pub use axum::Router;
pub use axum::extract::FromRequestParts;
pub use axum::response::{IntoResponse, Response};
pub use axum::routing::MethodRouter;
pub use schemars;
pub use serde;
pub use serde_json::{Error as JsonError, Value as JsonValue};

pub use crate::__contract_functions as contract_functions;
pub use crate::__contract_type as contract_type;
pub use crate::__document_from as document_from;
pub use crate::__impl_debug as impl_debug;
pub use crate::__impl_error as impl_error;
pub use crate::__impl_into_response as impl_into_response;
pub use crate::__publisher_functions as publisher_functions;
pub use crate::__publisher_type as publisher_type;
pub use crate::answers;
pub use crate::from_body::{BodyCodec, body_codec};
pub use crate::http::{Fault, InvalidRequest, IsProblem, JsonFault, NoProblem, Part, Place, Problem};
pub use crate::info::ContractInfo;
pub use crate::internal::Internal;
pub use crate::metadata::{Metadata, metadata};
pub use crate::multipart::{FilesCodec, Multipart, MultipartCodec, files_codec, multipart_codec};
pub use crate::object::{OnWire, Property, object_schema, read_or_default, with_defaults};
pub use crate::own_answer::{OwnAnswer, of_invalid_request, of_problem};
pub use crate::patch::{NoPatch, Patch, Patched};
pub use crate::payload::{
    Codec, WithoutDerives, debug_field, debug_fields, debug_held, is_payload, is_payload_and_no_part,
    is_payload_and_not_raw,
};
pub use crate::publisher::{ChannelNames, Publisher};
pub use crate::raw::{RawCodec, range_codec, raw_codec};
pub use crate::request_data::{FieldDefault, RequestHeader, default_json};
pub use crate::route::{Answer, Route, Verb};
pub use crate::security::Security;
pub use crate::server::{
    Endpoints, HandlerContext, HeaderCheck, Input, PrefixParam, Subscribing, empty, internal, json,
    json_route, raw, route, stream_route, with_headers,
};
pub use crate::sse::{Channel, ChannelOptions, DecodeEvent, EventSet, SseManager, Subscription};

#[path = "keys.rs"]
pub mod keys;

/// What the answers of a contract are told by.
pub mod answered {
    pub use crate::answered::{
        Answered, AnsweredHeader, Answers, HeaderTexts, JsonBody, debug, display, empty, internal, json, raw,
        source,
    };
    pub use crate::server::response;
}

/// What the table of a contract is made with.
pub mod mounts {
    pub use crate::mounts::{
        Beginning, Given, Mount, MountOutline, Outline, Size, Table, joined, no_clash, routes, size,
    };
}

/// What the contract's `derive` asks of types.
pub mod derived {
    pub use crate::derived::{
        Cloned, Compared, Equal, Hashed, Ordered, Ranked, is_clone, is_eq, is_hash, is_ord, is_partial_eq,
        is_partial_ord,
    };
}

/// The JSON of an event's payload.
///
/// # Errors
/// The payload does not serialise.
pub fn event_data<T>(to_json: fn(&T) -> Result<String, JsonError>, data: &T) -> Result<String, JsonError> {
    to_json(data)
}

/// The JSON of an event without a payload.
///
/// # Errors
/// Never.
pub fn event_null() -> Result<String, JsonError> {
    Ok("null".to_owned())
}

/// What a name of an event reads as, where no event of the set has it.
///
/// # Errors
/// Always.
pub fn no_such_event<T>(name: &str) -> Result<T, JsonError> {
    Err(serde::de::Error::custom(format_args!("no event of this stream is called `{name}`")))
}

/// What was read, or its default where there was nothing to be read.
pub fn or_default<T>(read: Option<Option<T>>, default: fn() -> T) -> Option<T> {
    read.map(|value| value.unwrap_or_else(default))
}

/// The text of a parameter in a channel's name.
pub fn text<T>(to_text: fn(&T) -> String, value: &T) -> String {
    to_text(value)
}

/// The text that a parameter has in a channel's name, whichever of the texts for its value was given.
///
/// # Errors
/// What was given is none of the type.
pub fn same_text<T>(
    from_text: fn(Part<'_>) -> Result<T, Vec<Fault>>,
    to_text: fn(&T) -> String,
    given: Part<'_>,
) -> Result<String, Vec<Fault>> {
    from_text(given).map(|value| to_text(&value))
}

/// The text of a parameter that may be left out, where it is there.
pub fn optional_text<T>(to_text: fn(&Option<T>) -> String, value: &Option<T>) -> Option<String> {
    value.is_some().then(|| to_text(value))
}

/// The texts of all parameters, of which the last may be left out.
pub fn with_optional<'a>(texts: &[&'a str], last: &'a Option<String>) -> Vec<&'a str> {
    texts.iter().copied().chain(last.as_deref()).collect()
}

/// The texts of a header.
///
/// # Errors
/// The value does not serialise to text.
pub fn texts<T>(
    to_texts: fn(&T) -> Result<Vec<String>, JsonError>,
    value: &T,
) -> Result<Vec<String>, JsonError> {
    to_texts(value)
}
