//! Lists of connections, some of which live in reactors.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::sse::logs::audience::Audience;
use crate::sse::logs::connection::{Apart, Connection, ConnectionId, Progress};
use crate::sse::logs::keys::{Key, Keys, Word};
use crate::sse::logs::members::Members;
use crate::sse::logs::waiter::{Bell, SharedBell};
use crate::sse::sync::lock;

#[derive(Debug, Clone, Default)]
struct Rung(Arc<Mutex<(usize, Keys)>>);

impl Bell for Rung {
    fn ring(&self, words: &mut dyn Iterator<Item = Word>) {
        let mut rung = lock(&self.0);
        rung.0 += 1;
        words.for_each(|word| rung.1.add(word));
    }
}

impl Rung {
    fn take(&self) -> (usize, Vec<Key>) {
        let (times, mut keys) = std::mem::take(&mut *lock(&self.0));
        (times, keys.drain().collect())
    }
}

fn connection(id: u64) -> Arc<Connection> {
    let apart = Apart { span: None, has_stream: false, places: Mutex::new(None) };
    let audience = Arc::new(Audience::new(Vec::new(), None));
    let progress = Progress::new(0, Duration::ZERO);
    Arc::new(Connection::new(ConnectionId(id), audience, None, progress, apart))
}

#[test]
fn residents_are_told_together_and_no_others() {
    let rung = [Rung::default(), Rung::default()];
    let bells = rung.each_ref().map(|rung| SharedBell::new(Box::new(rung.clone())));
    let mut members = Members::default();
    let connections: Vec<_> = (0..200).map(connection).collect();
    for connection in &connections {
        members.insert(Arc::clone(connection));
    }
    members.ring();
    assert!(members.have_tasks());
    for (key, connection) in (0..).zip(&connections) {
        let [one, other] = &bells;
        connection.waiter.move_in(Arc::clone(if key % 2 == 0 { one } else { other }), key);
        assert!(members.have_tasks());
        members.move_in(connection);
    }
    assert!(!members.have_tasks());
    members.ring();
    for (rest, rung) in (0..).zip(&rung) {
        assert_eq!(rung.take(), (1, (0..200).filter(|key| key % 2 == rest).collect()));
    }
    // One leaves the list, one its reactor, and one has left the list before it moved in.
    members.remove(4);
    members.move_out(&connections[6]);
    connections[6].waiter.move_out();
    assert!(members.have_tasks());
    members.remove(6);
    assert!(!members.have_tasks());
    members.move_in(&connections[4]);
    members.ring();
    let left: Vec<Key> = (0..200).filter(|key| key % 2 == 0 && ![4, 6].contains(key)).collect();
    assert_eq!(rung[0].take(), (1, left));
    assert_eq!(rung[1].take().0, 1);
    for id in 0..200 {
        members.remove(id);
    }
    members.ring();
    assert_eq!((rung[0].take().0, rung[1].take().0), (0, 0));
    assert!(members.is_empty() && !members.have_tasks());
}
