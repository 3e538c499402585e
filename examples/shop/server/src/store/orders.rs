//! Orders, and how they move along.

use jiff::Timestamp;
use rusqlite::{Connection, Error, OptionalExtension as _, Result, Row, named_params};
use serde_json::json;
use shop_contract::{
    Cancelled, Cents, Delivered, Order, OrderId, OrderLine, OrderUpdate, ProductId, Shipped, Status,
};

use super::accounts::AccountId;
use super::{Store, Update, rows};

/// Which orders to list, the newest first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    /// Of these; of any status where there are none.
    pub(crate) status: Vec<Status>,
    /// Only those that are older than this one.
    pub(crate) before: Option<OrderId>,
    pub(crate) limit: u32,
}

/// Why an order is not cancelled.
#[derive(Debug)]
pub(crate) enum CancelError {
    NotFound,
    TooLate,
    Database(Error),
}

impl From<Error> for CancelError {
    fn from(error: Error) -> Self {
        Self::Database(error)
    }
}

impl Store {
    /// One order of an account.
    pub(crate) async fn order(&self, account: AccountId, id: OrderId) -> Result<Option<Order>> {
        self.transact(move |work| find(work, account, id)).await
    }

    /// Some orders of an account.
    pub(crate) async fn orders(&self, account: AccountId, page: Page) -> Result<Vec<Order>> {
        const SQL: &str = "SELECT id, status, tracking, placed_at, changed_at FROM orders
            WHERE account = :account
              AND (:before IS NULL OR id < :before)
              AND (:status = '[]' OR status IN (SELECT value FROM json_each(:status)))
            ORDER BY id DESC LIMIT :limit";
        self.transact(move |work| {
            let values = named_params! {
                ":account": account,
                ":before": page.before.map(|id| id.0),
                ":status": json!(page.status),
                ":limit": page.limit,
            };
            let mut statement = work.prepare_cached(SQL)?;
            statement.query_map(values, |row| order(work, row))?.collect()
        })
        .await
    }

    /// Cancels an order that is still being packed, and puts back what was in it.
    pub(crate) async fn cancel(&self, account: AccountId, id: OrderId) -> Result<Order, CancelError> {
        self.transact(move |work| {
            let now = Timestamp::now();
            let changed = work.execute(
                "UPDATE orders SET status = 'cancelled', changed_at = ?3
                 WHERE id = ?1 AND account = ?2 AND status = 'packing'",
                (id.0, account, now.as_millisecond()),
            )?;
            let order = find(work, account, id)?.ok_or(CancelError::NotFound)?;
            if changed == 0 {
                return Err(CancelError::TooLate);
            }
            work.execute(
                "UPDATE products SET stock = stock + quantity FROM order_lines
                 WHERE order_id = ?1 AND product = products.id",
                [id.0],
            )?;
            work.announce(account, id, Cancelled { order: id, at: order.changed_at });
            Ok(order)
        })
        .await
    }

    /// Moves every order on by a step whose last one was at `due` or before.
    pub(crate) async fn advance(&self, due: Timestamp, now: Timestamp) -> Result<()> {
        const DELIVER: &str = "UPDATE orders SET status = 'delivered', changed_at = ?2
            WHERE status = 'shipped' AND changed_at <= ?1 RETURNING id, account, changed_at";
        const SHIP: &str =
            "UPDATE orders SET status = 'shipped', changed_at = ?2, tracking = format('PARCEL-%06d', id)
            WHERE status = 'packing' AND changed_at <= ?1 RETURNING id, account, changed_at, tracking";
        self.transact(move |work| {
            let times = (due.as_millisecond(), now.as_millisecond());
            // What arrives goes first, so that nothing takes two steps at once.
            let mut updates = moved(work, DELIVER, times, |_, order, at| Ok(Delivered { order, at }.into()))?;
            updates.extend(moved(work, SHIP, times, |row, order, at| {
                Ok(Shipped { order, tracking: row.get("tracking")?, at }.into())
            })?);
            work.updates.extend(updates);
            Ok(())
        })
        .await
    }
}

/// Changes the orders that `sql` changes, and tells what `event` makes of each.
fn moved(
    connection: &Connection,
    sql: &str,
    times: (i64, i64),
    event: impl Fn(&Row<'_>, OrderId, Timestamp) -> Result<OrderUpdate>,
) -> Result<Vec<Update>> {
    let update = |row: &Row<'_>| {
        let order = OrderId(row.get("id")?);
        let event = event(row, order, rows::time(row, "changed_at")?)?;
        Ok(Update { account: row.get("account")?, order, event })
    };
    connection.prepare_cached(sql)?.query_map(times, update)?.collect()
}

/// One order of an account.
pub(super) fn find(connection: &Connection, account: AccountId, id: OrderId) -> Result<Option<Order>> {
    const SQL: &str = "SELECT id, status, tracking, placed_at, changed_at FROM orders
        WHERE id = ?1 AND account = ?2";
    let mut statement = connection.prepare_cached(SQL)?;
    statement.query_one((id.0, account), |row| order(connection, row)).optional()
}

fn order(connection: &Connection, row: &Row<'_>) -> Result<Order> {
    const LINES: &str = "SELECT product, name, quantity, price_cents FROM order_lines WHERE order_id = ?1";
    let id = OrderId(row.get("id")?);
    let mut statement = connection.prepare_cached(LINES)?;
    let lines: Vec<OrderLine> = statement.query_map([id.0], line)?.collect::<Result<_>>()?;
    Ok(Order {
        id,
        status: rows::word(row, "status")?,
        total_cents: Cents(lines.iter().map(|line| line.price_cents.0 * u64::from(line.quantity)).sum()),
        lines,
        tracking: row.get("tracking")?,
        placed_at: rows::time(row, "placed_at")?,
        changed_at: rows::time(row, "changed_at")?,
    })
}

fn line(row: &Row<'_>) -> Result<OrderLine> {
    Ok(OrderLine {
        product: ProductId(row.get("product")?),
        name: row.get("name")?,
        quantity: row.get("quantity")?,
        price_cents: Cents(row.get("price_cents")?),
    })
}
