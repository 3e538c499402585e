//! Every form in which a list or an object is sent.

use std::collections::BTreeMap;

use super::*;

fn list(elements: &[&str]) -> Vec<String> {
    elements.iter().map(|&element| element.to_owned()).collect()
}

#[test]
fn a_list_of_texts_has_many_forms() {
    for query in [
        "f[0]=x&f[1]=y",
        "f%5B0%5D=x&f%5b1%5d=y",
        "f[1]=y&f[0]=x",
        "f[7]=y&f[3]=x",
        "f[]=x&f[]=y",
        "f%5B%5D=x&f%5B%5D=y",
        "f=x&other=1&f=y",
        "f=[\"x\",\"y\"]",
    ] {
        assert_eq!(field::<Vec<String>>(query), Ok(list(&["x", "y"])), "{query}");
        assert_eq!(field::<Option<Vec<String>>>(query), Ok(Some(list(&["x", "y"]))), "{query}");
        assert_eq!(field::<(String, String)>(query), Ok(("x".to_owned(), "y".to_owned())), "{query}");
    }
    assert_eq!(field::<Vec<String>>(""), Ok(vec![]));
}

#[test]
fn one_text_is_a_list_of_one() {
    for query in ["f=x,y", "f[]=x,y", "f[0]=x,y", "f[9]=x,y", "f=[\"x,y\"]"] {
        assert_eq!(field::<Vec<String>>(query), Ok(list(&["x,y"])), "{query}");
    }
    // A text that is an array itself needs brackets at its name.
    assert_eq!(field::<Vec<String>>("f[]=[1]"), Ok(list(&["[1]"])));
    assert_eq!(field::<Vec<String>>("f=[1"), Ok(list(&["[1"])));
}

#[test]
fn indexes_are_numbers_and_not_texts() {
    let query: Vec<_> = (0..12).rev().map(|index| format!("f[{index}]={index}")).collect();
    assert_eq!(field::<Vec<u8>>(&query.join("&")), Ok((0..12).collect()));
}

#[test]
fn objects_and_lists_nest() {
    let point = Point { x: 1, y: Some(2) };
    for query in ["f[x]=1&f[y]=2", "f%5By%5D=2&f%5Bx%5D=1", "f={\"x\":1,\"y\":2}"] {
        assert_eq!(field::<Point>(query), Ok(point.clone()), "{query}");
        assert_eq!(field::<Option<Point>>(query), Ok(Some(point.clone())), "{query}");
    }
    for query in ["f[0][x]=1&f[1][x]=3&f[0][y]=2", "f=[{\"x\":1,\"y\":2},{\"x\":3}]"] {
        assert_eq!(field::<Vec<Point>>(query), Ok(vec![point.clone(), Point { x: 3, y: None }]), "{query}");
    }
    for query in ["f[0][0]=1&f[0][1]=2&f[1][0]=3", "f[0][]=1&f[0][]=2&f[1]=3", "f=[[1,2],[3]]"] {
        assert_eq!(field::<Vec<Vec<u8>>>(query), Ok(vec![vec![1, 2], vec![3]]), "{query}");
    }
    for query in ["f[a][b]=1", "f[a]={\"b\":1}", "f={\"a\":{\"b\":1}}"] {
        let expected = BTreeMap::from([("a".to_owned(), BTreeMap::from([("b".to_owned(), 1)]))]);
        assert_eq!(field::<BTreeMap<String, BTreeMap<String, u8>>>(query), Ok(expected), "{query}");
    }
    assert_eq!(field::<BTreeMap<u8, u8>>("f[1]=2&f[7]=3"), Ok(BTreeMap::from([(1, 2), (7, 3)])));
}

#[test]
fn nothing_is_an_empty_object() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Options {
        deep: Option<bool>,
        #[serde(default)]
        names: Vec<String>,
    }
    assert_eq!(field::<Options>(""), Ok(Options { deep: None, names: vec![] }));
    assert_eq!(field::<BTreeMap<String, u8>>(""), Ok(BTreeMap::new()));
    assert_eq!(field::<Option<Options>>(""), Ok(None));
    assert_eq!(whole::<Options>("names=a"), Ok(Options { deep: None, names: list(&["a"]) }));
}

