//! Tells everybody who listens what was committed.
//!
//! An update that is committed but not announced when the process dies is not lost to its listeners: after a restart
//! their ids are of another epoch, so that they are told of the gap and start from a snapshot.

use contract_runtime::sse::PublishError;
use shop_contract::ShopEvents;

use crate::store::{Update, Updates};

/// Publishes updates in the order of their commits, for as long as there are any.
pub(crate) async fn announce(mut updates: Updates, events: ShopEvents) {
    while let Some(update) = updates.recv().await {
        let order = update.order;
        if let Err(error) = publish(&events, update).await {
            tracing::error!(%error, %order, "an update was not published");
        }
    }
}

/// To those who follow the order, and to those who follow all that is theirs.
async fn publish(events: &ShopEvents, update: Update) -> Result<(), PublishError> {
    let Update { account, order, event } = update;
    events.order_events(order).send(event.clone()).await?;
    events.my_events().to(account).send(event).await?;
    Ok(())
}
