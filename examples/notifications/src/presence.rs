//! Who is connected: told to everyone whenever a stream opens or ends.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use contract_runtime::SseManager;
use futures_util::StreamExt as _;

use crate::app::App;
use crate::contract::{NotificationsGetEventsEvent, Presence};
use crate::people::People;

/// Who is connected at this moment.
pub(crate) fn now(sse: &SseManager, people: &People) -> Presence {
    let connections = sse.connections();
    let clients = connections.iter().filter_map(|open| open.client.as_deref());
    let users: BTreeSet<_> = clients.filter_map(|client| people.name_of(client)).collect();
    Presence { users: users.into_iter().collect() }
}

/// How long a change waits for the next one.
const SETTLING: Duration = Duration::from_millis(250);

/// Publishes who is connected, whenever it changes, for as long as the process runs.
pub(crate) fn announce(sse: &SseManager, app: &App) {
    let (sse, people, everyone) = (sse.clone(), Arc::clone(&app.people), app.events.get_events());
    let mut changes = sse.lifecycle();
    tokio::spawn(async move {
        let mut told = Vec::new();
        while changes.next().await.is_some() {
            let presence = now(&sse, &people);
            if presence.users == told {
                continue;
            }
            told.clone_from(&presence.users);
            if let Err(error) = everyone.send(NotificationsGetEventsEvent::Presence(presence)).await {
                eprintln!("the presence was not published: {error}");
            }
            // What anybody can cause at will must not push the messages out of the channel's history.
            tokio::time::sleep(SETTLING).await;
        }
    });
}
