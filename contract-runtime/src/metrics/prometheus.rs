//! A page for Prometheus.

use std::fmt;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::series;
use crate::sse::{Delays, SseManager};

/// The text format, in its version for all servers.
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The process's recorder, for Prometheus to read: your own numbers too, where they go through the `metrics` crate.
#[derive(Clone)]
pub struct Prometheus {
    handle: PrometheusHandle,
}

impl Prometheus {
    /// Makes a recorder and installs it for the process.
    ///
    /// # Errors
    /// When a recorder is installed already. If it is one of `metrics-exporter-prometheus`, give its handle to
    /// [`from_handle`](Self::from_handle).
    pub fn install() -> Result<Self, AlreadyInstalled> {
        Self::builder().install_recorder().map(Self::from_handle).map_err(|_| AlreadyInstalled)
    }

    /// What [`install`](Self::install) starts from, for those who want options of their own: it has the buckets of this library's
    /// histogram.
    pub fn builder() -> PrometheusBuilder {
        let bounds = Delays::BOUNDS.map(|bound| bound.as_secs_f64());
        let buckets = Matcher::Full(series::DELAY.to_owned());
        // It fails for no buckets, and these are some.
        PrometheusBuilder::new().set_buckets_for_metric(buckets, &bounds).unwrap_or_default()
    }

    /// Takes a recorder that is installed.
    pub fn from_handle(handle: PrometheusHandle) -> Self {
        Self { handle }
    }

    /// The page as a text, with the present numbers of a manager.
    pub fn render(&self, sse: &SseManager) -> String {
        sse.report_metrics();
        self.handle.render()
    }

    /// A router with the page at a path, for a manager and the server.
    pub fn router(self, path: &str, sse: &SseManager) -> Router {
        let sse = sse.clone();
        let page = async move || ([(CONTENT_TYPE, TEXT)], self.render(&sse));
        Router::new().route(path, get(page))
    }
}

impl fmt::Debug for Prometheus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prometheus").finish_non_exhaustive()
    }
}

/// The process has a recorder already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlreadyInstalled;

impl fmt::Display for AlreadyInstalled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a metrics recorder is installed already")
    }
}

impl std::error::Error for AlreadyInstalled {}
