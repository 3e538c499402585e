//! The channels as a contract.

use std::error::Error;

use bench_fanout::Tick;
use contract_runtime::prelude::*;
use futures_util::FutureExt as _;

use crate::options::{Options, Path};
use crate::publishing::{Publish, take_commands};
use crate::{layers, runtime};

contract! {
    /// What happens in many channels.
    pub(crate) trait Feeds {
        feed: {
            method: GET,
            path: "/feeds/{feed}",
            path_params: { feed: u32 },
            responses: { 200: events { tick: Tick } },
        },
    }
}

struct App;

impl Feeds for App {
    type Context = ();

    async fn feed(&self, (): (), _: FeedsFeedRequest) -> FeedsFeedResult {
        Ok(Subscription::channel())
    }
}

impl Publish for FeedsEvents {
    fn publish(&self, channel: u32, tick: Tick) {
        // The engine in memory waits for nothing.
        let published = self.feed(channel).send(tick.into()).now_or_never();
        if !matches!(published, Some(Ok(_))) {
            // The load will miss it.
            eprintln!("an event was not published: {published:?}");
        }
    }
}

pub(crate) fn serve(options: Options) -> Result<(), Box<dyn Error>> {
    let (address, layers) = (options.address(), options.layers);
    let mut sse = SseManager::builder().connection_timeout(None);
    if let Some(heartbeat) = options.heartbeat {
        sse = sse.heartbeat(heartbeat);
    }
    let sse = sse.build();
    let publisher = FeedsEvents::new(&sse);
    let threads = match options.path {
        Path::Reactor => 1,
        Path::Body => 0,
    };
    let mut router = FeedsContract::router(App, &sse);
    if layers {
        router = layers::around(router);
    }
    runtime::run(async move {
        let listener = contract_runtime::bind(address)?;
        take_commands(options, publisher)?;
        let mut serve = contract_runtime::serve(listener, router).reactor_threads(threads);
        // Who is asked less often by heartbeats is not to be asked more often by the kernel.
        if options.heartbeat.is_some() {
            serve = serve.keepalive(None);
        }
        serve.await
    })?;
    Ok(())
}
