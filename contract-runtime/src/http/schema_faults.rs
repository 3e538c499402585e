//! Finds every place where a JSON value differs from a JSON Schema, for the answer to an invalid request.
//!
//! serde decides whether a body is valid; this only explains, so a keyword that it does not know counts as fulfilled.

use serde_json::{Map, Value};

use super::fault::{Fault, Place};
use super::path::{self, Segment};
use super::schema_keywords::{integer_range, kinds, length_range, list};
use super::schema_words::describe;

/// A client mends one thing after another; nobody reads a longer list.
const MOST_FAULTS: usize = 100;

/// How many pairs of a schema and a value are looked at. Alternatives that hold each other make a search that grows
/// with every level of the value; a stranger's body must not choose how long it takes.
const MOST_STEPS: usize = 20_000;

/// A `$ref` consumes no input, so a circle of them must end by itself.
const MOST_REFS: usize = 32;

/// Every difference between `value`, which stands under `name` in a part of the request, and `schema`, whose definitions
/// are `definitions`; nothing where the search would take too long.
pub(crate) fn find(
    place: Place,
    name: &str,
    schema: &Value,
    definitions: &Map<String, Value>,
    value: &Value,
) -> Vec<Fault> {
    let path = if name.is_empty() { Vec::new() } else { vec![Segment::member(name)] };
    let mut search = Search { place, definitions, path, faults: Vec::new(), steps: 0 };
    search.check(schema, value);
    if search.steps < MOST_STEPS { search.faults } else { Vec::new() }
}

struct Search<'a> {
    place: Place,
    definitions: &'a Map<String, Value>,
    path: Vec<Segment<'a>>,
    faults: Vec<Fault>,
    steps: usize,
}

impl<'a> Search<'a> {
    fn check(&mut self, schema: &'a Value, value: &'a Value) {
        if self.is_over() {
            return;
        }
        self.steps += 1;
        let schema = self.resolve(schema);
        if schema == &Value::Bool(false) {
            return self.expect("nothing");
        }
        let Some(schema) = schema.as_object() else { return };
        let before = self.faults.len();
        self.check_alternatives(schema, value);
        if self.faults.len() == before && !fits(schema, value) {
            return self.expect(describe(schema));
        }
        for part in list(schema, "allOf") {
            self.check(part, value);
        }
        match value {
            Value::Object(members) => self.check_members(schema, members),
            Value::Array(items) => self.check_items(schema, items),
            _ => {}
        }
    }

    fn is_over(&self) -> bool {
        self.faults.len() >= MOST_FAULTS || self.steps >= MOST_STEPS
    }

