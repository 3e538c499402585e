//! What all handles of one manager share: the logs, the connections, and the rules that tie them.
//!
//! This room holds the engine and its parts, none of which knows the whole: who is connected, the task that wakes and ends them, and
//! what is counted and told of it. It knows the logs, the options, the limits and the format. What it serves stands above it.

pub(super) mod deliver;
pub(super) mod deliverers;
pub(super) mod lifecycle;
pub(super) mod meter;
pub(super) mod owners;
pub(super) mod registry;
#[cfg(feature = "metrics")]
pub(super) mod report;
pub(super) mod revocations;
pub(super) mod spares;
pub(super) mod stats;
pub(super) mod watchers;
pub(super) mod wheel;

use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;
use tracing::{Span, field};

use super::format::id::{EventId, random_epoch};
use super::limits::admission::{Applicant, RefusalReason, Ticket};
use super::logs::connection::{Apart, CloseReason, Connection, ConnectionId, Deadline, Progress};
use super::logs::doorbell::Doorbell;
use super::logs::event::PublishError;
use super::logs::hub::{Hub, Limits};
use super::logs::log::LogName;
use super::logs::publication::{Publication, Published};
use super::logs::recent::Recent;
use super::options::Options;
use super::sync::lock;
use deliver::{Timed, deliver};
use deliverers::{Deliverers, Running};
use lifecycle::{Lifecycle, Listeners};
use meter::Meter;
use owners::Owners;
use registry::Registry;
use revocations::Revocations;
use spares::Spares;
use stats::Stats;
use watchers::Watchers;
use wheel::Wheel;

pub(crate) struct Engine {
    pub(crate) options: Options,
    pub(crate) hub: Hub,
    pub(crate) registry: Registry,
    spares: Spares,
    pub(crate) listeners: Listeners,
    pub(crate) doorbell: Arc<Doorbell>,
    deliverers: Deliverers,
    #[cfg(feature = "metrics")]
    reporter: report::Reporter,
    pub(crate) meter: Meter,
    pub(crate) watchers: Watchers,
    /// What the tasks' connections are given.
    pub(crate) recent: Mutex<Recent>,
    pub(crate) owners: Owners,
    revocations: Mutex<Revocations>,
    wheel: Mutex<Wheel>,
    started: Instant,
}

/// A connection that is to be opened.
pub(crate) struct Opening {
    pub(crate) client: Option<Arc<str>>,
    /// Where it comes from.
    pub(crate) address: Option<IpAddr>,
    pub(crate) channels: Arc<[Arc<str>]>,
    pub(crate) logs: Vec<LogName>,
    pub(crate) lifetime: Option<Duration>,
    /// When its permission ends.
    pub(crate) until: Option<Instant>,
    pub(crate) has_stream: bool,
    /// When its request came, on the manager's clock.
    pub(crate) requested: Duration,
    /// Where it starts to read.
    pub(crate) after: u64,
    pub(crate) request_id: Option<Box<str>>,
}

impl Opening {
    /// What is logged of a connection belongs to its span, and so does what its own stream logs. It tells who listens to
    /// what, and nothing of what is sent.
    fn span(&self, id: ConnectionId, manager: Option<&str>) -> Span {
        tracing::info_span!(
            "event stream",
            manager,
            connection = %id,
            client = self.client.as_deref(),
            channels = ?self.channels,
            request_id = self.request_id.as_deref(),
            close_reason = field::Empty,
            close_detail = field::Empty,
            events = field::Empty,
        )
    }
}

/// Nothing stays in the wheel for longer: ids of connections that have ended must not pile up.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

impl Engine {
    pub(crate) fn new(options: Options) -> Self {
        let doorbell = Arc::new(Doorbell::new());
        let limits = Limits {
            log: options.channel,
            total: options.history_total,
            idempotency: (options.idempotency_window, options.idempotency_keys),
        };
        let registry = Registry::new(&options.admission);
        Self {
            hub: Hub::new(random_epoch(), limits, Arc::clone(&doorbell), Arc::clone(registry.open())),
            registry,
            spares: Spares::new(),
            listeners: Listeners::default(),
            deliverers: Deliverers::default(),
            #[cfg(feature = "metrics")]
            reporter: report::Reporter::default(),
            meter: Meter::default(),
            watchers: Watchers::default(),
            recent: Mutex::new(Recent::giving_all()),
            owners: Owners::default(),
            revocations: Mutex::default(),
            wheel: Mutex::default(),
            started: Instant::now(),
            options,
            doorbell,
        }
    }

    /// The time since the manager was made.
    pub(crate) fn now(&self) -> Duration {
        self.at(Instant::now())
    }

