//! The second reading of a query: by the JSON Schema of its type.
//!
//! serde stops at the first fault, and where it buffers (behind an untagged enum, an internal tag, a flattened struct) it takes
//! what it is offered without saying what is wanted. The schema knows both. Making it costs more than reading does, so it is
//! made only for what did not read without; and it only proposes, since the type itself reads what comes of it.

use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use super::given::{Given, Part};
use super::literal;
use super::misread::{Misread, Why};
use super::shape::Shape;
use crate::http::fault::Fault;
use crate::http::query::Node;
use crate::http::schema_faults;

/// How far objects with nothing in them are followed into each other. A type could hold itself.
const DEEPEST_NOTHING: usize = 3;

/// The JSON Schema of a type.
pub(super) struct Guide {
    schema: Schema,
    definitions: Map<String, Value>,
}

impl Guide {
    pub(super) fn new(schema: fn(&mut SchemaGenerator) -> Schema) -> Self {
        let mut generator = SchemaSettings::draft2020_12().for_deserialize().into_generator();
        let schema = schema(&mut generator);
        Self { schema, definitions: generator.take_definitions(true) }
    }

    /// What was given, as the JSON that the schema describes, as far as it can be.
    pub(super) fn value(&self, given: Given<'_>) -> Value {
        value(given, &Shape::new(self.schema.as_value(), &self.definitions))
    }

    /// Every fault of a value that was read twice in vain, by itself and guided.
    pub(super) fn faults(
        &self,
        part: Part<'_>,
        value: &Value,
        alone: Misread,
        guided: Misread,
    ) -> Vec<Fault> {
        // What was wrong at first may be right with the guide, but of one fault the first words are of what was really sent.
        let found = if alone.path == guided.path { alone } else { guided };
        let speaks = matches!(found.why, Why::Expected(_) | Why::Repeated | Why::Limit(_));
        let found = found.into_fault(part);
        let schema = self.schema.as_value();
        let mut faults = schema_faults::find(part.place, part.name, schema, &self.definitions, value);
        if let Some(same) = faults.iter_mut().find(|fault| fault.field == found.field) {
            if speaks {
                *same = found;
            }
        } else if !faults.iter().any(|fault| fault.is_within(&found.field)) {
            // What fails because of its parts would have nothing to add to their faults.
            faults.push(found);
        }
        faults
    }
}

fn value(given: Given<'_>, shape: &Shape<'_>) -> Value {
    match given {
        Given::Nothing => Value::Null,
        Given::Plain(text) | Given::Text(text) => scalar(text, shape),
        Given::Plains(texts) => texts.iter().map(|text| scalar(text, &shape.item(0))).collect(),
        Given::Node(node) => branch(node, shape),
        Given::Json(value) => value.clone(),
    }
}

fn branch(node: &Node, shape: &Shape<'_>) -> Value {
    let is_list = match (shape.takes("array"), shape.takes("object")) {
        (true, false) => node.numbered().is_ok(),
        (false, true) => !node.texts.is_empty(),
        _ => node.looks_like_a_list(),
    };
    if is_list {
        let texts = node.texts.iter().map(|text| Given::Text(text));
        let numbered = node.numbered().unwrap_or_default().into_iter().map(Given::from);
        let items = texts.chain(numbered).enumerate();
        items.map(|(index, given)| value(given, &shape.item(index))).collect()
    } else {
        let members = node.members.iter();
        let given = members.map(|(name, node)| (name.clone(), value(node.into(), &shape.member(name))));
        let absent = absent(node, shape, DEEPEST_NOTHING);
        given.chain(absent).collect()
    }
}

/// The members that must be there and are there in spite of it: a list or an object with nothing in it leaves no trace in
/// a query.
fn absent(node: &Node, shape: &Shape<'_>, depth: usize) -> impl Iterator<Item = (String, Value)> {
    let names = shape.required().filter(|name| !node.members.contains_key(*name));
    names.filter_map(move |name| Some((name.to_owned(), empty(&shape.member(name), depth)?)))
}

fn empty(shape: &Shape<'_>, depth: usize) -> Option<Value> {
    if shape.is_anything() || shape.takes("null") {
        None
    } else if shape.takes("array") {
        Some(Value::Array(Vec::new()))
    } else {
        let is_object = depth > 0 && shape.takes("object");
        is_object.then(|| absent(&Node::default(), shape, depth - 1).collect())
    }
}

fn scalar(text: &str, shape: &Shape<'_>) -> Value {
    if shape.is_anything() {
        return literal::most_specific(text);
    }
    null(text, shape)
        .or_else(|| boolean(text, shape))
        .or_else(|| number(text, shape))
        .or_else(|| literal::array(text).filter(|_| shape.takes("array")))
        .or_else(|| literal::object(text).filter(|_| shape.takes("object")))
        .or_else(|| shape.takes("string").then(|| Value::String(literal::unquoted(text).into_owned())))
        .or_else(|| shape.takes("array").then(|| Value::Array(vec![scalar(text, &shape.item(0))])))
        .unwrap_or_else(|| literal::most_specific(text))
}

fn null(text: &str, shape: &Shape<'_>) -> Option<Value> {
    let is_null = matches!(text, "" | "null") && shape.takes("null") && !shape.takes_text(text);
    is_null.then_some(Value::Null)
}

fn boolean(text: &str, shape: &Shape<'_>) -> Option<Value> {
    let is_word = matches!(text, "true" | "false");
    let means_nothing_else = !shape.takes("number") && !shape.takes("string");
    let read = (shape.takes("boolean") && (is_word || means_nothing_else)).then(|| literal::boolean(text));
    read?.map(Value::Bool)
}

fn number(text: &str, shape: &Shape<'_>) -> Option<Value> {
    let number = literal::number(text).filter(|_| shape.takes("number"))?;
    (literal::is_exact(text, &number) || !shape.takes("string")).then_some(number)
}
