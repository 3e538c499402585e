//! Signing in, and the cookie that a browser keeps.

use contract_runtime::Internal;
use contract_runtime::prelude::*;
use cookie::time::Duration;
use cookie::{Cookie, SameSite};
use jiff::{Timestamp, ToSpan as _};

use crate::secrets::{self, Digest};
use crate::store::{AccountId, Store};

/// The cookie's name.
pub(crate) const SESSION: &str = "session";

const DAYS: i64 = 30;

/// What a client proves from now on who it is by, and until when: a session's or a token's.
pub(crate) struct Issued {
    pub(crate) text: String,
    pub(crate) until: Timestamp,
}

/// Signs somebody in.
pub(crate) async fn issue(store: &Store, user: AccountId) -> Result<Issued, Internal> {
    let secret = secrets::secret()?;
    let until = Timestamp::now() + (DAYS * 24).hours();
    let sign_in = store.sign_in(user, Digest::of(&secret), until).await.internal()?;
    Ok(Issued { text: format!("{sign_in}.{secret}"), until })
}

/// The cookie that signs a browser in: out of the reach of scripts, and over TLS alone where there is TLS.
pub(crate) fn cookie(issued: Issued, is_secure: bool) -> String {
    let mut cookie = base(issued.text);
    cookie.set_secure(is_secure);
    cookie.set_max_age(Duration::days(DAYS));
    cookie.to_string()
}

/// The cookie that signs it out.
pub(crate) fn end() -> String {
    let mut cookie = base(String::new());
    cookie.make_removal();
    cookie.to_string()
}

fn base(value: String) -> Cookie<'static> {
    Cookie::build((SESSION, value)).path("/").http_only(true).same_site(SameSite::Lax).build()
}
