//! Placing an order: once a key, all of it or nothing.

use jiff::{Timestamp, ToSpan as _};
use rusqlite::{Connection, Error, OptionalExtension as _, Row};
use serde_json::json;
use shop_contract::{IdempotencyKey, NewLine, NewOrder, Order, OrderId, OrderUpdate, ProductId};

use super::accounts::AccountId;
use super::{Store, orders, rows};
use crate::secrets::Digest;

/// The most lines of an order.
const MOST_LINES: usize = 100;

/// Why an order is not placed.
#[derive(Debug)]
pub(crate) enum PlaceError {
    /// It has no lines, or too many.
    Lines,
    UnknownProduct(ProductId),
    OutOfStock(ProductId),
    /// Its key has been used for an order that was not the same.
    KeyReused,
    Database(Error),
}

impl From<Error> for PlaceError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl Store {
    /// Places an order; or gives what was answered to the first request with this key, if it was the same.
    pub(crate) async fn place(
        &self,
        account: AccountId,
        key: Option<IdempotencyKey>,
        order: NewOrder,
    ) -> Result<Order, PlaceError> {
        if !(1..=MOST_LINES).contains(&order.lines.len()) {
            return Err(PlaceError::Lines);
        }
        self.transact(move |work| {
            // Two requests with one key can't both be here: the second one finds what the first one left.
            let request = Digest::of(&json!(order).to_string());
            let day_ago = Timestamp::now() - 24.hours();
            work.execute("DELETE FROM idempotency_keys WHERE created_at < ?1", [day_ago.as_millisecond()])?;
            if let Some(key) = &key
                && let Some(placed) = placed_before(work, account, key, request)?
            {
                return Ok(placed);
            }
            let placed = insert(work, account, &order.lines)?;
            if let Some(key) = key {
                work.execute(
                    "INSERT INTO idempotency_keys (account, key, request_hash, answer, created_at)
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                    (account, key.as_str(), request, json!(placed), placed.placed_at.as_millisecond()),
                )?;
            }
            work.announce(account, placed.id, OrderUpdate::Order(placed.clone()));
            Ok(placed)
        })
        .await
    }
}

fn placed_before(
    connection: &Connection,
    account: AccountId,
    key: &IdempotencyKey,
    request: Digest,
) -> Result<Option<Order>, PlaceError> {
    const SQL: &str = "SELECT request_hash, answer FROM idempotency_keys WHERE account = ?1 AND key = ?2";
    let found = |row: &Row<'_>| Ok((row.get("request_hash")?, rows::json(row, "answer")?));
    let earlier: Option<(Digest, Order)> =
        connection.query_one(SQL, (account, key.as_str()), found).optional()?;
    match earlier {
        Some((hash, _)) if hash != request => Err(PlaceError::KeyReused),
        earlier => Ok(earlier.map(|(_, order)| order)),
    }
}

fn insert(connection: &Connection, account: AccountId, lines: &[NewLine]) -> Result<Order, PlaceError> {
    connection.execute(
        "INSERT INTO orders (account, status, placed_at, changed_at) VALUES (?1, 'packing', ?2, ?2)",
        (account, Timestamp::now().as_millisecond()),
    )?;
    let id: u32 = connection.query_one("SELECT last_insert_rowid()", (), |row| row.get(0))?;
    for line in lines {
        add(connection, id, line)?;
    }
    let order = orders::find(connection, account, OrderId(id))?;
    Ok(order.ok_or(Error::QueryReturnedNoRows)?)
}

/// Takes a line's products from the stock and puts them into the order, at today's price.
fn add(connection: &Connection, order: u32, line: &NewLine) -> Result<(), PlaceError> {
    let (product, quantity) = (line.product.0, line.quantity.get());
    let taken = connection.execute(
        "UPDATE products SET stock = stock - ?2 WHERE id = ?1 AND stock >= ?2",
        (product, quantity),
    )?;
    if taken == 0 {
        let is_known = connection.query_one(
            "SELECT EXISTS (SELECT 1 FROM products WHERE id = ?1)",
            [product],
            |row| row.get(0),
        )?;
        return Err(if is_known {
            PlaceError::OutOfStock(line.product)
        } else {
            PlaceError::UnknownProduct(line.product)
        });
    }
    connection.execute(
        "INSERT INTO order_lines (order_id, product, name, quantity, price_cents)
         SELECT ?1, id, name, ?3, price_cents FROM products WHERE id = ?2
         ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity",
        (order, product, quantity),
    )?;
    Ok(())
}
