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
use contract_runtime::prelude::*;
use cookie::Cookie;
use shop_contract::admin::AdminError;
use shop_contract::{Challenge, Role, ShopError};

use crate::secrets::Digest;
use crate::session::SESSION;
use crate::store::{Store, User};

/// The context of the shop's handlers, also of those that nobody needs to be signed in for.
#[derive(Debug)]
pub(crate) struct Caller {
    /// Where the request comes from.
    pub(crate) address: IpAddr,
    signed_in: Option<(i64, User)>,
}

impl Caller {
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
        let Some((sign_in, secret)) = presented(&parts.headers) else {
            return Ok(Self { address, signed_in: None });
        };
        let found = Store::from_ref(state).signed_in(sign_in).await.internal()?;
        let signed_in = found.filter(|(_, hash)| *hash == secret).map(|(user, _)| (sign_in, user));
        Ok(Self { address, signed_in })
    }
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

/// The context of the staff's handlers: somebody who may run the shop.
#[derive(Debug)]
pub(crate) struct Administrator(pub(crate) User);

impl<S: Sync> FromRequestParts<S> for Administrator
where
    Store: FromRef<S>,
{
    type Rejection = AdminError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AdminError> {
        let caller = Caller::from_request_parts(parts, state).await;
        let user = match caller.and_then(Caller::user) {
            Ok(user) => user,
            Err(ShopError::Unauthorized { body, www_authenticate }) => {
                return Err(AdminError::Unauthorized { body, www_authenticate });
            }
            Err(ShopError::Forbidden(body)) => return Err(AdminError::Forbidden(body)),
            Err(ShopError::Internal(error)) => return Err(error.into()),
        };
        if user.account.role < Role::Admin {
            return Err(AdminError::Forbidden(Problem::new("This is for administrators.")));
        }
        Ok(Self(user))
    }
}
