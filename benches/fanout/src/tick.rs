//! The event that all servers send.

use std::time::SystemTime;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An event: which one of its channel it is, and when it was published. The fields are on the wire in this order, which is
/// what the load reads them by.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Tick {
    /// Counted from 0 on in every channel.
    pub number: u64,
    /// When it was published, by [`now`].
    pub at: u64,
    /// Makes the event as large as it has to be.
    pub pad: String,
}

impl Tick {
    /// The event of this number, published now, as about so many bytes of JSON; less than the other fields take is not possible.
    pub fn new(number: u64, bytes: usize) -> Self {
        const OTHERS: usize = r#"{"number":1000,"at":1800000000000000000,"pad":""}"#.len();
        Self { number, at: now(), pad: "x".repeat(bytes.saturating_sub(OTHERS)) }
    }
}

/// The time in nanoseconds, on the clock that all processes of the machine share.
pub fn now() -> u64 {
    let time = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
    // Until the year 2554.
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
