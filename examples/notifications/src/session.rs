//! Signing in and out: a cookie with the name, signed. Plain axum routes beside the contract's.

use axum::Router;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRef, FromRequestParts, Json, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::IntoResponse;
use axum::routing::post;
use axum_extra::extract::cookie::{Cookie, Key, SameSite, SignedCookieJar};
use contract_runtime::Problem;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::contract::{Name, NotificationsError, Session};

const COOKIE: &str = "session";

/// Who calls: the context of every handler.
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

impl FromRequestParts<App> for User {
    type Rejection = NotificationsError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let jar = SignedCookieJar::<Key>::from_request_parts(parts, app).await;
        let name = jar.ok().and_then(|jar| jar.get(COOKIE)).map(|cookie| cookie.value().to_owned());
        match name.map(Name::try_from) {
            Some(Ok(name)) => Ok(Self { name }),
            _ => Err(NotificationsError::Unauthorized(Problem::new("Sign in first."))),
        }
    }
}

impl FromRef<App> for Key {
    fn from_ref(app: &App) -> Self {
        app.key.clone()
    }
}

/// Who somebody says to be.
#[derive(Debug, Deserialize)]
struct Claim {
    name: String,
}

/// The routes that set and clear the cookie.
pub(crate) fn router(key: Key) -> Router {
    Router::new().route("/api/session", post(sign_in).delete(sign_out)).with_state(key)
}

async fn sign_in(
    State(key): State<Key>,
    claim: Result<Json<Claim>, JsonRejection>,
) -> Result<impl IntoResponse, Problem> {
    let Json(claim) =
        claim.map_err(|rejection| Problem::new(rejection.body_text()).status(rejection.status().as_u16()))?;
    let name = Name::try_from(claim.name).map_err(|reason| Problem::new(reason).status(400))?;
    let cookie = Cookie::build((COOKIE, name.as_str().to_owned()))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .build();
    Ok((StatusCode::CREATED, SignedCookieJar::new(key).add(cookie), Json(Session { name })))
}

async fn sign_out(jar: SignedCookieJar<Key>) -> impl IntoResponse {
    (StatusCode::NO_CONTENT, jar.remove(Cookie::build(COOKIE).path("/")))
}
