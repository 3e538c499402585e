//! All that a contract names, whatever becomes of it: who has imported a name for a part with a mistake in it is not to be told
//! that the import is in vain.

use syn::{Expr, Path, Type};

use super::{
    Answer, Contract, Event, Events, Field, FieldValue, Inherited, Responses, Schema, SetContent, Shared,
    Slot,
};

/// The types, values and contracts that a contract names.
#[derive(Default)]
pub(crate) struct Mentions {
    pub(crate) types: Vec<Type>,
    /// The values that are text, and those that are numbers of bytes.
    pub(crate) texts: Vec<Expr>,
    pub(crate) counts: Vec<Expr>,
    /// The values that are ways to be let in.
    pub(crate) security: Vec<Expr>,
    /// The values of any type.
    pub(crate) values: Vec<Expr>,
    /// The values of these types.
    pub(crate) defaults: Vec<(Type, Expr)>,
    pub(crate) mounts: Vec<Path>,
}

impl Contract {
    /// All that it names.
    pub(crate) fn mentions(&self) -> Mentions {
        let mut found = Mentions::default();
        found.mounts.extend(self.mounts.iter().filter_map(|mount| mount.contract.clone()));
        found.texts.extend(self.version.given().cloned());
        found.shared(&self.shared);
        for group in &self.groups {
            found.shared(&group.shared);
        }
        for set in &self.sets {
            match &set.content {
                SetContent::Events(events) => found.events(events.iter().flatten()),
                SetContent::Responses(responses) => responses.iter().for_each(|all| found.responses(all)),
            }
        }
        for route in &self.routes {
            found.inherited(&route.inherited);
            found.texts.extend(route.summary.given().into_iter().chain(route.description.given()).cloned());
            found.counts.extend(route.body_limit.given().cloned());
            for fields in [&route.path_params, &route.headers, &route.cookies] {
                found.fields(fields.given().into_iter().flatten());
            }
            for schema in [&route.query, &route.body].into_iter().filter_map(Slot::given) {
                found.schema(schema);
            }
            route.responses.given().into_iter().for_each(|all| found.responses(all));
        }
        found
    }
}

impl Mentions {
    /// What stands in a contract as in a group.
    fn shared(&mut self, shared: &Shared) {
        let fields = shared.path_params.given().into_iter().chain(shared.headers.given());
        self.fields(fields.flatten());
        shared.common_responses.given().into_iter().for_each(|all| self.responses(all));
        self.inherited(&shared.inherited);
    }

    fn inherited(&mut self, inherited: &Inherited) {
        let ways = inherited.security.given().into_iter().flatten();
        self.texts.extend(
            inherited.tags.given().into_iter().flatten().filter(|value| names_something(value)).cloned(),
        );
        self.security.extend(ways.filter(|value| names_something(value)).cloned());
        self.values.extend(inherited.metadata.given().cloned());
    }

    fn responses(&mut self, responses: &Responses) {
        for response in &responses.responses {
            match &response.answer {
                Answer::Schema(schema) => self.schema(schema),
                Answer::Events(_, Events::Written(events)) => self.events(events),
                Answer::Events(..) => {}
            }
            self.fields(response.headers.iter().flat_map(|headers| &headers.fields));
        }
    }

    fn events<'a>(&mut self, events: impl IntoIterator<Item = &'a Event>) {
        events.into_iter().for_each(|event| self.schema(&event.payload));
    }

    fn schema(&mut self, schema: &Schema) {
        match schema {
            Schema::Type(ty) => self.types.push(Type::clone(ty)),
            Schema::Object(_, fields) => self.fields(fields),
            Schema::Nothing | Schema::Unreadable => {}
        }
    }

    fn fields<'a>(&mut self, fields: impl IntoIterator<Item = &'a Field>) {
        for field in fields {
            let FieldValue::Type(ty) = &field.value else { continue };
            match &field.default {
                // A literal may be text for a `String`.
                Some(default) if names_something(default) => {
                    self.defaults.push((Type::clone(ty), default.clone()));
                }
                _ => self.types.push(Type::clone(ty)),
            }
        }
    }
}

/// Whether an expression can name something that was imported: no literal does, nor a bare word as it may stand for a value.
fn names_something(value: &Expr) -> bool {
    match value {
        Expr::Lit(_) => false,
        Expr::Path(path) => {
            path.path.get_ident().is_none_or(|word| word.to_string().starts_with(char::is_uppercase))
        }
        _ => true,
    }
}
