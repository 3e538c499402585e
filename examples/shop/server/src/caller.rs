//! Who calls: by bearer token, as programs do, or by session cookie, as browsers do.
//!
//! A browser sends its cookies also with requests that a page of another site makes (cross-site request forgery). Those
//! change nothing here, for two reasons, each of which is enough: the cookie is `SameSite=Lax`, so that the only such request
//! that it comes with is a followed link, a GET, and no GET changes anything; and whatever changes something is a PUT, a
//! PATCH, a DELETE or a POST of JSON, which a browser sends to another site only if that allows it, as this one does not.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use contract_runtime::Route;
use contract_runtime::prelude::*;
use cookie::Cookie;
use shop_contract::{Access, Challenge, Name, Role, ShopError};

use crate::secrets::Digest;
use crate::session::SESSION;
use crate::store::{Store, User};

/// The context of all handlers: whoever may call the route, which the contract's [`Access`] says.
#[derive(Debug)]
pub(crate) struct Caller {
    /// Where the request comes from.
    pub(crate) address: IpAddr,
    signed_in: Option<(i64, User)>,
}

impl Caller {
    /// Whether it is the caller who has this name.
    pub(crate) fn is(&self, name: &Name) -> bool {
        let own = self.signed_in.as_ref().map(|(_, user)| user.account.name.as_str());
        own.is_some_and(|own| own.eq_ignore_ascii_case(name.as_str()))
    }

    /// Who is signed in, or the `401` that every route may answer.
    pub(crate) fn user(self) -> Result<User, ShopError> {
        let (_, user) = self.signed_in()?;
        Ok(user)
    }

    /// Who is signed in, and the number of the session or token that the request came with.
    pub(crate) fn signed_in(self) -> Result<(i64, User), ShopError> {
        self.signed_in.ok_or_else(|| unauthorized("Sign in first."))
    }
}

/// The `401` that every route may answer.
pub(crate) fn unauthorized(detail: &str) -> ShopError {
    ShopError::Unauthorized { body: Problem::new(detail), www_authenticate: Challenge::Bearer }
}

impl<S: Sync> FromRequestParts<S> for Caller
where
    Store: FromRef<S>,
{
    type Rejection = ShopError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ShopError> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let address = peer.map_or(Ipv4Addr::UNSPECIFIED.into(), |ConnectInfo(peer)| peer.ip());
        let signed_in = match presented(&parts.headers) {
            Some((sign_in, secret)) => known(Store::from_ref(state), sign_in, secret).await.internal()?,
            None => None,
        };
        let role = signed_in.as_ref().map(|(_, user)| user.account.role);
        if access(parts).admits(role) {
            return Ok(Self { address, signed_in });
        }
        Err(match role {
            Some(_) => ShopError::Forbidden(Problem::new("This is for administrators.")),
            None => unauthorized("Sign in first."),
        })
    }
}

/// Whom the contract lets call the matched route. What nobody has said anything about is closed.
fn access(parts: &Parts) -> Access {
    let route = parts.extensions.get::<&'static Route>();
    route.and_then(|route| route.metadata()).copied().unwrap_or(Access::Only(Role::Admin))
}

/// Who signed in under this number, if this is the secret.
async fn known(store: Store, sign_in: i64, secret: Digest) -> rusqlite::Result<Option<(i64, User)>> {
    let found = store.signed_in(sign_in).await?;
    Ok(found.filter(|(_, hash)| *hash == secret).map(|(user, _)| (sign_in, user)))
}

/// The number of the sign-in that a request comes with, and what its secret hashes to.
fn presented(headers: &HeaderMap) -> Option<(i64, Digest)> {
    let text = bearer(headers).or_else(|| session(headers))?;
    let (sign_in, secret) = text.split_once('.')?;
    Some((sign_in.parse().ok()?, Digest::of(secret)))
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

fn session(headers: &HeaderMap) -> Option<String> {
    let texts = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut cookies = texts.flat_map(Cookie::split_parse).flatten();
    cookies.find(|cookie| cookie.name() == SESSION).map(|cookie| cookie.value().to_owned())
}
