//! What no server can be better than by much: a loop over epoll that sends bytes which are ready, and does nothing else. No limits, no
//! heartbeats, no replay, and of HTTP as much as the load needs.

mod connection;
mod feed;
mod inbox;

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use mio::net::TcpListener;
use mio::{Events, Interest, Poll, Token, Waker};
use socket2::{Domain, Socket, Type};

use self::connection::{Connection, State};
use self::feed::Feed;
use self::inbox::{Inbox, Publisher};
use crate::options::Options;
use crate::publishing::take_commands;

/// What is given to a socket at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sends {
    OneAnEvent,
    AllPending,
}

const LISTENER: Token = Token(usize::MAX);
const NEWS: Token = Token(usize::MAX - 1);
const BACKLOG: i32 = 4096;

pub(crate) fn serve(options: Options, sends: Sends) -> Result<(), Box<dyn Error>> {
    let mut listener = listen(options)?;
    let poll = Poll::new()?;
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let inbox = Arc::new(Inbox::default());
    let waker = Arc::new(Waker::new(poll.registry(), NEWS)?);
    take_commands(options, Publisher::new(Arc::clone(&inbox), waker))?;
    let server =
        Server { poll, listener, sends, feeds: Vec::new(), connections: Vec::new(), free: Vec::new() };
    server.run(&inbox)?;
    Ok(())
}

fn listen(options: Options) -> io::Result<TcpListener> {
    let address = options.address();
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(TcpListener::from_std(socket.into()))
}

struct Server {
    poll: Poll,
    listener: TcpListener,
    sends: Sends,
    feeds: Vec<Feed>,
    connections: Vec<Option<Connection>>,
    /// Places in `connections`.
    free: Vec<usize>,
}

impl Server {
    fn run(mut self, inbox: &Inbox) -> io::Result<()> {
        let mut events = Events::with_capacity(1024);
        // Feeds with connections that have something to be sent and take it.
        let mut busy = BTreeSet::new();
        loop {
            let pause = (!busy.is_empty()).then_some(Duration::ZERO);
            match self.poll.poll(&mut events, pause) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            for event in &events {
                match event.token() {
                    LISTENER => self.accept()?,
                    NEWS => {}
                    Token(index) => busy.extend(self.attend(index, event.is_readable(), event.is_writable())),
                }
            }
            for (channel, chunk) in inbox.take() {
                self.feed(channel).append(&chunk);
                busy.insert(channel);
            }
            busy.retain(|channel| self.pass(*channel));
        }
    }

    fn accept(&mut self) -> io::Result<()> {
        loop {
            let (mut stream, _) = match self.listener.accept() {
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                accepted => accepted?,
            };
            stream.set_nodelay(true)?;
            let index = self.free.pop().unwrap_or(self.connections.len());
            let interest = Interest::READABLE | Interest::WRITABLE;
            self.poll.registry().register(&mut stream, Token(index), interest)?;
            let connection = Some(Connection::new(stream));
            match self.connections.get_mut(index) {
                Some(place) => *place = connection,
                None => self.connections.push(connection),
            }
        }
    }

    /// Reads what a connection has to say and notes that it takes bytes again; gives the feed that it then is to get more of.
    fn attend(&mut self, index: usize, is_readable: bool, is_writable: bool) -> Option<u32> {
        let connection = self.connections.get_mut(index)?.as_mut()?;
        if is_readable {
            match connection.read() {
                State::Waiting => {}
                State::Asked(channel) => self.enter(index, channel),
                State::Gone => {
                    self.remove(index);
                    return None;
                }
            }
        }
        let connection = self.connections.get_mut(index)?.as_mut()?;
        if is_writable && std::mem::take(&mut connection.is_full) { connection.channel } else { None }
    }

    fn enter(&mut self, index: usize, channel: u32) {
        let feed = self.feed(channel);
        feed.connections.push(index);
        let end = feed.end();
        let connection = self.connections.get_mut(index).and_then(Option::as_mut);
        if connection.is_some_and(|connection| connection.begin(channel, end).is_err()) {
            self.remove(index);
        }
    }

    fn remove(&mut self, index: usize) {
        let Some(connection) = self.connections.get_mut(index).and_then(Option::take) else { return };
        if let Some(channel) = connection.channel {
            self.feed(channel).forget(index);
        }
        self.free.push(index);
    }

    fn feed(&mut self, channel: u32) -> &mut Feed {
        let index = channel as usize;
        if self.feeds.len() <= index {
            self.feeds.resize_with(index + 1, Feed::default);
        }
        #[expect(clippy::indexing_slicing, reason = "the list was just made longer than the index")]
        &mut self.feeds[index]
    }

    /// Sends once to every connection of a feed that is behind and takes something; gives whether one of them still is and does.
    fn pass(&mut self, channel: u32) -> bool {
        let Some(feed) = self.feeds.get_mut(channel as usize) else { return false };
        let (mut is_behind, mut least, mut gone) = (false, feed.end(), Vec::new());
        for index in &feed.connections {
            let Some(Some(connection)) = self.connections.get_mut(*index) else { continue };
            if !connection.is_full && connection.at < feed.end() {
                match feed.pending(connection.at, self.sends) {
                    Some(bytes) if connection.send(bytes).is_ok() => {}
                    _ => gone.push(*index),
                }
                is_behind |= !connection.is_full && connection.at < feed.end();
            }
            least = least.min(connection.at);
        }
        feed.let_go(least);
        for index in gone {
            self.remove(index);
        }
        is_behind
    }
}
