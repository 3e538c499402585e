//! The scenarios of a reactor's connections: news, a reminder or an end comes while they move in, look, or are about to sleep.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::task::{Wake, Waker};

use loom::sync::Notify;
use loom::thread;

use super::mailbox::{Mail, Mailbox};
use crate::logs::audience::Audience;
use crate::logs::keys::{Key, Word};
use crate::logs::members::Members;
use crate::logs::waiter::{Bell, SharedBell, Waiter};
use crate::scenarios::check;
use crate::sync::{AtomicU64, Mutex, Ordering, lock};

/// A mailbox with what wakes its thread.
#[derive(Debug)]
struct Inbox {
    mailbox: Mailbox<()>,
    waker: Notify,
}

impl Bell for Arc<Inbox> {
    fn ring(&self, words: &mut dyn Iterator<Item = Word>) {
        if self.mailbox.leave(|mail| words.for_each(|word| mail.woken.add(word))) {
            self.waker.notify();
        }
    }
}

/// Under which the thread knows its connection.
const KEY: Key = 7;

/// What one connection waits for. It is neither written nor read in any order but that of its waiter.
struct Connection {
    waiter: Waiter,
    news: AtomicU64,
}

impl Connection {
    fn new() -> Arc<Self> {
        Arc::new(Self { waiter: Waiter::new(), news: AtomicU64::new(0) })
    }

    fn publish(self: &Arc<Self>) -> thread::JoinHandle<()> {
        let connection = Arc::clone(self);
        thread::spawn(move || {
            connection.news.fetch_add(1, Ordering::Relaxed);
            connection.waiter.wake();
        })
    }

    fn look(&self) -> u64 {
        self.news.load(Ordering::Relaxed)
    }
}

/// The thread of a reactor, as far as it concerns its sleep.
struct Thread {
    inbox: Arc<Inbox>,
    bell: SharedBell,
    mail: Mail<()>,
}

impl Thread {
    fn new() -> Self {
        let inbox = Arc::new(Inbox { mailbox: Mailbox::new(), waker: Notify::new() });
        Self { bell: Arc::new(Box::new(Arc::clone(&inbox))), inbox, mail: Mail::new() }
    }

    fn adopt(&self, connection: &Connection) {
        connection.waiter.move_in(Arc::clone(&self.bell), KEY);
    }

    /// Sleeps until it is woken, for mail or for nothing.
    fn sleep(&mut self) {
        self.inbox.waker.wait();
        self.inbox.mailbox.take(&mut self.mail);
        assert!(self.mail.woken.drain().all(|key| key == KEY));
    }
}

fn join<const N: usize>(others: [thread::JoinHandle<()>; N]) {
    for other in others {
        other.join().expect("another thread");
    }
}

#[test]
fn whatever_a_look_has_not_seen_rings_the_bell() {
    check(Some(3), || {
        let (mut thread, connection) = (Thread::new(), Connection::new());
        thread.adopt(&connection);
        let publishers = [connection.publish(), connection.publish()];
        while connection.look() < 2 {
            thread.sleep();
        }
        join(publishers);
    });
}

#[test]
fn what_comes_while_a_connection_moves_in_is_seen() {
    check(None, || {
        let (mut thread, connection) = (Thread::new(), Connection::new());
        // It was a task, which is gone.
        connection.waiter.register(Waker::noop());
        let publisher = connection.publish();
        thread.adopt(&connection);
        while connection.look() < 1 {
            thread.sleep();
        }
        join([publisher]);
    });
}

#[test]
fn an_end_and_a_reminder_come_through_while_it_moves_in() {
    check(Some(3), || {
        let (mut thread, connection) = (Thread::new(), Connection::new());
        let others = [Waiter::close, Waiter::remind].map(|tell| {
            let connection = Arc::clone(&connection);
            thread::spawn(move || tell(&connection.waiter))
        });
        thread.adopt(&connection);
        let (mut has_ended, mut is_reminded) = (false, false);
        loop {
            connection.look();
            has_ended |= connection.waiter.end().is_some();
            is_reminded |= connection.waiter.take_reminder();
            if has_ended && is_reminded {
                break;
            }
            thread.sleep();
        }
        join(others);
    });
}

