use std::time::Duration;

use futures_util::{FutureExt, StreamExt, stream};
use tokio::time::{Instant, sleep};

use super::{Listener, Note, listen};
use crate::sse::{Channel, Occupancy, Presence, PresenceEvents, SseManager, Subscription};

const SECOND: Duration = Duration::from_secs(1);

fn manager() -> (SseManager, Channel<Note>) {
    let sse = SseManager::builder().connection_timeout(None).stall_timeout(None).build();
    let channel = sse.channel("room");
    (sse, channel)
}

fn join(sse: &SseManager, channel: &Channel<Note>, client: &str) -> Listener {
    listen(sse, Subscription::to(channel).client(client))
}

fn joined(client: &str) -> Presence {
    Presence::Joined(client.to_owned())
}

fn left(client: &str) -> Presence {
    Presence::Left(client.to_owned())
}

/// Nothing happens for a time.
async fn assert_quiet(presence: &mut PresenceEvents, time: Duration) {
    assert_eq!(tokio::time::timeout(time, presence.next()).await.ok(), None);
}

#[tokio::test]
async fn the_occupancy_counts_connections_and_clients() {
    let (sse, room) = manager();
    let hall = sse.channel::<Note>("hall");
    assert_eq!((room.occupancy(), room.clients()), (Occupancy::default(), Vec::new()));
    let bob = join(&sse, &room, "bob");
    let _tabs = [(); 2].map(|()| join(&sse, &room, "ann"));
    let _nameless = listen(&sse, Subscription::to(&room).also(&hall));
    let _stream = listen(&sse, Subscription::stream(stream::pending::<Note>()).client("cy"));
    let occupancy = room.occupancy();
    assert_eq!((occupancy.connections, occupancy.clients), (4, 2));
    assert_eq!(room.clients(), ["ann", "bob"]);
    assert_eq!((hall.occupancy().connections, hall.occupancy().clients), (1, 0));
    drop(bob);
    assert_eq!(room.clients(), ["ann"]);
    assert_eq!(sse.channel::<Note>("nowhere").occupancy(), Occupancy::default());
}

#[tokio::test]
async fn a_crowd_is_counted_whole() {
    let (sse, room) = manager();
    let crowd: Vec<_> = (0..1000).map(|n| join(&sse, &room, &(n / 2).to_string())).collect();
    assert_eq!((room.occupancy().connections, room.occupancy().clients), (1000, 500));
    drop(crowd);
    assert_eq!(room.occupancy().connections, 0);
}

#[tokio::test(start_paused = true)]
async fn clients_come_and_go_once_whatever_their_tabs_do() {
    let (sse, room) = manager();
    let ann = join(&sse, &room, "ann");
    let mut presence = room.presence();
    assert_eq!(presence.next().await, Some(joined("ann")), "who is there already");
    let bob = join(&sse, &room, "bob");
    assert_eq!(presence.next().await, Some(joined("bob")));
    let second_tab = join(&sse, &room, "ann");
    drop(ann);
    assert_quiet(&mut presence, 60 * SECOND).await;
    drop(bob);
    let since = Instant::now();
    assert_eq!(presence.next().await, Some(left("bob")));
    assert!(since.elapsed() >= 10 * SECOND && since.elapsed() < 11 * SECOND, "{:?}", since.elapsed());
    drop(second_tab);
    assert_eq!(presence.next().await, Some(left("ann")));
}

#[tokio::test(start_paused = true)]
async fn a_reload_is_no_leaving() {
    let (sse, room) = manager();
    let mut presence = room.presence().grace(5 * SECOND);
    let mut tab = Some(join(&sse, &room, "ann"));
    assert_eq!(presence.next().await, Some(joined("ann")));
    for _ in 0..10 {
        tab.take();
        assert_quiet(&mut presence, 4 * SECOND).await;
        tab = Some(join(&sse, &room, "ann"));
        assert_quiet(&mut presence, 20 * SECOND).await;
    }
    sse.client("ann").close("banned");
    assert_quiet(&mut presence, 4 * SECOND).await;
    assert_eq!(presence.next().await, Some(left("ann")));
}

#[tokio::test(start_paused = true)]
async fn a_slow_listener_learns_what_is_true_in_the_end() {
    let (sse, room) = manager();
    let mut presence = room.presence().grace(SECOND);
    let _ann = join(&sse, &room, "ann");
    assert_eq!(presence.next().await, Some(joined("ann")));
    for n in 0..10_000 {
        drop(join(&sse, &room, &n.to_string()));
    }
    let _bob = join(&sse, &room, "bob");
    sleep(60 * SECOND).await;
    assert_eq!(presence.next().await, Some(joined("bob")));
    assert_quiet(&mut presence, 60 * SECOND).await;
}

#[tokio::test(start_paused = true)]
async fn other_channels_are_not_heard_of_and_nothing_stays_of_a_watch() {
    let (sse, room) = manager();
    let mut presence = room.presence();
    let mut unpolled = room.presence();
    let _elsewhere = join(&sse, &sse.channel("hall"), "ann");
    assert_quiet(&mut presence, 60 * SECOND).await;
    assert_eq!(sse.watched_count(), 1);
    drop(presence);
    assert_eq!(sse.watched_count(), 1);
    let _bob = join(&sse, &room, "bob");
    assert_eq!(unpolled.next().await, Some(joined("bob")));
    drop(unpolled);
    assert_eq!(sse.watched_count(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_list_has_those_who_are_only_reconnecting() {
    let (sse, room) = manager();
    let mut lists = room.presence().lists();
    assert!(lists.next().now_or_never().is_none(), "nobody is there");
    let ann = join(&sse, &room, "ann");
    let crowd: Vec<_> = (0..100).map(|_| join(&sse, &room, "cy")).collect();
    assert_eq!(lists.next().await.unwrap(), ["ann", "cy"], "who comes together is in one list");
    drop(ann);
    let _bob = join(&sse, &room, "bob");
    assert_eq!(lists.next().await.unwrap(), ["ann", "bob", "cy"]);
    assert_eq!(room.clients(), ["bob", "cy"]);
    let _ann = join(&sse, &room, "ann");
    drop(crowd);
    assert_eq!(lists.next().await.unwrap(), ["ann", "bob"]);
}

#[tokio::test(start_paused = true)]
async fn it_ends_with_the_manager() {
    let (sse, room) = manager();
    let mut presence = room.presence();
    assert!(presence.next().now_or_never().is_none());
    drop((sse, room));
    assert_eq!(presence.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn the_longest_grace_is_one_without_end() {
    let (sse, room) = manager();
    let mut presence = room.presence().grace(Duration::MAX);
    drop(join(&sse, &room, "ann"));
    let tab = join(&sse, &room, "bob");
    assert_eq!(presence.next().await, Some(joined("bob")));
    drop(tab);
    assert_quiet(&mut presence, 10_000 * SECOND).await;
}
