//! Event streams in practice: one short chapter per task.
//!
//! | you want to | read |
//! |---|---|
//! | send to everyone, to the readers of one thing, to one person | [`audiences`] |
//! | lose nothing while a client is away, and know when something was lost | [`resuming`] |
//! | begin a new page with history, or with the current state | [`beginnings`] |
//! | publish once, in order, and after the transaction | [`publishing`] |
//! | keep slow readers from hurting anybody | [`slow_readers`] |
//! | end a stream, from either side | [`endings`] |
//! | show who is there | [`presence`] |
//! | write the page | [`browsers`] |
//! | know who listens | [`authentication`] |
//! | follow a stream without a browser | [`clients`] |
//! | run behind nginx, Caddy or a load balancer | [`proxies`] |
//! | choose limits, deploy, and monitor | [`operations`] |
//! | test handlers and streams | [`testing`] |
//!
//! [`contract!`](crate::contract) describes the language of contracts, [`sse`](crate::sse) the engine.

#[doc = include_str!("audiences.md")]
pub mod audiences {}

#[doc = include_str!("resuming.md")]
pub mod resuming {}

#[doc = include_str!("beginnings.md")]
pub mod beginnings {}

#[doc = include_str!("publishing.md")]
pub mod publishing {}

#[doc = include_str!("slow_readers.md")]
pub mod slow_readers {}

#[doc = include_str!("endings.md")]
pub mod endings {}

#[doc = include_str!("presence.md")]
pub mod presence {}

#[doc = include_str!("browsers.md")]
pub mod browsers {}

#[doc = include_str!("authentication.md")]
pub mod authentication {}

#[doc = include_str!("clients.md")]
pub mod clients {}

#[doc = include_str!("proxies.md")]
pub mod proxies {}

#[doc = include_str!("operations.md")]
pub mod operations {}

#[doc = include_str!("testing.md")]
pub mod testing {}
