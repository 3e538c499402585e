//! The channels as one writes them in axum: its `Sse` over tokio's broadcast channel.

use std::collections::HashMap;
use std::convert::Infallible;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::extract::{Path, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use axum::routing::get;
use axum::serve::ListenerExt as _;
use bench_fanout::Tick;
use futures_util::{Stream, StreamExt as _};
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;

use crate::options::Options;
use crate::publishing::{Publish, take_commands};
use crate::{layers, runtime};

/// More than the load ever has on their way, so that no reader loses any.
const CAPACITY: usize = 1024;

/// An event that was encoded once for all.
#[derive(Debug, Clone)]
struct Message {
    id: u64,
    data: Arc<str>,
}

#[derive(Debug, Clone, Default)]
struct Feeds(Arc<Mutex<HashMap<u32, broadcast::Sender<Message>>>>);

impl Feeds {
    fn channel(&self, feed: u32) -> broadcast::Sender<Message> {
        let mut channels = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        channels.entry(feed).or_insert_with(|| broadcast::channel(CAPACITY).0).clone()
    }
}

async fn feed(
    State(feeds): State<Feeds>,
    Path(feed): Path<u32>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // Who is too slow goes on with what there is.
    let messages =
        BroadcastStream::new(feeds.channel(feed).subscribe()).filter_map(|message| async { message.ok() });
    let events = messages
        .map(|message| Ok(Event::default().event("tick").data(&message.data).id(message.id.to_string())));
    Sse::new(events).keep_alive(KeepAlive::default())
}

impl Publish for Feeds {
    fn publish(&self, channel: u32, tick: Tick) {
        let Ok(data) = serde_json::to_string(&tick) else { return };
        // It fails where nobody listens.
        let _ = self.channel(channel).send(Message { id: tick.number, data: data.into() });
    }
}

pub(crate) fn serve(options: Options) -> Result<(), Box<dyn Error>> {
    let feeds = Feeds::default();
    let mut router = Router::new().route("/feeds/{feed}", get(feed)).with_state(feeds.clone());
    if options.layers {
        router = layers::around(router);
    }
    runtime::run(async move {
        let listener = TcpListener::bind(options.address()).await?;
        let listener = listener.tap_io(|stream| {
            // A socket that refuses the option still serves.
            let _ = stream.set_nodelay(true);
        });
        take_commands(options, feeds)?;
        axum::serve(listener, router).await
    })?;
    Ok(())
}