    /// A time on the manager's clock.
    pub(crate) fn at(&self, time: Instant) -> Duration {
        time.saturating_duration_since(self.started)
    }

    pub(crate) fn publish(self: &Arc<Self>, publication: Publication) -> Result<Published, PublishError> {
        let published = self.hub.publish(publication, self.now())?;
        self.wake_deliverer();
        Ok(published)
    }

    pub(crate) fn close_channel(self: &Arc<Self>, channel: Arc<str>) -> EventId {
        let position = self.hub.close(channel, self.now());
        self.wake_deliverer();
        self.event_id(position)
    }

    pub(crate) fn event_id(&self, sequence: u64) -> EventId {
        EventId::new(self.hub.epoch(), sequence)
    }

    fn wake_deliverer(self: &Arc<Self>) {
        if self.registry.count() > 0 {
            self.ensure_delivery();
        }
    }

    /// Starts a deliverer if all have ended with their runtimes, and there is one here.
    pub(crate) fn ensure_delivery(self: &Arc<Self>) {
        // Every delivery asks, and what follows counts references.
        if self.deliverers.are_none() {
            self.deliverers.restart(|running| self.deliver(running), self.left_alone());
        }
    }

    /// A deliverer's task. Where there is another one, which may have slept as the only one, that one is woken, and knows.
    fn deliver(self: &Arc<Self>, running: Arc<Running>) -> impl Future<Output = ()> + Send + use<> {
        if running.are_several() {
            self.doorbell.remind();
        }
        deliver(&self.doorbell, self, running, self.options.coalesce)
    }

    /// What is to happen when a deliverer has ended. Connections may live on other runtimes than it did: each is
    /// polled, and looks for a deliverer.
    fn left_alone(self: &Arc<Self>) -> impl FnOnce() + Send + use<> {
        let engine = Arc::downgrade(self);
        move || {
            let connections = engine.upgrade().map(|engine| engine.registry.all()).unwrap_or_default();
            for connection in connections {
                connection.waiter.wake();
            }
        }
    }

    /// Opens a connection: takes a place, and makes it a reader of its logs.
    pub(crate) fn open(self: &Arc<Self>, opening: Opening) -> Result<Arc<Connection>, RefusalReason> {
        self.deliverers.start(|running| self.deliver(running), self.left_alone());
        #[cfg(feature = "metrics")]
        self.reporter.start(self, Self::report_metrics);
        let client = opening.client.clone();
        self.try_open(opening).inspect_err(|reason| {
            self.meter.refused(*reason);
            let client = client.as_deref().map(str::to_owned);
            self.listeners.tell(|| Lifecycle::Refused { client, reason: *reason });
        })
    }

    fn try_open(&self, opening: Opening) -> Result<Arc<Connection>, RefusalReason> {
        if self.registry.is_closed() {
            return Err(RefusalReason::Shutdown);
        }
        let now = self.now();
        let deadline = self.deadline(&opening, now);
        if opening.until.is_some_and(|until| self.at(until) <= now) {
            return Err(RefusalReason::Expired);
        }
        let applicant = Applicant {
            client: opening.client.as_ref(),
            address: opening.address,
            channels: opening.channels.len(),
        };
        let Ticket { in_all, of_few } = self.registry.admit(applicant, now)?;
        let id = self.registry.next_id();
        let span = opening.span(id, self.options.name.as_deref());
        let apart = Apart {
            span: Some(span).filter(|span| !span.is_disabled()),
            has_stream: opening.has_stream,
            places: Mutex::new(of_few),
        };
        let progress = Progress::new(opening.after, now);
        let connection = self.hub.subscribe(opening.logs, opening.client, |audience| {
            self.spares.share(Connection::new(id, audience, deadline, progress, apart))
        });
        let announce = || {
            self.meter.attached();
            self.listeners.tell(|| Lifecycle::Attached(connection.info()));
        };
        if !self.registry.insert(Arc::clone(&connection), in_all, announce) {
            self.hub.unsubscribe(&connection);
            // Who looked meanwhile has seen it.
            self.watchers.tell(connection.channels());
            return Err(RefusalReason::Shutdown);
        }
        self.watchers.tell(connection.channels());
        self.schedule(&connection, now);
        tracing::debug!(parent: connection.span(), "event stream opened");
        // Only now: whoever revokes it from here on finds it among the open ones.
        let revoked = lock(&self.revocations).since(opening.requested, &connection);
        if let Some(detail) = revoked {
            self.end(id, CloseReason::Revoked, Some(detail));
        }
        Ok(connection)
    }

    /// When a connection's time is up. No lifetime goes beyond the permission.
    fn deadline(&self, opening: &Opening, now: Duration) -> Option<Deadline> {
        let timeout = opening.lifetime.and_then(|lifetime| now.checked_add(lifetime));
        let expiry = opening.until.map(|until| Deadline::expiry(self.at(until)));
        expiry.into_iter().chain(timeout.map(Deadline::timeout)).min_by_key(|deadline| deadline.at())
    }

