//! How large a test is, where the environment says so.

use std::str::FromStr;
use std::time::{Duration, Instant};

/// The number that a variable holds, if it is set.
///
/// # Panics
/// Where it holds something else.
pub fn number<T: FromStr>(name: &str) -> Option<T> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a number, and is {text:?}")))
}

/// Runs random schedules, `batch` after `batch`, for as many seconds as a variable says, or one batch where it says nothing. A batch tells
/// how many schedules it had.
pub fn for_seconds(variable: &str, mut batch: impl FnMut() -> u32) {
    let until = number(variable).map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut schedules = 0;
    loop {
        schedules += u64::from(batch());
        if until.is_none_or(|until| Instant::now() > until) {
            println!("{schedules} schedules");
            return;
        }
    }
}
