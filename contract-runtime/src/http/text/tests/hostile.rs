//! Queries that are made to cost much.

use std::collections::BTreeMap;

use super::*;
use crate::http::query::MOST_ELEMENTS;

#[test]
fn an_index_beyond_the_limit_is_named() {
    let limit = "at most 10000 elements in a list";
    for query in ["f[10000]=1", "f[99999999999999999999999]=1", "f[0]=1&f[4294967296]=2"] {
        assert_eq!(told(field::<Vec<u8>>(query)), [pair("f", limit)], "{query}");
    }
    assert_eq!(field::<Vec<u8>>("f[9999]=1"), Ok(vec![1]));
    assert_eq!(told(field::<Vec<Vec<u8>>>("f[0][10000]=1")), [pair("f[0]", limit)]);
    // To a map it is a key like any other.
    assert_eq!(field::<BTreeMap<u64, u8>>("f[10000]=1"), Ok(BTreeMap::from([(10_000, 1)])));
}

#[test]
fn a_json_list_beyond_the_limit_is_named() {
    let elements = |count| format!("f=[{}]", vec!["1"; count].join(","));
    assert_eq!(field::<Vec<u8>>(&elements(MOST_ELEMENTS)).map(|list| list.len()), Ok(MOST_ELEMENTS));
    let limit = pair("f", "at most 10000 elements in a list");
    assert_eq!(told(field::<Vec<u8>>(&elements(MOST_ELEMENTS + 1))), [limit]);
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Nested {
    #[expect(dead_code, reason = "read by serde alone")]
    inner: Option<Box<Nested>>,
    #[expect(dead_code, reason = "read by serde alone")]
    items: Option<Vec<Nested>>,
    number: Option<u8>,
}

/// The types of this test hold themselves, which costs most where a fault is sought in every alternative.
#[test]
fn depth_costs_no_more_than_its_length() {
    let brackets = format!("f{}[number]=x", "[inner]".repeat(29));
    assert_eq!(told(field::<Nested>(&brackets)).len(), 1);
    let json = format!("f={}{{\"number\":true}}{}", "{\"inner\":".repeat(100), "}".repeat(100));
    assert_eq!(told(field::<Nested>(&json)).len(), 1);
    let too_deep = format!("f={}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(told(field::<Vec<Nested>>(&too_deep)).len(), 1);
    assert_eq!(field::<String>(&too_deep).map(|text| text.len()), Ok(40_000));
}

#[test]
fn width_costs_no_more_than_its_length() {
    let nulls: Vec<_> = (0..9_000).map(|index| format!("f[{index}][number]=")).collect();
    let list: Vec<Nested> = field(&nulls.join("&")).unwrap();
    assert!(list.len() == 9_000 && list.iter().all(|nested| nested.number.is_none()));
    let wrong: Vec<_> = (0..9_000).map(|index| format!("f[{index}][number]=x")).collect();
    assert_eq!(told(field::<Vec<Nested>>(&wrong.join("&"))).len(), 100);
    let names: Vec<_> = (0..9_000).map(|index| format!("f[{index}x]=1")).collect();
    assert_eq!(field::<BTreeMap<String, u8>>(&names.join("&")).map(|map| map.len()), Ok(9_000));
}
