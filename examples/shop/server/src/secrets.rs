//! Passwords, and the secrets of sessions and tokens.

use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, PasswordHash};
use contract_runtime::{Internal, InternalExt as _};
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use sha2::{Digest as _, Sha256};
use shop_contract::Password;
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;

/// A SHA-256 hash: of a text that cannot be guessed, so that neither salt nor stretching is needed. Comparing takes the
/// same time whatever is equal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn of(text: &str) -> Self {
        Self(Sha256::digest(text).into())
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl ToSql for Digest {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for Digest {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        FromSql::column_result(value).map(Self)
    }
}

/// A new secret: 128 random bits as text.
pub(crate) fn secret() -> Result<String, Internal> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).internal()?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

/// Hashing a password takes 19 MiB and a good part of a second on purpose, so only so many are hashed at once.
static TURNS: Semaphore = Semaphore::const_new(4);

/// What a password that belongs to nobody is checked against, so that it takes as long.
static NOBODYS: LazyLock<Option<String>> = LazyLock::new(|| hash_now("nobody's").ok());

/// What is kept of a password.
pub(crate) async fn hash(password: Password) -> Result<String, Internal> {
    in_turn(move || hash_now(password.as_str())).await?.internal()
}

/// Whether it is the password that was hashed; of nobody's it is not, and that takes as long to say.
pub(crate) async fn verify(password: Password, hash: Option<String>) -> Result<bool, Internal> {
    in_turn(move || {
        let is_somebodys = hash.is_some();
        let Some(hash) = hash.or_else(|| NOBODYS.clone()) else { return false };
        Argon2::default().verify_password(password.as_str().as_bytes(), hash.as_str()).is_ok() && is_somebodys
    })
    .await
}

fn hash_now(password: &str) -> argon2::password_hash::Result<String> {
    let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes())?;
    Ok(hash.to_string())
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Internal> {
    let turn = TURNS.acquire().await.internal()?;
    let done = tokio::task::spawn_blocking(move || {
        // Held until the work is done, also where nobody waits for it any more.
        let _turn = turn;
        work()
    });
    done.await.internal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_only_its_own() {
        let password = |text: &str| serde_json::from_value::<Password>(text.into()).unwrap();
        let hash = hash(password("correct horse")).await.unwrap();
        assert!(verify(password("correct horse"), Some(hash.clone())).await.unwrap());
        assert!(!verify(password("correct house"), Some(hash)).await.unwrap());
        assert!(!verify(password("nobody's"), None).await.unwrap());
    }

    #[test]
    fn secrets_differ_and_have_one_length() {
        let (one, other) = (secret().unwrap(), secret().unwrap());
        assert_ne!(one, other);
        assert_eq!((one.len(), other.len()), (32, 32));
    }
}
