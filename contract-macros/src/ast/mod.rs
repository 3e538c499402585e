//! What was written, with its spans: nothing here is judged, but what can't be read at all is reported and left
//! out, so that the rest of the contract is known.

mod contract;
mod defaults;
mod docs;
mod entries;
mod entry;
mod fields;
mod generated;
mod groups;
mod head;
mod inherited;
mod keys;
mod lists;
mod media;
mod mentions;
mod misplaced;
mod mounts;
mod named;
mod renames;
mod responses;
mod route;
mod sets;
mod shapes;
mod shared;
mod show;
mod signs;
mod spreads;
mod statuses;
mod types;
mod typescript;
mod values;
mod with;
mod zod;

use proc_macro2::Ident;
use syn::{Expr, LitStr, Path, Type, Visibility};

pub(crate) use contract::parse;
pub(crate) use docs::Docs;
pub(crate) use inherited::Inherited;
pub(crate) use keys::Keys;
pub(crate) use mentions::Mentions;
pub(crate) use shared::Shared;
pub(crate) use show::stream_shown;

use crate::cases::Case;
use crate::errors::At;

/// The value of a key that may be left out.
#[derive(Default)]
pub(crate) enum Slot<T> {
    /// The key is not there.
    #[default]
    Absent,
    /// The key is there; its value could not be read, which has been reported.
    Unreadable,
    /// The key, and its value.
    Given(At, T),
}

impl<T> Slot<T> {
    pub(crate) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    fn given_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Given(_, value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn given(&self) -> Option<&T> {
        match self {
            Self::Given(_, value) => Some(value),
            _ => None,
        }
    }
}

/// `/// docs  pub trait Name { … }`
pub(crate) struct Contract {
    pub(crate) docs: Docs,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// `crate: path`
    pub(crate) runtime: Slot<Path>,
    pub(crate) version: Slot<Expr>,
    pub(crate) derive: Slot<Vec<Path>>,
    pub(crate) type_prefix: Slot<String>,
    pub(crate) channel_prefix: Slot<String>,
    pub(crate) rename_all: Slot<Case>,
    pub(crate) shared: Shared,
    pub(crate) sets: Vec<Set>,
    /// Each after the one that it stands in.
    pub(crate) groups: Vec<Group>,
    pub(crate) routes: Vec<Route>,
    pub(crate) mounts: Vec<Mount>,
    /// The names of which nobody knows whether they are those of routes, as which they are among these too, or of mounts.
    pub(crate) unclear: Vec<Unclear>,
    pub(crate) keys: Keys,
}

/// A name of which nothing else could be read, which has been reported.
pub(crate) struct Unclear {
    pub(crate) name: Ident,
    /// The index of the group that it stands in, if it stands in one.
    pub(crate) group: Option<usize>,
}

/// `/// docs  name: path::Contract`
pub(crate) struct Mount {
    pub(crate) docs: Docs,
    pub(crate) name: Ident,
    /// The index of the group that it stands in, if it stands in one.
    pub(crate) group: Option<usize>,
    /// The contract's trait; nothing where it could not be read, which has been reported.
    pub(crate) contract: Option<Path>,
}

/// `name: { path_prefix: …, route: { … }, … }`
pub(crate) struct Group {
    pub(crate) name: Ident,
    /// The index of the group that it stands in, if it stands in one.
    pub(crate) parent: Option<usize>,
    pub(crate) shared: Shared,
}

/// `/// docs  name: { method: …, path: …, … }`
pub(crate) struct Route {
    pub(crate) docs: Docs,
    pub(crate) name: Ident,
    /// The index of the group that it stands in, if it stands in one.
    pub(crate) group: Option<usize>,
    pub(crate) method: Slot<(Method, At)>,
    pub(crate) path: Slot<LitStr>,
    pub(crate) path_params: Slot<Vec<Field>>,
    pub(crate) query: Slot<Schema>,
    pub(crate) headers: Slot<Vec<Field>>,
    pub(crate) cookies: Slot<Vec<Field>>,
    pub(crate) body: Slot<Schema>,
    pub(crate) content_type: Slot<LitStr>,
    pub(crate) body_limit: Slot<Expr>,
    pub(crate) responses: Slot<Responses>,
    pub(crate) summary: Slot<Expr>,
    pub(crate) description: Slot<Expr>,
    pub(crate) deprecated: Slot<bool>,
    pub(crate) operation_id: Slot<LitStr>,
    pub(crate) inherited: Inherited,
    /// Whether all of it could be read.
    pub(crate) readable: bool,
}

/// The request methods of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
    Head,
    Options,
}