#[test]
fn lists_and_objects_need_no_default_to_be_left_out() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Outer {
        names: Vec<String>,
        inner: Inner,
        maybe: Option<Inner>,
        #[serde(default = "seven")]
        sevens: Vec<u8>,
    }
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Inner {
        counts: BTreeMap<String, u8>,
        numbers: Vec<u8>,
    }
    fn seven() -> Vec<u8> {
        vec![7]
    }
    let inner = |numbers| Inner { counts: BTreeMap::new(), numbers };
    let outer = Outer { names: vec![], inner: inner(vec![]), maybe: None, sevens: vec![7] };
    assert_eq!(whole::<Outer>(""), Ok(outer));
    let outer = Outer { names: vec![], inner: inner(vec![]), maybe: Some(inner(vec![1])), sevens: vec![7] };
    assert_eq!(whole::<Outer>("maybe[numbers]=1"), Ok(outer));
}

#[test]
fn an_enum_with_data_is_an_object_of_one_member() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    enum Shape {
        Dot,
        Circle(u8),
        Box { width: u8 },
    }
    assert_eq!(field("f=dot"), Ok(Shape::Dot));
    assert_eq!(field("f=\"dot\""), Ok(Shape::Dot));
    assert_eq!(field("f[circle]=3"), Ok(Shape::Circle(3)));
    assert_eq!(field("f[box][width]=3"), Ok(Shape::Box { width: 3 }));
    assert_eq!(field("f={\"box\":{\"width\":3}}"), Ok(Shape::Box { width: 3 }));
    assert_eq!(told(field::<Shape>("f[box][width]=3&f[dot]=")), [pair("f", "an object with one member")]);
}

#[test]
fn a_space_is_a_plus_or_percent_twenty() {
    for query in ["f=a+b", "f=a%20b", "f=\"a b\"", "f=%22a+b%22"] {
        assert_eq!(field::<String>(query), Ok("a b".to_owned()), "{query}");
    }
    assert_eq!(field::<f64>("f=1e%2B21"), Ok(1e21));
}

#[test]
fn a_string_is_its_text_or_what_its_json_says() {
    for (query, text) in [
        ("f=true", "true"),
        ("f=%22true%22", "true"),
        ("f=%2212%22", "12"),
        ("f=12", "12"),
        ("f=%22%22", ""),
        ("f=", ""),
        ("f=[1]", "[1]"),
        ("f={\"a\":1}", "{\"a\":1}"),
        ("f=\"a", "\"a"),
        ("f=\"", "\""),
        ("f=%22a\"b%22", "\"a\"b\""),
        ("f=%22%5C%22q%5C%22%22", "\"q\""),
    ] {
        assert_eq!(field::<String>(query), Ok(text.to_owned()), "{query}");
    }
}

#[test]
fn null_is_nothing_where_the_type_does_not_read_it() {
    for query in ["f=", "f=null"] {
        assert_eq!(field::<Option<u32>>(query), Ok(None), "{query}");
        assert_eq!(field::<Option<Status>>(query), Ok(None), "{query}");
        assert_eq!(field::<Option<Point>>(query), Ok(None), "{query}");
        assert_eq!(field::<Option<Vec<u8>>>(query), Ok(None), "{query}");
        assert_eq!(field::<Option<Option<u8>>>(query), Ok(Some(None)), "{query}");
    }
    assert_eq!(field::<Option<String>>("f="), Ok(Some(String::new())));
    assert_eq!(field::<Option<String>>("f=null"), Ok(Some("null".to_owned())));
    assert_eq!(field::<Vec<Option<u8>>>("f=&f=5&f=null"), Ok(vec![None, Some(5), None]));
    assert_eq!(field::<Point>("f[x]=1&f[y]="), Ok(Point { x: 1, y: None }));
    assert_eq!(field::<Point>("f={\"x\":1,\"y\":null}"), Ok(Point { x: 1, y: None }));
}

#[test]
fn a_field_may_be_named_with_brackets() {
    let root = query::parse(Place::Query, b"page[size]=7&page[number]=1").unwrap();
    let given = root.find("page[size]").map_or(Given::Nothing, Given::from);
    assert_eq!(read::<u8>(Part { place: Place::Query, name: "page[size]", given }), Ok(7));
}

#[test]
fn keys_without_a_name_and_texts_without_a_key_are_no_trouble() {
    assert_eq!(field::<Vec<u8>>("=1&[]=2&&f=3&=&[0]=4"), Ok(vec![3]));
}
