//! The scenarios of a reactor's thread: others leave it something while it sleeps, looks, or is about to sleep.

use std::sync::Arc;

use loom::sync::Notify;
use loom::thread;

use super::mailbox::{Mail, Mailbox};
use crate::logs::keys::{Key, Word};
use crate::scenarios::check;

/// A mailbox with what wakes its thread, as the product's poll does: a wake-up that comes before the sleep ends it at once.
struct Thread {
    mailbox: Mailbox<usize>,
    waker: Notify,
}

/// All that it was told.
#[derive(Default)]
struct Told {
    adopted: Vec<usize>,
    woken: Vec<Key>,
    is_stopped: bool,
}

impl Thread {
    fn new() -> Arc<Self> {
        Arc::new(Self { mailbox: Mailbox::new(), waker: Notify::new() })
    }

    fn tell(&self, write: impl FnOnce(&mut Mail<usize>)) {
        if self.mailbox.leave(write) {
            self.waker.notify();
        }
    }

    /// Sleeps and looks, until there is nothing more to wait for; gives all that it was told.
    fn run(&self, is_enough: impl Fn(&Told) -> bool) -> Told {
        let (mut all, mut taken) = (Told::default(), Mail::new());
        while !is_enough(&all) {
            self.waker.wait();
            self.look(&mut all, &mut taken);
        }
        all
    }

    fn look(&self, all: &mut Told, taken: &mut Mail<usize>) {
        self.mailbox.take(taken);
        all.adopted.append(&mut taken.adopted);
        all.woken.extend(taken.woken.drain());
        all.is_stopped |= taken.is_stopped;
    }
}

fn telling(
    thread: &Arc<Thread>,
    write: impl FnOnce(&mut Mail<usize>) + Send + 'static,
) -> thread::JoinHandle<()> {
    let thread = Arc::clone(thread);
    thread::spawn(move || thread.tell(write))
}

#[test]
fn a_sleeping_thread_is_told_of_everything() {
    check(None, || {
        let thread = Thread::new();
        let others = [1, 2].map(|key| telling(&thread, move |mail| mail.woken.add(Word::of(key))));
        let mut all = thread.run(|all| all.woken.len() == 2);
        all.woken.sort_unstable();
        assert_eq!(all.woken, [1, 2]);
        for other in others {
            other.join().expect("another thread");
        }
    });
}

#[test]
fn a_look_without_being_woken_loses_nothing() {
    check(None, || {
        let thread = Thread::new();
        let others = [1, 2].map(|key| telling(&thread, move |mail| mail.woken.add(Word::of(key))));
        let (mut all, mut taken) = (Told::default(), Mail::new());
        // A socket had something.
        thread.look(&mut all, &mut taken);
        let seen = all.woken.len();
        let rest = thread.run(|later| later.woken.len() + seen == 2);
        assert_eq!(rest.woken.len() + seen, 2);
        for other in others {
            other.join().expect("another thread");
        }
    });
}

/// Connections that come together wake the thread once, and are not forgotten where it was woken for something else.
#[test]
fn what_is_left_first_and_told_later_is_found() {
    check(Some(3), || {
        let thread = Thread::new();
        let adopting = [1, 2].map(|connection| {
            let thread = Arc::clone(&thread);
            thread::spawn(move || {
                thread.mailbox.leave_untold(|mail| mail.adopted.push(connection));
                if thread.mailbox.is_unread() {
                    thread.waker.notify();
                }
            })
        });
        let ringing = telling(&thread, |mail| mail.woken.add(Word::of(7)));
        let all = thread.run(|all| all.adopted.len() == 2 && !all.woken.is_empty());
        assert_eq!((all.adopted.len(), all.woken.as_slice()), (2, [7].as_slice()));
        for other in adopting.into_iter().chain([ringing]) {
            other.join().expect("another thread");
        }
    });
}

#[test]
fn what_is_handed_over_while_the_thread_ends_is_taken_or_refused() {
    check(None, || {
        let thread = Thread::new();
        let giving = {
            let thread = Arc::clone(&thread);
            thread::spawn(move || {
                let mut connection = Some(7);
                thread.tell(|mail| {
                    if !mail.is_stopped {
                        mail.adopted.extend(connection.take());
                    }
                });
                connection.is_none()
            })
        };
        let stopping = telling(&thread, |mail| mail.is_stopped = true);
        let mut all = thread.run(|all| all.is_stopped);
        // The last look, once nobody can hand anything over any more.
        thread.look(&mut all, &mut Mail::new());
        let was_taken = giving.join().expect("the giver");
        assert_eq!(all.adopted.len(), usize::from(was_taken));
        stopping.join().expect("the stopper");
    });
}
