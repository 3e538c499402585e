//! What is told of a query that does not read.

use std::collections::BTreeMap;

use super::*;

#[derive(Debug, Deserialize, JsonSchema)]
#[expect(dead_code, reason = "never read")]
struct Search {
    page: u8,
    status: Option<Status>,
    points: Vec<Point>,
    o: BTreeMap<String, Vec<u8>>,
}

const I32: &str = "a whole number from -2147483648 to 2147483647";
const U8: &str = "a whole number from 0 to 255";

#[test]
fn a_fault_has_the_path_of_its_value() {
    assert_eq!(told(field::<Point>("f[x]=a")), [pair("f.x", I32)]);
    assert_eq!(told(field::<Vec<Point>>("f[0][x]=1&f[1][x]=a")), [pair("f[1].x", I32)]);
    assert_eq!(told(field::<Vec<Vec<u8>>>("f[0][0]=1&f[0][1]=a")), [pair("f[0][1]", U8)]);
    assert_eq!(told(field::<BTreeMap<String, Vec<u8>>>("f[k]=a")), [pair("f.k[0]", U8)]);
    assert_eq!(told(whole::<BTreeMap<String, Vec<u8>>>("o[0]=a")), [pair("o[0]", U8)]);
    assert_eq!(told(field::<Point>("f={\"x\":1,\"y\":true}")), [pair("f.y", I32)]);
    assert_eq!(told(field::<BTreeMap<u8, u8>>("f[a]=1")), [pair("f.a", U8)]);
}

#[test]
fn all_faults_of_a_named_type_are_told() {
    let faults = told(whole::<Search>("page=256&status=lost&points[0][x]=1&points[1][y]=a&o[k]=1&o[k]=b"));
    assert_eq!(
        faults,
        [
            pair("o.k[1]", U8),
            pair("page", U8),
            pair("points[1].x", I32),
            pair("points[1].y", &format!("{I32} or null")),
            pair("status", "one of `open`, `in_transit` or null"),
        ]
    );
}

#[test]
fn all_that_is_missing_is_told() {
    #[derive(Debug, Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "never read")]
    struct Needy {
        page: u8,
        point: Point,
        points: Vec<Point>,
        status: Status,
    }
    // Nothing is a list, and nothing may be an object, but this one needs an `x`.
    let faults = whole::<Needy>("").unwrap_err();
    let details: Vec<_> = faults.iter().map(|fault| fault.detail.as_str()).collect();
    assert_eq!(
        details,
        [
            "the query field `page` is missing",
            "the query field `status` is missing",
            "the query field `point.x` is missing",
        ]
    );
    assert_eq!(faults[0].expected, "a whole number from 0 to 255");
}

#[test]
fn what_is_of_another_kind_is_told() {
    assert_eq!(field::<u8>("f=1&f=2").unwrap_err(), [Fault::repeated(Place::Query, "f")]);
    assert_eq!(told(field::<u8>("f[0]=1")), [pair("f", U8)]);
    assert_eq!(told(field::<u8>("f[]=1")), [pair("f", U8)]);
    assert_eq!(told(field::<u8>("f[k]=1")), [pair("f", U8)]);
    assert_eq!(told(field::<String>("f[k]=1")), [pair("f", "a string")]);
    assert_eq!(told(field::<Status>("f=open&f=open")), [pair("f", "one value")]);
    assert_eq!(told(field::<Vec<u8>>("f[k]=1")), [pair("f", "a list")]);
    assert_eq!(told(field::<Point>("f=1")), [pair("f", "an object")]);
    assert_eq!(told(field::<Point>("f=1&f[x]=1")), [pair("f", "an object")]);
    assert_eq!(told(field::<(u8, u8)>("f=1&f=2&f=3")), [pair("f", "a list of 2")]);
    assert_eq!(
        told(field::<Vec<Point>>("f[][x]=1")),
        [pair("f", "a list whose elements are numbered, as in `a[0][k]`")]
    );
}

#[test]
fn faults_behind_a_buffer_are_told_by_the_schema() {
    #[derive(Debug, Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "never read")]
    struct Outer {
        name: String,
        #[serde(flatten)]
        point: Point,
    }
    assert_eq!(told(whole::<Outer>("name=1&x=a&y=2")), [pair("x", I32)]);
    assert_eq!(told(whole::<Outer>("name=1&y=b")), [pair("x", I32), pair("y", &format!("{I32} or null"))]);
}

#[test]
fn a_type_that_refuses_is_quoted() {
    #[derive(Debug, JsonSchema)]
    struct Even;
    impl<'de> Deserialize<'de> for Even {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            u32::deserialize(deserializer)?;
            Err(serde::de::Error::custom("odd numbers have no half"))
        }
    }
    #[derive(Debug, Deserialize, JsonSchema)]
    #[expect(dead_code, reason = "never read")]
    struct Holder {
        #[schemars(with = "u32")]
        half: Even,
        page: u8,
    }
    let details: Vec<_> =
        whole::<Holder>("half=3&page=x").unwrap_err().into_iter().map(|fault| fault.detail).collect();
    assert_eq!(
        details,
        [
            "the query field `page` must be a whole number from 0 to 255",
            "the query field `half` is not valid: odd numbers have no half",
        ]
    );
}

#[test]
fn an_unknown_field_is_named_where_it_is_refused() {
    #[derive(Debug, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "never read")]
    struct Strict {
        page: Option<u8>,
    }
    assert_eq!(told(whole::<Strict>("page=1&pgae=2")), [pair("pgae", "named `page`")]);
}
