//! Numbers on the command line, of things of which there is at least one.

use std::str::FromStr;

/// The number that follows an option.
pub(crate) fn positive<N>(option: &str, value: Option<&str>) -> Result<N, String>
where
    N: FromStr + PartialOrd + Default,
{
    let number = value.and_then(|value| value.parse().ok()).filter(|number| *number > N::default());
    number.ok_or_else(|| format!("`{option}` takes a number from 1 on"))
}
