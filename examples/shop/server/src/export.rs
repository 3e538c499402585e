//! Orders as a table.

use contract_runtime::{Internal, InternalExt as _};
use futures_util::{Stream, StreamExt as _, stream};
use shop_contract::Order;

use crate::store::{AccountId, Page, Store};

/// How many orders are in memory at a time, however many there are.
const PAGE: u32 = 500;

const HEADER: [&str; 7] = ["order", "placed_at", "status", "product", "name", "quantity", "price_cents"];

/// All orders of an account as CSV, a row a line of an order, the newest first.
pub(crate) fn csv(store: Store, account: AccountId) -> impl Stream<Item = Result<Vec<u8>, Internal>> + Send {
    let pages = stream::try_unfold(None, move |before| {
        let store = store.clone();
        async move {
            let page = Page { before, limit: PAGE, ..Page::default() };
            let orders = store.orders(account, page).await.internal()?;
            let Some(last) = orders.last() else { return Ok(None) };
            Ok(Some((rows(&orders)?, Some(last.id))))
        }
    });
    stream::once(async { header() }).chain(pages)
}

fn header() -> Result<Vec<u8>, Internal> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADER).internal()?;
    writer.into_inner().map_err(Internal::new)
}

fn rows(orders: &[Order]) -> Result<Vec<u8>, Internal> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for order in orders {
        for line in &order.lines {
            let row = [
                order.id.to_string(),
                order.placed_at.to_string(),
                order.status.as_str().to_owned(),
                line.product.0.to_string(),
                line.name.clone(),
                line.quantity.to_string(),
                line.price_cents.0.to_string(),
            ];
            writer.write_record(row).internal()?;
        }
    }
    writer.into_inner().internal()
}
