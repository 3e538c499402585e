//! Values out of texts and queries.

mod faults;
mod forms;
mod hostile;
mod kinds;
mod plain;
mod property;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Given, Part, read};
use crate::http::fault::{Fault, Place};
use crate::http::query;

/// The field `f` of a query.
fn field<T: DeserializeOwned + JsonSchema>(query: &str) -> Result<T, Vec<Fault>> {
    let root = query::parse(Place::Query, query.as_bytes()).map_err(|fault| vec![fault])?;
    let given = root.find("f").map_or(Given::Nothing, Given::from);
    read(Part { place: Place::Query, name: "f", given })
}

/// A query as a whole.
fn whole<T: DeserializeOwned + JsonSchema>(query: &str) -> Result<T, Vec<Fault>> {
    let root = query::parse(Place::Query, query.as_bytes()).map_err(|fault| vec![fault])?;
    read(Part { place: Place::Query, name: "", given: Given::from(&root) })
}

/// The field and the expectation of each fault.
fn told<T: std::fmt::Debug>(read: Result<T, Vec<Fault>>) -> Vec<(String, String)> {
    read.unwrap_err().into_iter().map(|fault| (fault.field, fault.expected)).collect()
}

fn pair(field: &str, expected: &str) -> (String, String) {
    (field.to_owned(), expected.to_owned())
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
struct Id(u32);

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Status {
    Open,
    InTransit,
}

#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
struct Point {
    x: i32,
    y: Option<i32>,
}
