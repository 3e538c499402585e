//! What a JSON Schema takes at one place.

use serde_json::{Map, Value};

/// The schemas that may apply to one value: those of all alternatives at once, since which one is meant is only known when
/// the value is.
#[derive(Debug)]
pub(super) struct Shape<'s> {
    definitions: &'s Map<String, Value>,
    schemas: Vec<&'s Value>,
}

impl<'s> Shape<'s> {
    pub(super) fn new(schema: &'s Value, definitions: &'s Map<String, Value>) -> Self {
        Self::of(vec![schema], definitions)
    }

    fn of(mut pending: Vec<&'s Value>, definitions: &'s Map<String, Value>) -> Self {
        let mut schemas: Vec<&Value> = Vec::new();
        while let Some(schema) = pending.pop() {
            // A type may hold itself, and alternatives may share a definition.
            if schemas.iter().any(|known| std::ptr::eq(*known, schema)) {
                continue;
            }
            schemas.push(schema);
            pending.extend(referenced(schema, definitions));
            pending.extend(["allOf", "anyOf", "oneOf"].iter().flat_map(|keyword| list(schema, keyword)));
        }
        Self { definitions, schemas }
    }

    /// Nothing is said about the value.
    pub(super) fn is_anything(&self) -> bool {
        self.schemas.is_empty() || self.schemas.iter().any(|schema| kinds(schema) == Kinds::All)
    }

    /// A kind of JSON value, where `number` includes `integer`.
    pub(super) fn takes(&self, kind: &str) -> bool {
        self.is_anything() || self.schemas.iter().any(|schema| kinds(schema).have(kind))
    }

    /// A string that is this text.
    pub(super) fn takes_text(&self, text: &str) -> bool {
        self.is_anything()
            || self.schemas.iter().any(|schema| kinds(schema).have("string") && allows(schema, text))
    }

    pub(super) fn member(&self, name: &str) -> Self {
        let of_one = |schema: &&'s Value| -> Vec<&'s Value> {
            if let Some(property) = schema.get("properties").and_then(|known| known.get(name)) {
                return vec![property];
            }
            let patterns = schema.get("patternProperties").and_then(Value::as_object);
            let patterns = patterns.into_iter().flat_map(Map::values);
            patterns.chain(schema.get("additionalProperties")).collect()
        };
        Self::of(self.schemas.iter().flat_map(of_one).collect(), self.definitions)
    }

    /// The members that an object must have, where only one kind of object may be meant.
    pub(super) fn required(&self) -> impl Iterator<Item = &'s str> + use<'s> {
        let mut objects = self.schemas.iter().filter(|schema| schema.get("properties").is_some());
        let only = objects.next().filter(|_| objects.next().is_none());
        only.map_or(&[][..], |schema| list(schema, "required")).iter().filter_map(Value::as_str)
    }

    pub(super) fn item(&self, index: usize) -> Self {
        let of_one =
            |schema: &&'s Value| list(schema, "prefixItems").get(index).or_else(|| schema.get("items"));
        Self::of(self.schemas.iter().filter_map(of_one).collect(), self.definitions)
    }
}

fn referenced<'s>(schema: &Value, definitions: &'s Map<String, Value>) -> Option<&'s Value> {
    definitions.get(schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?)
}

fn list<'s>(schema: &'s Value, keyword: &str) -> &'s [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The kinds of value that a schema takes, its alternatives left aside.
#[derive(Debug, PartialEq, Eq)]
enum Kinds<'s> {
    All,
    These(Vec<&'s str>),
}

impl Kinds<'_> {
    fn have(&self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::These(kinds) => {
                kinds.iter().any(|known| *known == kind || (kind, *known) == ("number", "integer"))
            }
        }
    }
}

fn kinds(schema: &Value) -> Kinds<'_> {
    let Some(schema) = schema.as_object() else {
        return if schema == &Value::Bool(false) { Kinds::These(Vec::new()) } else { Kinds::All };
    };
    match schema.get("type") {
        Some(Value::String(kind)) => return Kinds::These(vec![kind]),
        Some(Value::Array(kinds)) => return Kinds::These(kinds.iter().filter_map(Value::as_str).collect()),
        _ => {}
    }
    let constants: Vec<_> = constants(schema).map(kind).collect();
    let says_elsewhere =
        ["$ref", "allOf", "anyOf", "oneOf"].iter().any(|keyword| schema.contains_key(*keyword));
    if !constants.is_empty() || says_elsewhere {
        Kinds::These(constants)
    } else if schema.contains_key("properties") {
        Kinds::These(vec!["object"])
    } else {
        Kinds::All
    }
}

fn constants(schema: &Map<String, Value>) -> impl Iterator<Item = &Value> {
    let listed = schema.get("enum").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    schema.get("const").into_iter().chain(listed)
}

fn allows(schema: &Value, text: &str) -> bool {
    let Some(schema) = schema.as_object() else { return false };
    // What has a format, such as a date, is neither empty nor `null`; no other text is asked about.
    let is_free = !schema.contains_key("format") && !schema.contains_key("pattern");
    let least = schema.get("minLength").and_then(Value::as_u64).unwrap_or_default();
    let mut constants = constants(schema).peekable();
    is_free
        && text.len() as u64 >= least
        && (constants.peek().is_none() || constants.any(|constant| constant == text))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
