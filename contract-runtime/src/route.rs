//! What a contract says of a route, as data.

use std::fmt;

use crate::metadata::{Metadata, MetadataPlace};
use crate::own_answer::OwnAnswer;
use crate::request_data::{FieldDefault, RequestHeader};
use crate::security::Security;

/// One route of a contract.
///
/// A handler's context, and the layers that `router_with` is given, find the matched one among the request's extensions
/// as `&'static Route`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The name of the contract that the router was made of: that of the outermost one, where contracts are mounted.
    pub contract: &'static str,
    /// The route's name below that contract: `get_order`, or `admin.ban_user` where it is in a contract mounted as `admin`.
    pub name: &'static str,
    /// What documents call it: the `operation_id` that the contract gives it, or else its name. Where it is in a mounted
    /// contract, the mount's name is before it, as before all names.
    pub operation_id: &'static str,
    /// The version of the contract that declares it, or else of the nearest one that mounts that.
    pub version: Option<&'static str>,
    /// Its method.
    pub method: Verb,
    /// Its whole path, parameters written `{name}`.
    pub path: &'static str,
    /// Whether the last parameter of its path may be left out; see [`short_path`](Self::short_path).
    pub last_is_optional: bool,
    /// What it does, in a few words.
    pub summary: Option<&'static str>,
    /// What it does, at length.
    pub description: Option<&'static str>,
    /// What documents group it by.
    pub tags: &'static [&'static str],
    /// Whether it is only there for clients that still use it.
    pub is_deprecated: bool,
    /// The ways to be let in, any one of which is enough; none where anybody may call it.
    pub security: &'static [Security],
    /// Whether it answers with an event stream.
    pub is_stream: bool,
    /// The headers that its contract asks of its requests, and after them those that only a contract asks which mounts it.
    pub headers: &'static [RequestHeader],
    /// What fields of its requests are where they are left out, where the contract says so.
    pub defaults: &'static [FieldDefault],
    /// The media type of its body, where it has one.
    pub body: Option<&'static str>,
    /// The fields of its body, where that is `multipart/form-data` and the contract names them.
    pub parts: Option<MultipartFields>,
    /// The most bytes that its body may have, where the contract says so.
    pub body_limit: Option<usize>,
    /// Its declared answers, in the order of the contract.
    pub answers: &'static [Answer],
    pub(crate) says: Says,
    pub(crate) metadata: Option<MetadataPlace>,
}

/// What a route says itself, also where that is nothing: a contract that mounts its own has no say in that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Says {
    pub(crate) operation_id: bool,
    pub(crate) tags: bool,
    pub(crate) security: bool,
    /// How many of the headers are its own.
    pub(crate) headers: usize,
}

impl Route {
    /// Its metadata, where that is a `T`: its own, or else that of its group, its contract, or a contract that mounts it, the
    /// nearest first. It is made once, when it is first asked for.
    ///
    /// A context reads it from the request's extensions, and so does a layer that
    /// [`router_with`](crate::contract!#what-is-generated) puts around the route.
    ///
    /// ```
    /// use contract_runtime::Route;
    /// use contract_runtime::axum::http::request::Parts;
    ///
    /// # #[derive(serde::Serialize)]
    /// struct Access {
    ///     admins_only: bool,
    /// }
    ///
    /// fn is_for_admins_only(parts: &Parts) -> bool {
    ///     let route = parts.extensions.get::<&'static Route>();
    ///     route.and_then(|route| route.metadata::<Access>()).is_some_and(|access| access.admins_only)
    /// }
    /// ```
    pub fn metadata<T: 'static>(&self) -> Option<&'static T> {
        self.metadata?.downcast()
    }

    /// Its metadata as documents have it, of whatever type it is.
    ///
    /// # Errors
    /// It does not serialise.
    pub fn metadata_json(&self) -> Result<Option<serde_json::Value>, serde_json::Error> {
        self.metadata.map(MetadataPlace::json).transpose()
    }
}

/// The fields of a multipart body, by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MultipartFields {
    /// Those that are files.
    pub files: &'static [&'static str],
    /// Those that are text.
    pub texts: &'static [&'static str],
}

/// One declared answer of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type of its body, where it has one.
    pub content_type: Option<&'static str>,
    /// When it is given.
    pub description: Option<&'static str>,
    /// The names of its declared headers.
    pub headers: &'static [&'static str],
    pub(crate) own: Option<OwnAnswer>,
}

