//! What a client must show to be let in, as data: a contract says it, documents tell it, and a context may enforce it.

use std::fmt;

/// The most schemes that one requirement may combine.
const MOST: usize = 4;

/// One way to be let in: a scheme, or several that are needed together.
///
/// A route's `security` is a list of these, any one of which is enough. It describes and does not enforce: the
/// [context](crate::contract!#security) does that, by the same list.
///
/// ```
/// use contract_runtime::Security;
///
/// const STAFF: Security = Security::bearer().format("JWT").scopes(&["staff"]);
/// const SESSION: Security = Security::cookie("session").and(Security::header("x-csrf-token"));
///
/// assert_eq!(STAFF.schemes()[0].name, "bearer");
/// assert_eq!(SESSION.schemes().len(), 2);
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Security {
    /// Those after the first `len` are fillers.
    schemes: [Scheme; MOST],
    len: usize,
}

/// One thing that a client shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Scheme {
    /// What documents call it: one name is one scheme, however often a contract has it.
    pub name: &'static str,
    /// What it is.
    pub kind: SchemeKind,
    /// What the client must be allowed to do.
    pub scopes: &'static [&'static str],
}

/// What a client shows, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SchemeKind {
    /// `Authorization: Bearer …`, with what the token looks like, `JWT` say.
    Bearer(Option<&'static str>),
    /// `Authorization: Basic …`.
    Basic,
    /// The cookie of this name.
    Cookie(&'static str),
    /// The header of this name.
    Header(&'static str),
    /// The field of the query string of this name.
    Query(&'static str),
    /// A token that is got by this flow of OAuth 2.
    OAuth2(OAuth2Flow),
    /// A token of the `OpenID` provider that this URL describes.
    OpenId(&'static str),
}

/// How a client gets a token in OAuth 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the standard's names say it")]
pub enum OAuth2Flow {
    #[non_exhaustive]
    AuthorizationCode { authorization_url: &'static str, token_url: &'static str },
    #[non_exhaustive]
    ClientCredentials { token_url: &'static str },
    #[non_exhaustive]
    Implicit { authorization_url: &'static str },
    #[non_exhaustive]
    Password { token_url: &'static str },
}

impl OAuth2Flow {
    /// The user allows it at one URL, and the client fetches a token at the other.
    pub const fn authorization_code(authorization_url: &'static str, token_url: &'static str) -> Self {
        Self::AuthorizationCode { authorization_url, token_url }
    }

    /// The client fetches a token for itself.
    pub const fn client_credentials(token_url: &'static str) -> Self {
        Self::ClientCredentials { token_url }
    }

    /// The user allows it, and the token comes with the way back.
    pub const fn implicit(authorization_url: &'static str) -> Self {
        Self::Implicit { authorization_url }
    }

    /// The client fetches a token for the user's password.
    pub const fn password(token_url: &'static str) -> Self {
        Self::Password { token_url }
    }
}

impl Security {
    /// A token in `Authorization: Bearer …`.
    pub const fn bearer() -> Self {
        Self::one("bearer", SchemeKind::Bearer(None))
    }

    /// A name and a password in `Authorization: Basic …`.
    pub const fn basic() -> Self {
        Self::one("basic", SchemeKind::Basic)
    }

    /// A key in a cookie.
    pub const fn cookie(name: &'static str) -> Self {
        Self::one(name, SchemeKind::Cookie(name))
    }

    /// A key in a header, whose name is in lower case.
    pub const fn header(name: &'static str) -> Self {
        Self::one(name, SchemeKind::Header(name))
    }

    /// A key in the query string.
    pub const fn query(name: &'static str) -> Self {
        Self::one(name, SchemeKind::Query(name))
    }

    /// A token that is got by a flow of OAuth 2.
    pub const fn oauth2(flow: OAuth2Flow) -> Self {
        Self::one("oauth2", SchemeKind::OAuth2(flow))
    }

    /// A token of an `OpenID` provider; `url` is that of its `.well-known/openid-configuration`.
    pub const fn open_id(url: &'static str) -> Self {
        Self::one("openId", SchemeKind::OpenId(url))
    }

    const fn one(name: &'static str, kind: SchemeKind) -> Self {
        let scheme = Scheme { name, kind, scopes: &[] };
        Self { schemes: [scheme; MOST], len: 1 }
    }

    /// Both: the schemes of the other are needed as well.
    ///
    /// # Panics
    /// They are more than four together; in a contract that is a compile error.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "the assertion before it says how many there are")]
    pub const fn and(mut self, other: Self) -> Self {
        assert!(self.len + other.len <= MOST, "no more than four schemes may be needed together");
        let mut index = 0;
        while index < other.len {
            self.schemes[self.len] = other.schemes[index];
            self.len += 1;
            index += 1;
        }
        self
    }

    /// What the token looks like, `JWT` say. Of several schemes it is said of the last one; it means something to
    /// [`bearer`](Self::bearer) alone.
    #[must_use]
    pub const fn format(mut self, format: &'static str) -> Self {
        if let SchemeKind::Bearer(written) = &mut self.last().kind {
            *written = Some(format);
        }
        self
    }

    /// What the client must be allowed to do. Of several schemes it is said of the last one.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.last().scopes = scopes;
        self
    }

    /// What documents call the scheme, in place of its own name. Of several schemes it is said of the last one.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.last().name = name;
        self
    }

    #[expect(clippy::indexing_slicing, reason = "`len` is one at least, and no more than there are places")]
    const fn last(&mut self) -> &mut Scheme {
        &mut self.schemes[self.len - 1]
    }

    /// Its schemes, all of which are needed: one at least.
    pub const fn schemes(&self) -> &[Scheme] {
        self.schemes.split_at(self.len).0
    }
}

impl fmt::Debug for Security {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Security").field(&self.schemes()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_last_is_said_of_the_last_scheme() {
        const BOTH: Security =
            Security::bearer().and(Security::cookie("session").named("browser")).scopes(&["write"]);
        let seen: Vec<_> =
            BOTH.schemes().iter().map(|scheme| (scheme.name, scheme.kind, scheme.scopes)).collect();
        assert_eq!(
            seen,
            [
                ("bearer", SchemeKind::Bearer(None), &[][..]),
                ("browser", SchemeKind::Cookie("session"), &["write"][..]),
            ]
        );
    }

    #[test]
    fn the_format_is_that_of_a_bearer_token() {
        let kinds = [Security::bearer().format("JWT"), Security::basic().format("JWT")]
            .map(|way| way.schemes()[0].kind);
        assert_eq!(kinds, [SchemeKind::Bearer(Some("JWT")), SchemeKind::Basic]);
    }

    #[test]
    #[should_panic(expected = "no more than four schemes")]
    fn five_schemes_are_too_many() {
        let two = Security::basic().and(Security::bearer());
        let _ = two.and(two).and(Security::query("key"));
    }
}
