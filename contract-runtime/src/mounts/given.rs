//! What a mounting contract gives to mounted routes that do not say it themselves.

use crate::metadata::{Metadata, MetadataPlace};
use crate::route::Route;
use crate::security::Security;

/// What a contract says of all of its routes.
#[derive(Debug)]
pub struct Given {
    version: Option<&'static str>,
    tags: &'static [&'static str],
    security: &'static [Security],
    metadata: Option<MetadataPlace>,
}

impl Given {
    /// It says nothing.
    pub const NOTHING: Self = Self { version: None, tags: &[], security: &[], metadata: None };

    /// The version of contracts that have none.
    #[must_use]
    pub const fn version(mut self, text: &'static str) -> Self {
        self.version = Some(text);
        self
    }

    /// The tags of routes that have none.
    #[must_use]
    pub const fn tags(mut self, tags: &'static [&'static str]) -> Self {
        self.tags = tags;
        self
    }

    /// The ways into routes that say nothing of it.
    #[must_use]
    pub const fn security(mut self, ways: &'static [Security]) -> Self {
        self.security = ways;
        self
    }

    /// The metadata of routes that have none.
    #[must_use]
    pub const fn with_metadata(mut self, place: fn() -> &'static Metadata) -> Self {
        self.metadata = Some(MetadataPlace(place));
        self
    }

    /// The route, with what it lacks. What it is given is its own from then on: of several contracts around a route the
    /// nearest one that says something is heard.
    pub(super) const fn to(&self, mut route: Route) -> Route {
        if route.version.is_none() {
            route.version = self.version;
        }
        if !route.says.tags && !self.tags.is_empty() {
            route = route.tags(self.tags);
        }
        if !route.says.security && !self.security.is_empty() {
            route = route.security(self.security);
        }
        if route.metadata.is_none() {
            route.metadata = self.metadata;
        }
        route
    }
}
