//! How often one caller may do what costs the server something.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use contract_runtime::Problem;
use shop_contract::RateLimited;
use tokio::time::Instant;

/// More callers than this are not told apart without looking first whom there is no need to remember.
const MANY: usize = 10_000;

/// Lets each caller through so many times in a window.
#[derive(Debug)]
pub(crate) struct Limit<Caller> {
    most: u32,
    window: Duration,
    callers: Mutex<HashMap<Caller, Window>>,
}

#[derive(Debug)]
struct Window {
    began: Instant,
    times: u32,
}

impl<Caller: Eq + Hash> Limit<Caller> {
    /// `most` times in each `window`.
    pub(crate) fn new(most: u32, window: Duration) -> Self {
        Self { most, window, callers: Mutex::default() }
    }

    /// Counts one more.
    pub(crate) fn pass(&self, caller: Caller) -> Result<(), RateLimited> {
        let now = Instant::now();
        // No panic can leave the map half changed.
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MANY {
            callers.retain(|_, window| now < window.began + self.window);
        }
        let window = callers.entry(caller).or_insert(Window { began: now, times: 0 });
        if now >= window.began + self.window {
            *window = Window { began: now, times: 0 };
        }
        if window.times == self.most {
            let wait = window.began + self.window - now;
            let body = Problem::new("That was too often. Try again later.");
            return Err(RateLimited::TooManyRequests { body, retry_after: wait.as_secs() + 1 });
        }
        window.times += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn each_caller_passes_so_many_times_in_a_window() {
        let limit = Limit::new(2, Duration::from_mins(1));
        let pass = |who: &'static str| match limit.pass(who) {
            Err(RateLimited::TooManyRequests { retry_after, .. }) => Err(retry_after),
            passed => passed.map_err(|error| panic!("{error}")),
        };
        assert_eq!((pass("ada"), pass("ada"), pass("bob")), (Ok(()), Ok(()), Ok(())));
        tokio::time::advance(Duration::from_secs(45)).await;
        assert_eq!((pass("ada"), pass("bob")), (Err(16), Ok(())));
        tokio::time::advance(Duration::from_secs(15)).await;
        assert_eq!(pass("ada"), Ok(()));
    }
}
