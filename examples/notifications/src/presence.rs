//! Who is here: told to everyone whenever somebody comes or goes.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;

use crate::app::App;
use crate::contract::{NotificationsGetEventsEvent, Presence};

/// The client ids of those who are here.
#[derive(Debug, Default)]
pub(crate) struct Present(Mutex<Vec<String>>);

impl Present {
    fn set(&self, clients: Vec<String>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = clients;
    }

    fn get(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Who is here, as it was announced last.
pub(crate) fn now(app: &App) -> Presence {
    let clients = app.present.get();
    let users: BTreeSet<_> = clients.iter().filter_map(|client| app.people.name_of(client)).collect();
    Presence { users: users.into_iter().collect() }
}

/// For how long somebody may be away: longer than a page takes to come back.
const GRACE: Duration = Duration::from_secs(5);

/// How long a change waits for the next one.
const SETTLING: Duration = Duration::from_millis(250);

/// Publishes who is here, whenever that changes, for as long as the process runs.
pub(crate) fn announce(app: &App) {
    let app = app.clone();
    let everyone = app.events.get_events();
    let mut lists = everyone.presence().grace(GRACE).lists();
    tokio::spawn(async move {
        while let Some(clients) = lists.next().await {
            app.present.set(clients);
            if let Err(error) = everyone.send(NotificationsGetEventsEvent::Presence(now(&app))).await {
                eprintln!("the presence was not published: {error}");
            }
            // What anybody can cause at will must not push the messages out of the channel's history.
            tokio::time::sleep(SETTLING).await;
        }
    });
}