impl Method {
    pub(crate) const ALL: [Self; 7] =
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete, Self::Head, Self::Options];

    /// As it is written in a contract and on the wire.
    pub(crate) fn name(self) -> &'static str {
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

/// What a body, an answer or an event holds.
#[derive(Clone)]
pub(crate) enum Schema {
    /// `()`
    Nothing,
    /// A type that the user has.
    Type(Box<Type>),
    /// `{ field: Type, … }`, from which a type is made.
    Object(At, Vec<Field>),
    /// Something else, which has been reported.
    Unreadable,
}

/// `/// docs  name: Type`, or `"wire name": Type`.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) docs: Docs,
    pub(crate) name: Name,
    /// What `rename_all` makes of the name.
    pub(crate) renamed: Option<String>,
    pub(crate) value: FieldValue,
    /// `= 1`
    pub(crate) default: Option<Expr>,
}

/// A name as an identifier, or as a literal where it is not one.
#[derive(Clone)]
pub(crate) enum Name {
    Ident(Ident),
    Literal(LitStr),
}

impl Name {
    pub(crate) fn at(&self) -> At {
        match self {
            Self::Ident(ident) => ident.into(),
            Self::Literal(literal) => literal.span().into(),
        }
    }

    /// The name itself, without `r#` or quotes.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Ident(ident) => unraw(ident),
            Self::Literal(literal) => literal.value(),
        }
    }
}

/// What stands at a field's colon.
#[derive(Clone)]
pub(crate) enum FieldValue {
    Type(Box<Type>),
    /// `content_type: "text/event-stream"`, `"x-api-version": "2"`
    Literal(LitStr),
    /// Something else, which has been reported.
    Unreadable,
}

/// `{ 200: …, 404: …, ..RateLimited }`
#[expect(clippy::struct_field_names, reason = "the responses among all that stands there")]
pub(crate) struct Responses {
    /// The sets that are taken.
    pub(crate) sets: Vec<Ident>,
    pub(crate) responses: Vec<Response>,
    /// Whether every status in it could be read: if not, nobody knows which answers there are.
    pub(crate) readable: bool,
}

/// `/// docs  404: Problem`, `200: "text/csv" => String`
pub(crate) struct Response {
    pub(crate) docs: Docs,
    pub(crate) status: u16,
    pub(crate) at: At,
    /// `"text/csv" =>`
    pub(crate) media: Option<LitStr>,
    pub(crate) answer: Answer,
    /// `with { location: String }`
    pub(crate) headers: Option<Headers>,
}

/// The headers of an answer.
pub(crate) struct Headers {
    /// `with`
    pub(crate) at: At,
    pub(crate) fields: Vec<Field>,
}

/// `/// docs  events Name { … }`, `/// docs  responses Name { … }`
pub(crate) struct Set {
    pub(crate) docs: Docs,
    pub(crate) name: Ident,
    pub(crate) content: SetContent,
}

/// What a set holds; nothing where that could not be read, which has been reported.
pub(crate) enum SetContent {
    Events(Option<Vec<Event>>),
    Responses(Option<Responses>),
}

/// What is answered with a status.
pub(crate) enum Answer {
    Schema(Schema),
    /// `events …`
    Events(At, Events),
}

/// Which events a stream carries.
pub(crate) enum Events {
    /// `events { … }`
    Written(Vec<Event>),
    /// `events OrderUpdate`
    Set(Ident),
    /// Something else, which has been reported.
    Unreadable,
}

/// `/// docs  name: Payload`
pub(crate) struct Event {
    pub(crate) docs: Docs,
    pub(crate) name: Name,
    pub(crate) payload: Schema,
}

/// The identifier without its `r#`.
pub(crate) fn unraw(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}