    fn check_members(&mut self, schema: &'a Map<String, Value>, members: &'a Map<String, Value>) {
        let properties = schema.get("properties").and_then(Value::as_object);
        for name in list(schema, "required").iter().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                let expected =
                    properties.and_then(|all| all.get(name)).map(|property| self.describe(property));
                self.path.push(Segment::member(name));
                let expected = expected.unwrap_or_else(|| "a value".into());
                self.faults.push(Fault::missing(self.place, path::render(self.path.iter()), expected));
                self.path.pop();
            }
        }
        for (name, member) in members {
            if self.is_over() {
                return;
            }
            let known = properties.and_then(|all| all.get(name));
            if let Some(property) = known.or_else(|| schema.get("additionalProperties")) {
                self.path.push(Segment::member(name));
                self.check(property, member);
                self.path.pop();
            }
        }
    }

    fn check_items(&mut self, schema: &'a Map<String, Value>, items: &'a [Value]) {
        let prefix = list(schema, "prefixItems");
        for (index, item) in items.iter().enumerate() {
            if self.is_over() {
                return;
            }
            if let Some(schema) = prefix.get(index).or_else(|| schema.get("items")) {
                self.path.push(Segment::Item(index));
                self.check(schema, item);
                self.path.pop();
            }
        }
    }

    /// `anyOf` and `oneOf`: where no branch fits, the faults of the only branch that could have been meant (an
    /// `Option` has one beside `null`), or else all that would have been taken.
    fn check_alternatives(&mut self, schema: &'a Map<String, Value>, value: &'a Value) {
        for branches in [list(schema, "anyOf"), list(schema, "oneOf")] {
            let found: Vec<_> = branches.iter().map(|branch| self.faults_of(branch, value)).collect();
            if found.is_empty() || found.iter().any(Vec::is_empty) {
                continue;
            }
            let mut meant = branches.iter().zip(found).filter(|(branch, _)| self.is_meant(branch, value));
            if let (Some((_, faults)), None) = (meant.next(), meant.next()) {
                self.faults.extend(faults);
            } else {
                let taken: Vec<_> = branches.iter().map(|branch| self.describe(branch)).collect();
                self.expect(taken.join(" or "));
            }
        }
    }

    /// Whether a branch is for values of this kind, and not for one value alone.
    fn is_meant(&self, branch: &'a Value, value: &Value) -> bool {
        let branch = self.resolve(branch);
        let kind = branch.as_object().map(|schema| kind_fits(schema, value));
        kind == Some(true) && branch.get("enum").is_none() && branch.get("const").is_none()
    }

    fn faults_of(&mut self, schema: &'a Value, value: &'a Value) -> Vec<Fault> {
        let before = self.faults.len();
        self.check(schema, value);
        self.faults.split_off(before)
    }

    fn resolve(&self, mut schema: &'a Value) -> &'a Value {
        for _ in 0..MOST_REFS {
            let Some(name) = schema.get("$ref").and_then(Value::as_str) else { break };
            let Some(found) = name.strip_prefix("#/$defs/").and_then(|name| self.definitions.get(name))
            else {
                break;
            };
            schema = found;
        }
        schema
    }

    fn describe(&self, schema: &'a Value) -> String {
        match self.resolve(schema).as_object() {
            Some(schema) => match [list(schema, "anyOf"), list(schema, "oneOf")].concat().as_slice() {
                [] => describe(schema),
                _ => "a value of the declared kind".to_owned(),
            },
            None => "a value".to_owned(),
        }
    }

    fn expect(&mut self, expected: impl Into<String>) {
        self.faults.push(Fault::new(self.place, path::render(self.path.iter()), expected));
    }
}

fn kind_fits(schema: &Map<String, Value>, value: &Value) -> bool {
    let kinds = kinds(schema);
    kinds.is_empty()
        || kinds.iter().any(|kind| match *kind {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            _ => true,
        })
}

/// Whether the value itself fits, its members and items left aside.
fn fits(schema: &Map<String, Value>, value: &Value) -> bool {
    let bound = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
    let number = value.as_f64();
    let above = |least: f64| number.is_none_or(|number| number >= least);
    let below = |most: f64| number.is_none_or(|number| number <= most);
    kind_fits(schema, value)
        && schema.get("const").is_none_or(|only| only == value)
        && schema.get("enum").and_then(Value::as_array).is_none_or(|values| values.contains(value))
        && bound("minimum").is_none_or(above)
        && bound("maximum").is_none_or(below)
        && format_fits(schema, value)
        && length_fits(schema, value)
}

fn length_fits(schema: &Map<String, Value>, value: &Value) -> bool {
    let Some(text) = value.as_str() else { return true };
    let (least, most) = length_range(schema);
    if least.is_none() && most.is_none() {
        // Not counted in vain: one text may be looked at as often as there are alternatives around it.
        return true;
    }
    let length = text.chars().count() as u64;
    least.is_none_or(|least| length >= least) && most.is_none_or(|most| length <= most)
}

