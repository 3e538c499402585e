//! What a contract means: every rule holds, every name is spelled as it will be, and nothing is left of how it was
//! written. What could not be understood is in here as unknown, so that everything around it can still be made.

mod inherited;
mod media;
pub(crate) mod written;

use std::rc::Rc;

use proc_macro2::Ident;
use syn::{Expr, Path, Type, Visibility};

pub(crate) use inherited::Inherited;
pub(crate) use media::{BodyMedia, Media};

pub(crate) use crate::ast::{Docs, Keys, Mentions, Method};
use crate::errors::At;
use crate::names::RouteNames;

/// A contract.
pub(crate) struct Contract {
    pub(crate) docs: Docs,
    pub(crate) visibility: Visibility,
    pub(crate) name: Ident,
    /// Where the runtime is.
    pub(crate) runtime: Path,
    pub(crate) version: Option<Expr>,
    /// What the names of the types begin with that are made for its routes; may be empty.
    pub(crate) type_prefix: String,
    /// What the names of its channels begin with.
    pub(crate) channel_prefix: String,
    /// What these types derive beside what they have anyway.
    pub(crate) derives: Vec<Path>,
    /// The answers that every route may give.
    pub(crate) common: Vec<Answer>,
    /// Whether those are all of them.
    pub(crate) common_is_known: bool,
    pub(crate) sets: Sets,
    pub(crate) groups: Vec<Group>,
    pub(crate) routes: Vec<Route>,
    /// What all paths begin with.
    pub(crate) path_prefix: RoutePath,
    pub(crate) mounts: Vec<Mount>,
    /// The types of what may be mounts, though nobody knows.
    pub(crate) open_types: Vec<Ident>,
    /// All that is named in it, where it holds a mistake.
    pub(crate) mentions: Option<Mentions>,
    /// All keys as they were written.
    pub(crate) keys: Keys,
}

/// Another contract below this one.
pub(crate) struct Mount {
    pub(crate) docs: Docs,
    /// The names of its groups and its own, as the method that gives its implementation is called.
    pub(crate) name: Ident,
    /// The same with dots, as everything but code calls it.
    pub(crate) operation: String,
    /// What the paths of its routes begin with.
    pub(crate) prefix: RoutePath,
    /// The parameters in that.
    pub(crate) params: Vec<Field>,
    /// The answers that its routes may give too.
    pub(crate) common: Vec<Answer>,
    /// The headers that are asked of its requests too.
    pub(crate) headers: Headers,
    /// What is said of those of its routes that do not say it themselves.
    pub(crate) inherited: Inherited,
    /// What the implementation of it is called in the trait.
    pub(crate) ty: Ident,
    /// Its trait, where it is known.
    pub(crate) contract: Option<Path>,
    /// Whether the trait's type is made for it: not where another mount has it.
    pub(crate) has_type: bool,
    /// Whether the trait's method is made for it, or else for a route.
    pub(crate) has_method: bool,
}

impl Contract {
    /// A group and those that it stands in, from the inside out.
    pub(crate) fn groups_around(&self, group: Option<usize>) -> impl Iterator<Item = &Group> {
        let at = |index: Option<usize>| self.groups.get(index?);
        std::iter::successors(at(group), move |group| at(group.parent))
    }

    /// The routes that can be served.
    pub(crate) fn whole_routes(&self) -> impl Iterator<Item = &Route> {
        self.routes.iter().filter(|route| route.is_whole())
    }

