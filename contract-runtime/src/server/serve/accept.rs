//! The accept loop: takes connections as long as there is room for them, whatever goes wrong.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::connection::Shared;
use super::listener::Acceptor;
use super::numbers;
use crate::sse::reactor::Returned;

/// How long the loop waits when a connection can't be accepted, at first and at most. It has to be short: one that waits a second
/// for a file descriptor takes one connection a second.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// What a server's connections are counted and kept by.
#[derive(Debug)]
pub(super) struct Connections {
    /// Those that are not with the reactor.
    pub(super) tasks: JoinSet<()>,
    /// How many there may be in all, if that is limited.
    pub(super) places: Option<Arc<Semaphore>>,
    /// From the reactor, for further requests.
    pub(super) returned: UnboundedReceiver<Returned>,
}

/// Accepts connections for ever, and has each one driven by a task of its own.
pub(super) async fn accept<A: Acceptor>(
    acceptor: &A,
    shared: &Arc<Shared>,
    connections: &mut Connections,
) -> Infallible {
    let Connections { tasks, places, returned } = connections;
    let mut pause = Pause::default();
    loop {
        tokio::select! {
            (accepted, place) = next(acceptor, places.as_ref()) => match accepted {
                Ok((stream, peer)) => {
                    pause = Pause::default();
                    numbers::accepted();
                    tasks.spawn(Arc::clone(shared).drive(stream, peer, place));
                }
                Err(error) => pause.after(&error).await,
            },
            Some(Returned { socket, read, guard }) = returned.recv() => match A::take_back(socket) {
                Ok((stream, peer)) => {
                    tasks.spawn(Arc::clone(shared).resume(stream, peer, read, guard));
                }
                Err(error) => tracing::debug!(%error, "a connection was gone after its event stream"),
            },
            // Those that have ended would be kept otherwise.
            Some(_) = tasks.join_next() => {}
        }
    }
}

/// The next connection, once there is a place for it.
async fn next<A: Acceptor>(
    acceptor: &A,
    places: Option<&Arc<Semaphore>>,
) -> (io::Result<(A::Stream, A::Peer)>, Option<OwnedSemaphorePermit>) {
    let place = match places {
        // Nothing ever closes the semaphore.
        Some(places) => Arc::clone(places).acquire_owned().await.ok(),
        None => None,
    };
    (acceptor.accept().await, place)
}

/// What the loop does about errors: as the calls fail one after the other, it waits for longer.
#[derive(Debug, Default)]
struct Pause {
    last: Option<Duration>,
}

impl Pause {
    async fn after(&mut self, error: &io::Error) {
        numbers::failed();
        if is_of_one_connection(error) {
            tracing::debug!(%error, "a connection was gone before it was accepted");
            return;
        }
        // Most likely there is no file descriptor left, or no memory, and the connection stays in the queue. Said once: until
        // it gets better, it fails some twenty times a second.
        if self.last.is_none() {
            tracing::error!(%error, "connections cannot be accepted; trying on");
        }
        let pause = self.last.map_or(FIRST_PAUSE, |last| (last * 2).min(LONGEST_PAUSE));
        self.last = Some(pause);
        sleep(pause).await;
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}
