//! The database: SQLite, behind one connection.
//!
//! SQLite takes one writer at a time anyway, and what a shop reads takes it microseconds; a connection more for readers is
//! the first thing to add when that is no longer so.

mod accounts;
mod migrate;
mod orders;
mod place;
mod products;
mod rows;
mod stats;

use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};
use shop_contract::{OrderId, OrderUpdate};
use tokio::sync::mpsc;

pub(crate) use self::accounts::{AccountId, User};
pub(crate) use self::orders::{CancelError, Page};
pub(crate) use self::place::PlaceError;
pub(crate) use self::products::Change;

/// The database. A handle, cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Store {
    connection: Arc<Mutex<Connection>>,
    updates: mpsc::UnboundedSender<Update>,
}

/// Something that happened to an order, and is committed.
#[derive(Debug)]
pub(crate) struct Update {
    pub(crate) account: AccountId,
    pub(crate) order: OrderId,
    pub(crate) event: OrderUpdate,
}

/// All updates, in the order of their commits.
pub(crate) type Updates = mpsc::UnboundedReceiver<Update>;

impl Store {
    /// Opens the database, makes it if it is not there, and brings it up to date.
    pub(crate) fn open(file: &Path) -> rusqlite::Result<(Self, Updates)> {
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(Duration::from_secs(5))?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "normal")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        migrate::migrate(&mut connection)?;
        let (updates, receiver) = mpsc::unbounded_channel();
        Ok((Self { connection: Arc::new(Mutex::new(connection)), updates }, receiver))
    }

    /// Does `work` as one transaction, which an error undoes, on a thread that may block.
    ///
    /// Once begun it runs to its end, also when the caller is dropped because its client has gone: what is committed is
    /// announced, in the order of the commits, since both happen while the connection is locked.
    async fn transact<T, E>(
        &self,
        work: impl FnOnce(&mut Work<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<rusqlite::Error> + Send + 'static,
    {
        let Self { connection, updates } = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            // A panic leaves no transaction open: dropping it has rolled it back.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let mut tracked = Work { transaction, updates: Vec::new() };
            let result = work(&mut tracked)?;
            tracked.transaction.commit()?;
            for update in tracked.updates {
                // Nobody takes updates any more where the server has stopped.
                let _ = updates.send(update);
            }
            Ok(result)
        });
        match done.await {
            Ok(result) => result,
            Err(failed) => match failed.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // Work that has not begun is cancelled only with the runtime, and so is whoever waits for it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}

/// A transaction, and what is to be announced once it is committed.
struct Work<'a> {
    transaction: Transaction<'a>,
    updates: Vec<Update>,
}

impl Work<'_> {
    fn announce(&mut self, account: AccountId, order: OrderId, event: impl Into<OrderUpdate>) {
        self.updates.push(Update { account, order, event: event.into() });
    }
}

impl Deref for Work<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.transaction
    }
}