    /// What several routes may have answers from, but for the contract itself.
    pub(crate) fn shared_origins(&self) -> Vec<Origin> {
        let sets = self.sets.responses.iter().map(|set| Origin::Set(set.name.clone()));
        let mut origins: Vec<Origin> = Vec::new();
        for origin in sets.chain(self.groups.iter().map(|group| Origin::Group(group.name.clone()))) {
            // Two groups may have one name as a whole: `a_b`, and `b` in `a`.
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        origins
    }

    /// The answers that stand in a set or a group itself.
    pub(crate) fn shared_answers(&self) -> impl Iterator<Item = &Answer> {
        let of_sets = self.sets.responses.iter().flat_map(|set| &set.answers);
        of_sets.chain(self.groups.iter().flat_map(|group| &group.common))
    }

    /// Every answer, wherever it stands.
    pub(crate) fn all_answers(&mut self) -> impl Iterator<Item = &mut Answer> {
        let of_routes = self.routes.iter_mut().flat_map(|route| route.answers.iter_mut().flatten());
        let of_sets = self.sets.responses.iter_mut().flat_map(|set| &mut set.answers);
        let of_groups = self.groups.iter_mut().flat_map(|group| &mut group.common);
        of_routes.chain(of_sets).chain(of_groups).chain(&mut self.common)
    }
}

/// A route, with what it takes from the contract and its groups: the prefix of its path, and the common answers.
pub(crate) struct Route {
    /// The names of its groups and its own, as its handler is called.
    pub(crate) name: Ident,
    /// What the types are called that are made for it.
    pub(crate) names: RouteNames,
    /// The same with dots, as everything but code calls it.
    pub(crate) operation: String,
    /// What documents call it, where that is something else.
    pub(crate) operation_id: Option<String>,
    pub(crate) is_deprecated: bool,
    pub(crate) inherited: Inherited,
    /// The index of the group that it stands in, if it stands in one.
    pub(crate) group: Option<usize>,
    pub(crate) docs: Docs,
    pub(crate) summary: Option<Expr>,
    pub(crate) description: Option<Expr>,
    pub(crate) method: Option<Method>,
    /// Prefix and all; nothing where a mistake is in it or in the types of its parameters.
    pub(crate) path: Option<RoutePath>,
    /// Whether the path is also served without its last segment, which is a parameter that may be left out.
    pub(crate) last_is_optional: bool,
    pub(crate) params: Content,
    pub(crate) query: Content,
    pub(crate) headers: Content,
    pub(crate) fixed_headers: Vec<FixedHeader>,
    pub(crate) cookies: Content,
    pub(crate) body: Content,
    pub(crate) body_media: BodyMedia,
    /// The most bytes that a body may have, where the route says so.
    pub(crate) body_limit: Option<Expr>,
    pub(crate) kind: Kind,
    /// All statuses that it may answer with, without the 200 of a stream; nothing where they are not all known.
    pub(crate) answers: Option<Vec<Answer>>,
    pub(crate) soundness: Soundness,
}

/// How a route answers when all goes well.
pub(crate) enum Kind {
    /// With one of its answers.
    Unary,
    /// With a stream of these events.
    Stream(Events),
}

/// The events of a stream.
pub(crate) enum Events {
    /// Its own.
    Own(Vec<Event>),
    /// Those of a set, by the name that the route has for it.
    Set(Ident),
    /// Nobody knows which.
    Unknown,
}

/// A group of routes.
pub(crate) struct Group {
    /// Those of the groups that it stands in, and its own.
    pub(crate) name: Ident,
    /// The index of the group that it stands in, if it stands in one.
    pub(crate) parent: Option<usize>,
    /// The answers that it gives to its routes itself.
    pub(crate) common: Vec<Answer>,
    /// These, and those that it is given itself; nothing where they are not all known.
    pub(crate) all_common: Option<Vec<Answer>>,
    /// Whether there is an error for what its routes have in common: where it adds to that.
    pub(crate) has_error: bool,
}

/// What several routes may share.
#[derive(Default)]
pub(crate) struct Sets {
    pub(crate) events: Vec<EventSet>,
    pub(crate) responses: Vec<ResponseSet>,
}

/// Answers that several routes may share.
pub(crate) struct ResponseSet {
    pub(crate) name: Ident,
    pub(crate) answers: Vec<Answer>,
    /// Whether there is no mistake in it.
    pub(crate) is_sound: bool,
    /// Whether there is an error for those of its answers that are errors: where some are.
    pub(crate) has_error: bool,
}

/// Events that several routes may share, and with them the type of their channels.
pub(crate) struct EventSet {
    pub(crate) docs: Docs,
    pub(crate) name: Ident,
    /// Nothing where they are not known.
    pub(crate) events: Option<Vec<Event>>,
    /// Whether there is no mistake in it.
    pub(crate) is_sound: bool,
}

/// How much of a route can be made.
#[derive(PartialEq, Eq)]
pub(crate) enum Soundness {
    /// All of it.
    Whole,
    /// Its types and its handler, with placeholders in them, but nothing that would serve it.
    Broken,
    /// Its handler alone, since the names of its types are those of another route's. These are the ones that are not.
    Unnamed(Vec<Ident>),
}

impl Route {
    pub(crate) fn is_whole(&self) -> bool {
        self.soundness == Soundness::Whole
    }

    /// Leaves out what would serve it, if it is not to be left out already.
    pub(crate) fn leave_unserved(&mut self) {
        if self.is_whole() {
            self.soundness = Soundness::Broken;
        }
    }

    pub(crate) fn is_stream(&self) -> bool {
        matches!(self.kind, Kind::Stream(_))
    }

    /// What the type of its events is called, if it is a stream: those of a set are the set's.
    pub(crate) fn event(&self) -> &Ident {
        match &self.kind {
            Kind::Stream(Events::Set(set)) => set,
            _ => &self.names.event,
        }
    }

    /// The path without its last parameter, where that may be left out.
    pub(crate) fn short_path(&self) -> Option<RoutePath> {
        let path = self.path.as_ref().filter(|_| self.last_is_optional)?;
        let (_, before) = path.segments.split_last()?;
        Some(RoutePath { segments: before.to_vec() })
    }

