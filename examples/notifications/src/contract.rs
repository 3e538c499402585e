//! What the server offers, and the types of it.

use contract_runtime::prelude::*;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

contract! {
    /// Messages to everyone or to one user, pushed as they come.
    pub(crate) trait Notifications {
        path_prefix: "/api",
        common_responses: {
            /// Nobody is signed in.
            401: Problem,
        },

        get_events: {
            method: GET,
            path: "/events",
            headers: { content_type: "text/event-stream" },
            responses: {
                200: events {
                    /// A message, to everyone or to you.
                    message: Message,
                    /// Who is connected now: first of all, and whenever it changes.
                    presence: Presence,
                },
            },
            summary: "Create EventSource connection",
        },

        send_message: {
            method: POST,
            path: "/messages",
            body: NewMessage,
            responses: {
                202: (),
                /// Nobody known has the name in `to`.
                404: Problem,
            },
            summary: "Send a message to everyone, or to one user",
        },

        list_connections: {
            method: GET,
            path: "/connections",
            responses: { 200: Vec<Connection> },
            summary: "List the open event streams",
        },

        sign_in: {
            method: POST,
            path: "/session",
            body: Session,
            responses: { 201: Session with { set_cookie: String } },
            summary: "Sign in under a name",
        },

        get_session: {
            method: GET,
            path: "/session",
            responses: { 200: Session },
            summary: "Say who is signed in",
        },

        sign_out: {
            method: DELETE,
            path: "/session",
            responses: { 204: () with { set_cookie: String } },
            summary: "Sign out",
        },
    }
}

/// A message that somebody sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Message {
    /// Who sent it.
    pub(crate) from: Name,
    /// What it says.
    pub(crate) text: Text,
    /// Whom it is for; everyone if nobody.
    pub(crate) to: Option<Name>,
    /// When it was sent.
    pub(crate) at: Timestamp,
}

/// A message to be sent.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct NewMessage {
    /// What it says.
    pub(crate) text: Text,
    /// Whom it is for; everyone if nobody.
    pub(crate) to: Option<Name>,
}

/// Who is connected.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Presence {
    /// Their names, in order.
    pub(crate) users: Vec<Name>,
}

/// An open event stream.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Connection {
    /// Its number.
    pub(crate) id: u64,
    /// Who listens.
    pub(crate) user: Option<Name>,
    /// What is listened to.
    pub(crate) channels: Vec<String>,
    /// Since when.
    pub(crate) since: Timestamp,
    /// How many events went out.
    pub(crate) events_sent: u64,
    /// How many wait to go out.
    pub(crate) lag: u64,
}

/// Somebody who is signed in.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Session {
    /// The name.
    pub(crate) name: Name,
}

/// A user's name: 1 to 40 characters, without spaces around them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("minLength" = 1, "maxLength" = 40))]
pub(crate) struct Name(String);

impl Name {
    /// The name as text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.chars().count() {
            1..=40 if text.trim() == text && !text.chars().any(char::is_control) => Ok(Self(text)),
            _ => Err("a name has 1 to 40 characters, and no spaces around them"),
        }
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

/// A message's text: 1 to 2000 characters, not all of them spaces.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(extend("minLength" = 1, "maxLength" = 2000))]
pub(crate) struct Text(String);

impl TryFrom<String> for Text {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.chars().count() {
            1..=2000 if !text.trim().is_empty() => Ok(Self(text)),
            _ => Err("a message has 1 to 2000 characters, not all of them spaces"),
        }
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.0
    }
}