/// A route's method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Verb {
    /// The method's name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Head => "HEAD",
            Self::Options => "OPTIONS",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Route {
    /// Its path without the last parameter, where that may be left out: the route is served at both.
    pub const fn short_path(&self) -> Option<&'static str> {
        if !self.last_is_optional {
            return None;
        }
        let (mut before, mut rest) = ("", self.path.as_bytes());
        while let [byte, others @ ..] = rest {
            if *byte == b'/' {
                before = self.path.split_at(self.path.len() - rest.len()).0;
            }
            rest = others;
        }
        Some(if before.is_empty() { "/" } else { before })
    }
}

/// How generated code states its routes, in a static.
#[doc(hidden)]
impl Route {
    pub const fn new(contract: &'static str, name: &'static str, method: Verb, path: &'static str) -> Self {
        Self {
            contract,
            name,
            operation_id: name,
            version: None,
            method,
            path,
            last_is_optional: false,
            summary: None,
            description: None,
            tags: &[],
            is_deprecated: false,
            security: &[],
            is_stream: false,
            headers: &[],
            defaults: &[],
            body: None,
            parts: None,
            body_limit: None,
            answers: &[],
            says: Says { operation_id: false, tags: false, security: false, headers: 0 },
            metadata: None,
        }
    }

    #[must_use]
    pub const fn operation_id(mut self, id: &'static str) -> Self {
        (self.operation_id, self.says.operation_id) = (id, true);
        self
    }

    #[must_use]
    pub const fn version(mut self, text: &'static str) -> Self {
        self.version = Some(text);
        self
    }

    #[must_use]
    pub const fn tags(mut self, tags: &'static [&'static str]) -> Self {
        (self.tags, self.says.tags) = (tags, true);
        self
    }

    #[must_use]
    pub const fn deprecated(mut self) -> Self {
        self.is_deprecated = true;
        self
    }

    #[must_use]
    pub const fn security(mut self, ways: &'static [Security]) -> Self {
        (self.security, self.says.security) = (ways, true);
        self
    }

    #[must_use]
    pub const fn with_metadata(mut self, place: fn() -> &'static Metadata) -> Self {
        self.metadata = Some(MetadataPlace(place));
        self
    }

    #[must_use]
    pub const fn last_is_optional(mut self) -> Self {
        self.last_is_optional = true;
        self
    }

    #[must_use]
    pub const fn summary(mut self, text: &'static str) -> Self {
        self.summary = Some(text);
        self
    }

    #[must_use]
    pub const fn description(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }

    #[must_use]
    pub const fn stream(mut self) -> Self {
        self.is_stream = true;
        self
    }

    #[must_use]
    pub const fn headers(mut self, headers: &'static [RequestHeader]) -> Self {
        (self.headers, self.says.headers) = (headers, headers.len());
        self
    }

    #[must_use]
    pub const fn defaults(mut self, defaults: &'static [FieldDefault]) -> Self {
        self.defaults = defaults;
        self
    }

    #[must_use]
    pub const fn body(mut self, media_type: &'static str) -> Self {
        self.body = Some(media_type);
        self
    }

    #[must_use]
    pub const fn parts(mut self, files: &'static [&'static str], texts: &'static [&'static str]) -> Self {
        self.parts = Some(MultipartFields { files, texts });
        self
    }

    #[must_use]
    pub const fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = Some(bytes);
        self
    }

    #[must_use]
    pub const fn answers(mut self, answers: &'static [Answer]) -> Self {
        self.answers = answers;
        self
    }
}

#[doc(hidden)]
impl Answer {
    /// With a body that goes through serde: a [`Problem`](crate::Problem) goes out as one whatever it is written as.
    pub const fn json(status: u16, content_type: &'static str, is_problem: bool) -> Self {
        Self::new(status, if is_problem { "application/problem+json" } else { content_type })
    }

    pub const fn new(status: u16, content_type: &'static str) -> Self {
        Self { status, content_type: Some(content_type), description: None, headers: &[], own: None }
    }

    pub const fn empty(status: u16) -> Self {
        Self { status, content_type: None, description: None, headers: &[], own: None }
    }

    #[must_use]
    pub const fn description(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }

    #[must_use]
    pub const fn own(mut self, answer: OwnAnswer) -> Self {
        self.own = Some(answer);
        self
    }

    #[must_use]
    pub const fn headers(mut self, names: &'static [&'static str]) -> Self {
        self.headers = names;
        self
    }
}
