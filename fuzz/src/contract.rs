//! A contract that takes in all that can be sent.

use std::collections::BTreeMap;

use contract_runtime::axum::response::{IntoResponse as _, Response};
use contract_runtime::prelude::*;
use contract_runtime::{CombinedErrors, File, InvalidRequest, Multipart};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

contract! {
    pub(crate) trait Intake {
        query: {
            method: GET,
            path: "/query",
            query: Everything,
            responses: { 200: Everything },
        },
        form: {
            method: POST,
            path: "/form",
            content_type: "application/x-www-form-urlencoded",
            body: Everything,
            responses: { 200: Everything },
        },
        json: { method: POST, path: "/json", body: Everything, responses: { 200: Everything } },
        fields: {
            method: POST,
            path: "/fields",
            content_type: "multipart/form-data",
            body: { title: String, tags: Vec<String>, place: Option<Place>, photo: Option<File>, more: Vec<File> },
            responses: { 200: Vec<String> },
        },
        parts: {
            method: POST,
            path: "/parts",
            content_type: "multipart/form-data",
            body: Multipart,
            responses: { 200: Vec<String> },
        },
    }
}

/// Every way in which a type can ask for its data.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Everything {
    small: u8,
    signed: Option<i64>,
    huge: Option<u128>,
    float: Option<f64>,
    flag: Option<bool>,
    letter: Option<char>,
    text: Option<String>,
    #[serde(default)]
    list: Vec<String>,
    #[serde(default)]
    places: Vec<Place>,
    pair: Option<(u8, String)>,
    #[serde(default)]
    map: BTreeMap<String, Either>,
    choice: Option<Choice>,
    either: Option<Either>,
    tagged: Option<Tagged>,
    tree: Option<Box<Tree>>,
    #[serde(flatten)]
    flat: Flat,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Place {
    lat: f64,
    lon: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Flat {
    inner: Option<u16>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Choice {
    Small,
    Large,
    Other { size: u8 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum Either {
    Number(i32),
    Place(Place),
    Many(Vec<bool>),
    Text(String),
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Tagged {
    Place(Place),
    Nothing,
}

#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Tree {
    name: String,
    #[serde(default)]
    children: Vec<Tree>,
}

/// Sends back what it read. One renders what is invalid as a problem, the other as clients of ts-rest know it.
pub(crate) struct Echo {
    pub(crate) is_combined: bool,
}

impl Intake for Echo {
    type Context = ();

    async fn query(&self, (): (), request: IntakeQueryRequest) -> IntakeQueryResult {
        Ok(request.query.into())
    }

    async fn form(&self, (): (), request: IntakeFormRequest) -> IntakeFormResult {
        Ok(request.body.into())
    }

    async fn json(&self, (): (), request: IntakeJsonRequest) -> IntakeJsonResult {
        Ok(request.body.into())
    }

    async fn fields(&self, (): (), request: IntakeFieldsRequest) -> IntakeFieldsResult {
        let IntakeFieldsBody { title, tags, place, photo, more } = request.body;
        let mut seen = vec![format!("{title:?} {tags:?} {place:?}")];
        for file in photo.iter().chain(&more) {
            let bytes = file.bytes().await.internal()?;
            assert_eq!(bytes.len() as u64, file.len());
            seen.push(format!("{:?} {:?} {bytes:?}", file.name(), file.content_type()));
        }
        Ok(seen.into())
    }

    async fn parts(&self, (): (), request: IntakePartsRequest) -> IntakePartsResult {
        let mut body = request.body;
        let mut seen = Vec::new();
        while let Some(part) = body.next_part().await.internal()? {
            let head = format!("{:?} {:?} {:?}", part.name(), part.file_name(), part.content_type());
            seen.push(format!("{head} {:?}", part.bytes().await.internal()?));
        }
        Ok(seen.into())
    }

    fn invalid_request(&self, request: InvalidRequest) -> Response {
        if self.is_combined { CombinedErrors::from(request).into_response() } else { request.into_response() }
    }
}
