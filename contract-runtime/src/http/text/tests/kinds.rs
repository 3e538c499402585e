//! Types that describe themselves: serde takes what it is offered for them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::*;

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Untagged {
    Number(u32),
    Flag(bool),
    Numbers(Vec<u32>),
    Point(Point),
    Text(String),
}

#[test]
fn an_untagged_enum_is_offered_the_most_specific_reading() {
    assert_eq!(field("f=12"), Ok(Untagged::Number(12)));
    assert_eq!(field("f=%2212%22"), Ok(Untagged::Text("12".to_owned())));
    assert_eq!(field("f=007"), Ok(Untagged::Text("007".to_owned())));
    assert_eq!(field("f=true"), Ok(Untagged::Flag(true)));
    assert_eq!(field("f=red"), Ok(Untagged::Text("red".to_owned())));
    for query in ["f=1&f=2", "f[]=1&f[]=2", "f[1]=2&f[0]=1", "f=[1,2]"] {
        assert_eq!(field(query), Ok(Untagged::Numbers(vec![1, 2])), "{query}");
    }
    for query in ["f[x]=1", "f={\"x\":1}"] {
        assert_eq!(field(query), Ok(Untagged::Point(Point { x: 1, y: None })), "{query}");
    }
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Tagged {
    ByName { name: String, exact: bool },
    ByNumber { number: u32, near: Option<u32>, tags: Vec<String> },
}

#[test]
fn an_internally_tagged_enum_reads_as_its_schema_says() {
    let by_name = Tagged::ByName { name: "12".to_owned(), exact: true };
    assert_eq!(whole("kind=by_name&name=12&exact=1"), Ok(by_name));
    let by_number = Tagged::ByNumber { number: 12, near: None, tags: vec!["true".to_owned()] };
    assert_eq!(whole("kind=by_number&number=12&near=&tags=true"), Ok(by_number));
    let by_number =
        Tagged::ByNumber { number: 12, near: Some(1), tags: vec!["1".to_owned(), "2".to_owned()] };
    assert_eq!(field("f[kind]=by_number&f[number]=12&f[near]=1&f[tags][5]=2&f[tags][3]=1"), Ok(by_number));
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Paging {
    page: Option<u32>,
    search: Option<String>,
    exact: Option<bool>,
    #[serde(default)]
    ids: Vec<String>,
    ratio: Option<f64>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Flattened {
    name: String,
    #[serde(flatten)]
    paging: Paging,
}

#[test]
fn a_flattened_struct_reads_as_its_schema_says() {
    let read = whole("name=1&page=2&search=3&exact=1&ids=5&ratio=0.30000000000000004");
    let paging = Paging {
        page: Some(2),
        search: Some("3".to_owned()),
        exact: Some(true),
        ids: vec!["5".to_owned()],
        ratio: Some(0.300_000_000_000_000_04),
    };
    assert_eq!(read, Ok(Flattened { name: "1".to_owned(), paging }));
    let read = whole("name=a&page=&search=&exact=false&ids[]=true&ratio=null");
    let paging = Paging {
        page: None,
        search: Some(String::new()),
        exact: Some(false),
        ids: vec!["true".to_owned()],
        ratio: None,
    };
    assert_eq!(read, Ok(Flattened { name: "a".to_owned(), paging }));
}

#[test]
fn an_empty_text_is_null_beside_what_is_flattened() {
    /// As its schema has it, any string.
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(try_from = "String")]
    struct Filled(String);
    impl TryFrom<String> for Filled {
        type Error = &'static str;
        fn try_from(text: String) -> Result<Self, Self::Error> {
            if text.is_empty() { Err("empty") } else { Ok(Self(text)) }
        }
    }
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Outer {
        filled: Option<Filled>,
        #[serde(flatten)]
        paging: Paging,
    }
    let paging = Paging { page: None, search: Some("3".to_owned()), exact: None, ids: vec![], ratio: None };
    assert_eq!(whole("filled=&search=3"), Ok(Outer { filled: None, paging }));
}

#[test]
fn what_is_flattened_may_be_a_map() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Open {
        page: u8,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    let rest = BTreeMap::from([("a".to_owned(), "1".to_owned()), ("b".to_owned(), "x".to_owned())]);
    assert_eq!(whole("a=1&page=2&b=x"), Ok(Open { page: 2, rest }));
}

#[test]
fn a_json_value_is_what_the_text_looks_like() {
    for (query, value) in [
        ("f=1.50", json!(1.5)),
        ("f=-1e3", json!(-1000.0)),
        ("f=18446744073709551615", json!(u64::MAX)),
        ("f=18446744073709551616", json!("18446744073709551616")),
        ("f=0.1234567890123456789", json!("0.1234567890123456789")),
        ("f=null", json!(null)),
        ("f=", json!("")),
        ("f=%2B1", json!("+1")),
        ("f=[1,{}]", json!([1, {}])),
        ("f=[1", json!("[1")),
        ("f[a]=1&f[b][]=x", json!({"a": 1, "b": ["x"]})),
    ] {
        assert_eq!(field::<Value>(query), Ok(value), "{query}");
    }
}

#[test]
fn a_tree_type_reads_at_any_depth() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(untagged)]
    enum Tree {
        Leaf(String),
        Node { left: Box<Tree>, right: Box<Tree> },
    }
    let leaf = |text: &str| Box::new(Tree::Leaf(text.to_owned()));
    let inner = Box::new(Tree::Node { left: leaf("1"), right: leaf("b") });
    let read = field("f[left][left]=1&f[left][right]=b&f[right]=true");
    assert_eq!(read, Ok(Tree::Node { left: inner, right: leaf("true") }));
}
