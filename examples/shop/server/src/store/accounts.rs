//! Accounts, and the sessions and tokens by which they are known.

use std::fmt;

use jiff::Timestamp;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{OptionalExtension as _, Result, Row};
use shop_contract::{Account, Name, Role};

use super::{Store, rows};
use crate::secrets::Digest;

/// An account's number. It never leaves the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct AccountId(i64);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "account-{}", self.0)
    }
}

impl ToSql for AccountId {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

impl FromSql for AccountId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        i64::column_result(value).map(Self)
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub(crate) struct User {
    pub(crate) id: AccountId,
    pub(crate) account: Account,
}

/// What a sign-in is checked against.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) user: User,
    pub(crate) password_hash: String,
    pub(crate) is_banned: bool,
}

impl Store {
    /// Makes an account, unless its name is taken.
    pub(crate) async fn create_account(
        &self,
        account: Account,
        password_hash: String,
    ) -> Result<Option<Account>> {
        self.transact(move |work| {
            let made = work.execute(
                "INSERT INTO accounts (name, password_hash, role) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                (account.name.as_str(), password_hash, account.role.as_str()),
            )?;
            Ok((made > 0).then_some(account))
        })
        .await
    }

    /// The account of a name.
    pub(crate) async fn login(&self, name: Name) -> Result<Option<Login>> {
        const SQL: &str = "SELECT id, name, role, password_hash, is_banned FROM accounts WHERE name = ?1";
        self.transact(move |work| {
            let login = |row: &Row<'_>| {
                Ok(Login {
                    user: user(row)?,
                    password_hash: row.get("password_hash")?,
                    is_banned: row.get("is_banned")?,
                })
            };
            work.prepare_cached(SQL)?.query_one([name.as_str()], login).optional()
        })
        .await
    }

    /// Notes a sign-in, forgets those that have ended, and says by which number it is found.
    pub(crate) async fn sign_in(&self, user: AccountId, secret: Digest, until: Timestamp) -> Result<i64> {
        self.transact(move |work| {
            work.execute("DELETE FROM sign_ins WHERE expires_at <= ?1", [Timestamp::now().as_millisecond()])?;
            work.execute(
                "INSERT INTO sign_ins (account, secret_hash, expires_at) VALUES (?1, ?2, ?3)",
                (user, secret, until.as_millisecond()),
            )?;
            Ok(work.last_insert_rowid())
        })
        .await
    }

    /// Who signed in under this number, and what the secret hashes to.
    pub(crate) async fn signed_in(&self, sign_in: i64) -> Result<Option<(User, Digest)>> {
        const SQL: &str = "SELECT accounts.id, name, role, secret_hash
            FROM sign_ins JOIN accounts ON accounts.id = account
            WHERE sign_ins.id = ?1 AND expires_at > ?2 AND NOT is_banned";
        self.transact(move |work| {
            let now = Timestamp::now().as_millisecond();
            let found = |row: &Row<'_>| Ok((user(row)?, row.get("secret_hash")?));
            work.prepare_cached(SQL)?.query_one((sign_in, now), found).optional()
        })
        .await
    }

    /// Ends a sign-in.
    pub(crate) async fn sign_out(&self, sign_in: i64) -> Result<()> {
        self.transact(move |work| {
            work.execute("DELETE FROM sign_ins WHERE id = ?1", [sign_in])?;
            Ok(())
        })
        .await
    }

    /// Bans the account of a name, ends its sign-ins, and says whose it is.
    pub(crate) async fn ban(&self, name: Name) -> Result<Option<AccountId>> {
        const SQL: &str = "UPDATE accounts SET is_banned = TRUE WHERE name = ?1 RETURNING id";
        self.transact(move |work| {
            let banned = work.query_one(SQL, [name.as_str()], |row| row.get(0)).optional()?;
            work.execute("DELETE FROM sign_ins WHERE account = ?1", [banned])?;
            Ok(banned)
        })
        .await
    }
}

fn user(row: &Row<'_>) -> Result<User> {
    let account = Account { name: rows::word(row, "name")?, role: rows::word::<Role>(row, "role")? };
    Ok(User { id: row.get("id")?, account })
}