/// schemars gives the sizes of integers as formats.
fn format_fits(schema: &Map<String, Value>, value: &Value) -> bool {
    let Some((least, most)) = integer_range(schema) else { return true };
    let number = value.as_i64().map(i128::from).or_else(|| value.as_u64().map(i128::from));
    number.is_none_or(|number| (least..=most).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(schema: &Value, value: &Value) -> Vec<(String, String)> {
        let empty = Map::new();
        let definitions = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
        find(Place::Body, "", schema, definitions, value)
            .into_iter()
            .map(|fault| (fault.field, fault.expected))
            .collect()
    }

    #[test]
    fn an_optional_object_reports_its_own_fields() {
        let schema = json!({
            "properties": {"to": {"anyOf": [{"$ref": "#/$defs/Address"}, {"type": "null"}]}},
            "$defs": {"Address": {"type": "object", "properties": {"zip": {"type": "string"}}, "required": ["zip"]}},
        });
        assert_eq!(fields(&schema, &json!({"to": null})), []);
        assert_eq!(
            fields(&schema, &json!({"to": {"zip": 5}})),
            [("to.zip".to_owned(), "a string".to_owned())]
        );
        assert_eq!(fields(&schema, &json!({"to": 5})), [("to".to_owned(), "an object or null".to_owned())]);
    }

    #[test]
    fn unknown_members_are_faults_only_where_the_schema_forbids_them() {
        assert_eq!(fields(&json!({"type": "object"}), &json!({"extra": 1})), []);
        let strict = json!({"type": "object", "additionalProperties": false});
        assert_eq!(fields(&strict, &json!({"extra": 1})), [("extra".to_owned(), "nothing".to_owned())]);
    }

    #[test]
    fn the_length_of_a_text_is_counted_in_characters() {
        let schema = json!({"type": "string", "minLength": 1, "maxLength": 2});
        assert_eq!(fields(&schema, &json!("éé")), []);
        assert_eq!(
            fields(&schema, &json!("")),
            [(String::new(), "a string of 1 to 2 characters".to_owned())]
        );
    }

    #[test]
    fn a_circle_of_references_ends() {
        let schema = json!({"$ref": "#/$defs/A", "$defs": {"A": {"$ref": "#/$defs/A"}}});
        assert_eq!(fields(&schema, &json!(1)), []);
    }

    #[test]
    fn every_branch_is_searched_once_however_deep() {
        let tree = json!({
            "$ref": "#/$defs/Tree",
            "$defs": {"Tree": {
                "type": "object",
                "properties": {
                    "value": {"type": "integer"},
                    "child": {"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]},
                },
            }},
        });
        let mut value = json!({"value": "x"});
        for _ in 0..120 {
            value = json!({"value": 1, "child": value});
        }
        let found = fields(&tree, &value);
        assert_eq!(found.len(), 1);
        assert!(found[0].0.starts_with("child.child.") && found[0].0.ends_with('…'), "{}", found[0].0);
    }

    #[test]
    fn a_search_that_would_grow_with_every_level_is_given_up() {
        let branch = json!({"type": "object", "properties": {"child": {"$ref": "#/$defs/Any"}}});
        let schema = json!({"$ref": "#/$defs/Any", "$defs": {"Any": {"oneOf": [branch, branch, branch, {"type": "integer"}]}}});
        let mut value = json!("x");
        for _ in 0..100 {
            value = json!({"child": value});
        }
        assert_eq!(fields(&schema, &value), []);
    }

    #[test]
    fn names_that_the_client_chose_are_cut() {
        let schema = json!({"additionalProperties": {"items": {"type": "integer"}}});
        let found = fields(&schema, &json!({"n".repeat(100_000): ["x", "y"]}));
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].0, format!("{}…[1]", "n".repeat(path::LONGEST_NAME)));
    }

    #[test]
    fn the_list_of_faults_is_bounded() {
        let value = Value::Array(vec![json!("x"); 10_000]);
        assert_eq!(
            find(Place::Body, "", &json!({"items": {"type": "null"}}), &Map::new(), &value).len(),
            MOST_FAULTS
        );
    }
}
