//! Who calls, as a signed cookie tells.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use contract_runtime::Problem;
use cookie::{Cookie, CookieJar, Key, SameSite};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::contract::{Name, NotificationsError};

const SESSION: &str = "session";

/// Who calls: the context of every handler, also of those that nobody needs to be signed in for.
#[derive(Debug)]
pub(crate) struct Caller(Option<User>);

impl Caller {
    /// Who is signed in, or the `401` that every route may answer.
    pub(crate) fn user(self) -> Result<User, NotificationsError> {
        self.0.ok_or_else(|| NotificationsError::Unauthorized(Problem::new("Sign in first.")))
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) name: Name,
}

impl User {
    /// What the user's connections go by: a hash, since lists and logs of connections need no names.
    pub(crate) fn client_id(&self) -> String {
        client_id(&self.name)
    }
}

/// What the connections of the user with this name go by.
pub(crate) fn client_id(name: &Name) -> String {
    format!("{:x}", Sha256::digest(name.as_str()))
}

impl FromRequestParts<App> for Caller {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let mut jar = CookieJar::new();
        let headers = parts.headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
        for cookie in headers.flat_map(Cookie::split_parse_encoded).flatten() {
            jar.add_original(cookie.into_owned());
        }
        let name = jar
            .signed(&app.key)
            .get(SESSION)
            .and_then(|cookie| Name::try_from(cookie.value().to_owned()).ok());
        Ok(Self(name.map(|name| User { name })))
    }
}

/// The cookie that signs somebody in.
pub(crate) fn cookie(key: &Key, name: &Name) -> String {
    let mut jar = CookieJar::new();
    jar.signed_mut(key).add(session(name.as_str().to_owned()));
    jar.delta().map(|cookie| cookie.encoded().to_string()).collect()
}

/// The cookie that signs out.
pub(crate) fn end() -> String {
    let mut cookie = session(String::new());
    cookie.make_removal();
    cookie.encoded().to_string()
}

fn session(value: String) -> Cookie<'static> {
    Cookie::build((SESSION, value)).path("/").http_only(true).same_site(SameSite::Lax).build()
}
