//! How the shop is doing.

use std::collections::BTreeMap;

use rusqlite::Result;
use shop_contract::Cents;

use super::Store;

/// What the database knows of it.
#[derive(Debug)]
pub(crate) struct Figures {
    pub(crate) accounts: u32,
    /// How many orders there are of each status.
    pub(crate) orders: BTreeMap<String, u32>,
    pub(crate) revenue: Cents,
}

impl Store {
    /// The figures of this moment.
    pub(crate) async fn figures(&self) -> Result<Figures> {
        self.transact(|work| {
            let accounts = work.query_one("SELECT count(*) FROM accounts", (), |row| row.get(0))?;
            let orders = work
                .prepare("SELECT status, count(*) FROM orders GROUP BY status")?
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<_>>()?;
            let revenue = work.query_one(
                "SELECT ifnull(sum(quantity * price_cents), 0)
                 FROM order_lines JOIN orders ON orders.id = order_id WHERE status <> 'cancelled'",
                (),
                |row| row.get(0),
            )?;
            Ok(Figures { accounts, orders, revenue: Cents(revenue) })
        })
        .await
    }
}
