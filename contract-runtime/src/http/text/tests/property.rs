//! Every form reads back what it says, and no query is too odd to be answered.

use std::collections::BTreeMap;

use form_urlencoded::byte_serialize;
use proptest::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::*;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Sample {
    whole: i64,
    real: f64,
    flag: bool,
    text: String,
    color: Color,
    maybe: Option<u8>,
    maybe_text: Option<String>,
    texts: Vec<String>,
    rows: Vec<Vec<u16>>,
    item: Item,
    items: Vec<Item>,
    counts: BTreeMap<String, i32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Item {
    name: String,
    size: Option<f32>,
    tags: Vec<bool>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Color {
    Red,
    Blue,
}

/// What looks like something else is more telling than noise.
const ODD: &[&str] = &[
    "",
    " ",
    "true",
    "null",
    "12",
    "-1e5",
    "[1]",
    "{}",
    "{\"a\":1}",
    "a b+c&d=e%20",
    "a[0]",
    "é\u{0}\n",
    "\"",
];

fn text() -> impl Strategy<Value = String> {
    // Quotes around a text are the one thing that the two ways to send one can't both say.
    prop_oneof![proptest::sample::select(ODD).prop_map(str::to_owned), "[^\"]{0,8}"]
}

fn item() -> impl Strategy<Value = Item> {
    let size = proptest::option::of(any::<f32>().prop_filter("JSON has no other", |size| size.is_finite()));
    (text(), size, proptest::collection::vec(any::<bool>(), 0..3)).prop_map(|(name, size, tags)| Item {
        name,
        size,
        tags,
    })
}

fn sample() -> impl Strategy<Value = Sample> {
    let real = any::<f64>().prop_filter("JSON has no other", |real| real.is_finite());
    let scalars = (
        any::<i64>(),
        real,
        any::<bool>(),
        text(),
        proptest::option::of(any::<u8>()),
        proptest::option::of(text()),
    );
    let lists = (
        proptest::collection::vec(text(), 0..14),
        // An inner list that is empty leaves no trace in brackets, so that the ones after it would move up.
        proptest::collection::vec(proptest::collection::vec(any::<u16>(), 1..3), 0..3),
        item(),
        proptest::collection::vec(item(), 0..3),
        proptest::collection::btree_map("[a-z0-9]{1,3}", any::<i32>(), 0..3),
    );
    (scalars, lists).prop_map(
        |((whole, real, flag, text, maybe, maybe_text), (texts, rows, item, items, counts))| Sample {
            color: if flag { Color::Red } else { Color::Blue },
            ..Sample {
                whole,
                real,
                flag,
                text,
                color: Color::Red,
                maybe,
                maybe_text,
                texts,
                rows,
                item,
                items,
                counts,
            }
        },
    )
}

/// How a client writes queries.
#[derive(Debug, Clone, Copy)]
struct Client {
    lists: Lists,
    literal_brackets: bool,
    space_is_plus: bool,
    nulls_are_empty: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Lists {
    Indexes,
    EmptyBrackets,
    Repeated,
    JsonQuery,
}

const LISTS: &[Lists] = &[Lists::Indexes, Lists::EmptyBrackets, Lists::Repeated, Lists::JsonQuery];

fn client() -> impl Strategy<Value = Client> {
    (proptest::sample::select(LISTS), any::<[bool; 3]>()).prop_map(
        |(lists, [literal_brackets, space_is_plus, nulls_are_empty])| Client {
            lists,
            literal_brackets,
            space_is_plus,
            nulls_are_empty,
        },
    )
}

impl Client {
    fn pairs(self, value: &Value) -> Vec<String> {
        let mut pairs = Vec::new();
        for (name, value) in value.as_object().unwrap() {
            if self.lists == Lists::JsonQuery {
                pairs.push(self.pair(name, &json_query(value)));
            } else {
                self.write(name, value, &mut pairs);
            }
        }
        pairs
    }

    fn write(self, key: &str, value: &Value, pairs: &mut Vec<String>) {
        match value {
            // No client says both that there is no text and that the text is empty.
            Value::Null if !self.nulls_are_empty || key == "maybe_text" => {}
            Value::Null => pairs.push(self.pair(key, "")),
            Value::String(text) => pairs.push(self.pair(key, text)),
            Value::Array(items) => self.write_list(key, items, pairs),
            Value::Object(members) => {
                for (name, member) in members {
                    self.write(&format!("{key}[{name}]"), member, pairs);
                }
            }
            scalar => pairs.push(self.pair(key, &scalar.to_string())),
        }
    }

    fn write_list(self, key: &str, items: &[Value], pairs: &mut Vec<String>) {
        let is_flat = !items.iter().any(|item| item.is_array() || item.is_object());
        // One text that is an array would be read as its elements.
        let is_lone_array = matches!(items, [Value::String(text)] if text.starts_with('['));
        for (index, item) in items.iter().enumerate() {
            let key = match self.lists {
                Lists::EmptyBrackets if is_flat => format!("{key}[]"),
                Lists::Repeated if is_flat && !is_lone_array => key.to_owned(),
                _ => format!("{key}[{index}]"),
            };
            self.write(&key, item, pairs);
        }
    }

    fn pair(self, key: &str, text: &str) -> String {
        let encode = |text: &str| {
            let text: String = byte_serialize(text.as_bytes()).collect();
            if self.space_is_plus { text } else { text.replace('+', "%20") }
        };
        let key = encode(key);
        let key = if self.literal_brackets { key.replace("%5B", "[").replace("%5D", "]") } else { key };
        format!("{key}={}", encode(text))
    }
}

/// ts-rest's `jsonQuery`: a string is itself where JSON would read nothing else from it.
fn json_query(value: &Value) -> String {
    let Value::String(text) = value else { return value.to_string() };
    let trimmed = text.trim();
    let is_number = trimmed.is_empty() || trimmed.parse::<f64>().is_ok();
    if is_number || matches!(trimmed, "true" | "false" | "null") { value.to_string() } else { text.clone() }
}

proptest! {
    #[test]
    fn every_form_reads_back_the_same_value(sample in sample(), client in client(), turn in any::<proptest::sample::Index>()) {
        let mut value = serde_json::to_value(&sample).unwrap();
        let members = value.as_object_mut().unwrap();
        if members["maybe_text"].is_null() {
            members.remove("maybe_text");
        }
        let mut pairs = client.pairs(&value);
        // The order of pairs says something only where lists have no indexes.
        if client.lists == Lists::Indexes {
            let turn = turn.index(pairs.len());
            pairs.rotate_left(turn);
            pairs.reverse();
        }
        let query = pairs.join("&");
        prop_assert_eq!(whole::<Sample>(&query), Ok(sample), "{}", query);
    }

    #[test]
    fn any_query_is_answered(query in "(a|whole|texts|rows|items|item|\\[|\\]|\\[0\\]|\\[name\\]|=|&|%5B|%|\\{|\"|,|1|null|.){0,40}") {
        let _ = whole::<Sample>(&query);
        let _ = whole::<Value>(&query);
        let _ = field::<Vec<Item>>(&query);
    }
}