    /// The last parameter, where it may be left out.
    pub(crate) fn optional_param(&self) -> Option<&Field> {
        self.params.fields().last().filter(|_| self.last_is_optional)
    }

    /// The answers of `statuses`, where the answers are known.
    pub(crate) fn answers_in(&self, statuses: std::ops::Range<u16>) -> Option<Vec<&Answer>> {
        let answers = self.answers.as_ref()?;
        Some(answers.iter().filter(|answer| statuses.contains(&answer.status)).collect())
    }
}

/// A path whose every segment is known.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct RoutePath {
    pub(crate) segments: Vec<Segment>,
}

/// What stands between two slashes.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
    /// A parameter that takes all that is left of the path, with the slashes in it.
    Rest(String),
}

impl RoutePath {
    /// The names of its parameters, in order.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Parameter(name) | Segment::Rest(name) => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }

    /// What it begins with up to its first parameter, as if every path ended with a slash: `/users/` of `/users` and of
    /// `/users/{id}`.
    pub(crate) fn beginning(&self) -> String {
        let mut beginning = "/".to_owned();
        for segment in &self.segments {
            let Segment::Literal(text) = segment else { break };
            beginning.push_str(text);
            beginning.push('/');
        }
        beginning
    }

    /// What comes after `prefix`, which it begins with.
    pub(crate) fn below(&self, prefix: &Self) -> Self {
        Self { segments: self.segments.iter().skip(prefix.segments.len()).cloned().collect() }
    }

    /// The name of the parameter that ends the path, if one does.
    pub(crate) fn last_parameter(&self) -> Option<&str> {
        match self.segments.last()? {
            Segment::Parameter(name) | Segment::Rest(name) => Some(name),
            Segment::Literal(_) => None,
        }
    }
}

impl std::fmt::Display for RoutePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.segments.is_empty() {
            return f.write_str("/");
        }
        self.segments.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => write!(f, "/{text}"),
            Segment::Parameter(name) => write!(f, "/{{{name}}}"),
            Segment::Rest(name) => write!(f, "/{{*{name}}}"),
        })
    }
}

/// What a part of a request, an answer or an event holds.
#[derive(Clone)]
pub(crate) enum Content {
    Nothing,
    /// A type that the user has.
    Type(Box<Type>),
    /// Any JSON, since nothing else was said.
    AnyJson,
    /// The fields of a type that is made for it.
    Fields(Vec<Field>),
    /// Something that could not be understood.
    Unknown,
}

impl Content {
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Self::Nothing)
    }

    /// The fields of a type that is made for it; none where none is.
    pub(crate) fn fields(&self) -> &[Field] {
        match self {
            Self::Fields(fields) => fields,
            _ => &[],
        }
    }
}

/// A named part of something made of fields.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) docs: Docs,
    pub(crate) ident: Ident,
    /// Its name on the wire.
    pub(crate) wire: String,
    pub(crate) ty: FieldType,
    /// What it is where a request leaves it out; one and the same for the field in all routes that have it.
    pub(crate) default: Option<Rc<Expr>>,
}

impl Field {
    /// Whether files of a multipart body are what it holds.
    pub(crate) fn is_of_files(&self) -> bool {
        matches!(self.ty, FieldType::Files(_))
    }
}

/// The headers that a contract or a group asks of the requests to all of its routes.
#[derive(Clone, Default)]
pub(crate) struct Headers {
    pub(crate) read: Vec<Field>,
    pub(crate) fixed: Vec<FixedHeader>,
}

/// A header that has one value and no other.
#[derive(Clone)]
pub(crate) struct FixedHeader {
    /// Its name on the wire.
    pub(crate) wire: String,
    pub(crate) value: String,
}

/// What a field holds.
#[derive(Clone)]
pub(crate) enum FieldType {
    /// Text, since nothing else was said.
    Text,
    /// A type that the user has.
    Type(Box<Type>),
    /// A type that holds files, in a body that has some.
    Files(Box<Type>),
    /// Something that could not be understood.
    Unknown,
}

/// A status that a route may answer with.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) docs: Docs,
    pub(crate) status: u16,
    pub(crate) at: At,
    pub(crate) content: Content,
    pub(crate) media: Media,
    pub(crate) headers: Vec<Field>,
    pub(crate) origin: Origin,
}

/// Where an answer is declared.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// In the route itself.
    Route,
    /// Among the contract's common answers.
    Contract,
    /// Among those of the group of this name.
    Group(Ident),
    /// In the set of this name.
    Set(Ident),
}

/// An event that a stream may carry.
pub(crate) struct Event {
    pub(crate) docs: Docs,
    /// Its name on the wire.
    pub(crate) name: String,
    pub(crate) variant: Ident,
    pub(crate) content: Content,
}
