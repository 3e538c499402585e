//! Errors that are nobody's business but the server's.

use std::error::Error;
use std::fmt;

use crate::causes;

/// An error that no answer of the contract tells: logged, and answered with a `500` that shows nothing of it.
///
/// Every route's error type has a variant for it, and `?` makes it from what [`internal`](InternalExt::internal) gives.
pub struct Internal(Box<dyn Error + Send + Sync>);

impl Internal {
    /// Wraps an error.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(error.into())
    }
}

impl fmt::Display for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Internal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Internal").field(&self.0).finish()
    }
}

impl Error for Internal {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

/// Turns any error into one that is logged and answered with a `500` that shows nothing of it.
///
/// ```
/// use contract_runtime::{Internal, InternalExt};
///
/// fn read_settings() -> Result<String, Internal> {
///     std::fs::read_to_string("/does/not/exist").internal()
/// }
///
/// assert!(read_settings().is_err());
/// ```
pub trait InternalExt<T> {
    /// The same result, with its error for the log alone.
    ///
    /// # Errors
    /// The error, as an [`Internal`].
    fn internal(self) -> Result<T, Internal>;
}

impl<T, E: Into<Box<dyn Error + Send + Sync>>> InternalExt<T> for Result<T, E> {
    fn internal(self) -> Result<T, Internal> {
        self.map_err(Internal::new)
    }
}

impl Internal {
    /// The first of it and its causes that is a `T`.
    pub(crate) fn find<T: Error + 'static>(&self) -> Option<&T> {
        causes::find(&*self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_an_error_too() {
        let error = Err::<(), _>("out of ink").internal().unwrap_err();
        assert_eq!(error.to_string(), "out of ink");
    }
}