/// Who is woken while its socket is full does not look; it looks when there is room.
#[test]
fn a_full_socket_s_connection_is_told_again_once_it_has_looked() {
    check(Some(3), || {
        let (mut thread, connection) = (Thread::new(), Connection::new());
        thread.adopt(&connection);
        let publishers = [connection.publish(), connection.publish()];
        thread.sleep();
        // Not a look; and now there is room.
        while connection.look() < 2 {
            thread.sleep();
        }
        join(publishers);
    });
}

#[test]
fn who_has_moved_out_holds_nothing_of_the_thread() {
    check(None, || {
        let (thread, connection) = (Thread::new(), Connection::new());
        thread.adopt(&connection);
        let publisher = connection.publish();
        connection.waiter.move_out();
        join([publisher]);
        assert_eq!(Arc::strong_count(&thread.bell), 1);
        connection.waiter.wake();
    });
}

/// A key is used again: the one behind it may be told of what is another's, and looks in vain, but misses nothing.
#[test]
fn who_has_the_key_of_one_that_left_misses_nothing() {
    check(Some(3), || {
        let (mut thread, leaving, coming) = (Thread::new(), Connection::new(), Connection::new());
        thread.adopt(&leaving);
        let publishers = [leaving.publish(), coming.publish()];
        leaving.waiter.move_out();
        thread.adopt(&coming);
        while coming.look() < 1 {
            thread.sleep();
        }
        join(publishers);
    });
}

/// A task, and whether it was woken.
#[derive(Default)]
struct Task(AtomicBool);

impl Wake for Task {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Whoever is on a list is told by a pass over it, or looks after it, also where it moves in meanwhile or has left its list before.
#[test]
fn passes_over_a_list_reach_who_moves_in_meanwhile() {
    check(Some(3), || {
        let mut thread = Thread::new();
        let audience = Arc::new(Audience::new(Vec::new(), None));
        let [moving, leaving, staying] = [1, 2, 3].map(|id| {
            let (audience, waiter) = (Arc::clone(&audience), Waiter::new());
            Arc::new(crate::logs::connection::Connection {
                id,
                audience,
                waiter,
                has_left: AtomicBool::new(false),
            })
        });
        let task = Arc::<Task>::default();
        staying.waiter.register(&Arc::clone(&task).into());
        let members = Arc::new(Mutex::new(Members::default()));
        for member in [&moving, &leaving, &staying] {
            lock(&members).insert(Arc::clone(member));
        }
        leaving.waiter.move_in(Arc::clone(&thread.bell), KEY);
        lock(&members).move_in(&leaving);
        let news = Arc::new(AtomicU64::new(0));
        let passes = {
            let (members, news) = (Arc::clone(&members), Arc::clone(&news));
            thread::spawn(move || {
                for _ in 0..2 {
                    news.fetch_add(1, Ordering::Relaxed);
                    let members = lock(&members);
                    members.ring();
                    assert!(members.have_tasks());
                    let wakers: Vec<_> = members.iter().filter_map(|member| member.waiter.take()).collect();
                    drop(members);
                    wakers.into_iter().for_each(Waker::wake);
                }
            })
        };
        lock(&members).remove(leaving.id);
        leaving.waiter.move_out();
        moving.waiter.move_in(Arc::clone(&thread.bell), KEY);
        lock(&members).move_in(&moving);
        while news.load(Ordering::Relaxed) < 2 {
            thread.sleep();
        }
        join([passes]);
        assert!(task.0.load(Ordering::Relaxed));
        lock(&members).remove(moving.id);
        moving.waiter.move_out();
        assert_eq!(Arc::strong_count(&thread.bell), 1);
    });
}
