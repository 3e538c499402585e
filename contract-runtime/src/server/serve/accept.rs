//! The accept loop: takes connections as long as there is room for them, whatever goes wrong.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::connection::Shared;
use super::listener::Listener;
use super::numbers;

/// How long the loop waits when a connection can't be accepted, at first and at most. It has to be short: one that waits a second
/// for a file descriptor takes one connection a second.
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const LONGEST_PAUSE: Duration = Duration::from_millis(50);

/// Accepts connections for ever, and has each one driven by a task of its own.
pub(super) async fn accept<L: Listener>(
    listener: &L,
    places: &Arc<Semaphore>,
    shared: &Shared,
    connections: &mut JoinSet<()>,
) -> std::convert::Infallible {
    let mut pause = Pause::default();
    loop {
        let place = tokio::select! {
            place = Arc::clone(places).acquire_owned() => place,
            // Those that have ended would be kept otherwise.
            Some(_) = connections.join_next() => continue,
        };
        // Nothing ever closes the semaphore.
        let Ok(place) = place else { continue };
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    pause = Pause::default();
                    numbers::accepted();
                    connections.spawn(with_place(place, shared.clone().drive(stream, peer)));
                }
                Err(error) => pause.after(&error).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn with_place(place: OwnedSemaphorePermit, connection: impl Future<Output = ()>) {
    connection.await;
    drop(place);
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
        // Most likely there is no file descriptor left, or no memory, and the connection stays in the queue. Said once: it
        // fails some twenty times a second now.
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
