//! What a contract says of itself, as data.

/// A contract as a whole: what stands beside its routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContractInfo {
    /// The name of its trait.
    pub name: &'static str,
    /// Its version. That of a contract below this one is in its own info, and in [`Route::version`](crate::Route::version).
    pub version: Option<&'static str>,
    /// Its doc comment.
    pub description: Option<&'static str>,
}

/// How generated code states it.
#[doc(hidden)]
impl ContractInfo {
    pub const fn new(name: &'static str) -> Self {
        Self { name, version: None, description: None }
    }

    #[must_use]
    pub const fn version(mut self, text: &'static str) -> Self {
        self.version = Some(text);
        self
    }

    #[must_use]
    pub const fn description(mut self, text: &'static str) -> Self {
        self.description = Some(text);
        self
    }
}