    /// Ends the connections of a client, those to one channel or all, and says how many there were. Those whose
    /// requests are still being served end when they are attached: their handlers may have looked at a permission
    /// that is no more.
    pub(crate) fn revoke(&self, client: &Arc<str>, channel: Option<&Arc<str>>, detail: &Arc<str>) -> usize {
        lock(&self.revocations).add(client, channel, detail, self.now());
        let open = self.registry.all();
        let concerned = open.iter().filter(|connection| {
            connection.audience.client() == Some(client)
                && channel.is_none_or(|channel| connection.channels().contains(channel))
        });
        concerned.filter(|open| self.end(open.id, CloseReason::Revoked, Some(Arc::clone(detail)))).count()
    }

    /// Ends a connection, unless it has ended: everything that the manager holds of it is freed at once, also
    /// where its body is held by a socket that takes nothing.
    pub(crate) fn close(&self, id: ConnectionId, reason: CloseReason) -> bool {
        self.end(id, reason, None)
    }

    fn end(&self, id: ConnectionId, reason: CloseReason, detail: Option<Arc<str>>) -> bool {
        let Some(connection) = self.registry.remove(id) else { return false };
        self.hub.unsubscribe(&connection);
        self.watchers.tell(connection.channels());
        match reason {
            // What was published before is still delivered: after a shutdown nobody could replay it.
            CloseReason::Shutdown | CloseReason::Timeout | CloseReason::Expired => {
                connection.waiter.close_at(self.hub.head());
            }
            _ => connection.waiter.close(),
        }
        self.meter.closed(reason);
        connection.note_close(reason, detail.as_deref());
        self.listeners.tell(|| Lifecycle::Detached { connection: connection.info(), reason, detail });
        true
    }

    /// Looks after one connection whose time has come.
    fn attend(&self, connection: &Connection, now: Duration) {
        if let Some(deadline) = connection.deadline.filter(|deadline| deadline.at() <= now) {
            self.close(connection.id, deadline.reason());
            return;
        }
        // A reader whose socket takes nothing does not notice itself.
        let after = connection.progress.after();
        if connection.logs().iter().any(|log| log.cuts_off(after)) {
            self.close(connection.id, CloseReason::TooSlow);
            return;
        }
        if self.is_stalled(connection, now) {
            self.close(connection.id, CloseReason::Stalled);
            return;
        }
        if self.heartbeat_due(connection, now).is_some_and(|due| due <= now) {
            connection.waiter.remind();
            connection.progress.note_heartbeat(now);
        }
        self.schedule(connection, now);
    }

    /// Whether a connection has not even taken a heartbeat that was due, and nothing else for too long.
    fn is_stalled(&self, connection: &Connection, now: Duration) -> bool {
        let silence = now.saturating_sub(connection.progress.last_taken(now));
        connection.waiter.has_reminder()
            && self.options.stall_timeout.is_some_and(|timeout| silence >= timeout)
    }

    /// When a connection will have been silent for too long.
    fn heartbeat_due(&self, connection: &Connection, now: Duration) -> Option<Duration> {
        self.options.heartbeat.and_then(|interval| connection.progress.last_sent(now).checked_add(interval))
    }

    pub(crate) fn stats(&self) -> Stats {
        self.meter.stats(&self.registry, &self.hub, || self.now())
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn report_metrics(&self) {
        self.reporter.report(&self.stats(), self.options.name.as_ref());
    }

    #[cfg(test)]
    pub(crate) fn timer_count(&self) -> usize {
        lock(&self.wheel).len()
    }

    fn schedule(&self, connection: &Connection, now: Duration) {
        let deadline = connection.deadline.map(Deadline::at);
        let due = self.heartbeat_due(connection, now).into_iter().chain(deadline);
        let next = due.fold(now + LONGEST_WAIT, Duration::min);
        if lock(&self.wheel).insert(next, connection.id) {
            self.doorbell.remind();
        }
    }
}

impl Timed for Engine {
    fn keep_time(&self) -> Option<Instant> {
        let now = self.now();
        loop {
            let Some(due) = lock(&self.wheel).pop_due(now) else { break };
            due.into_iter().filter_map(|id| self.registry.get(id)).for_each(|due| self.attend(&due, now));
        }
        let next_expiry = self.hub.expire(now);
        let next_due = lock(&self.wheel).next_due();
        let next = next_due.into_iter().chain(next_expiry).min();
        next.and_then(|time| self.started.checked_add(time))
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.doorbell.close();
    }
}
