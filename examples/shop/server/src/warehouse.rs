//! The warehouse: packs, ships and delivers, each order a step at a time.

use std::time::Duration;

use axum::BoxError;
use jiff::{SignedDuration, Timestamp};
use tokio::time::MissedTickBehavior;

use crate::store::Store;

/// What moves the orders along. A handle, cheap to clone.
#[derive(Debug, Clone)]
pub struct Warehouse {
    store: Store,
    step: Duration,
}

impl Warehouse {
    /// One that takes `step` to pack an order, and as long again to deliver it.
    pub(crate) fn new(store: Store, step: Duration) -> Self {
        Self { store, step }
    }

    /// Does what is due at `now`.
    ///
    /// # Errors
    /// The database can't be written.
    pub async fn work(&self, now: Timestamp) -> Result<(), BoxError> {
        let due = now - SignedDuration::try_from(self.step)?;
        Ok(self.store.advance(due, now).await?)
    }

    /// Works for as long as the process runs.
    pub(crate) async fn run(self) {
        let mut shift = tokio::time::interval(self.step.min(Duration::from_secs(1)));
        shift.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            shift.tick().await;
            if let Err(error) = self.work(Timestamp::now()).await {
                tracing::error!(%error, "the warehouse stands still");
            }
        }
    }
}
