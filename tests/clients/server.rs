//! What real clients follow in `tests/clients`: streams whose heartbeats and ends come so fast that a test sees many of them.
//!
//! `PORT` is where it listens, and `MAX_CONNECTIONS` how many streams it has places for.

use std::env;
use std::error::Error;
use std::time::Duration;

use contract_runtime::prelude::*;

contract! {
    /// Numbers as they are published, and jobs that end.
    pub trait Numbers {
        follow: {
            method: GET,
            path: "/events",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { hello: String, number: u64, text: String } },
        },

        publish: {
            method: POST,
            path: "/numbers",
            body: { first: u64, last: u64 },
            responses: { 204: () },
        },

        publish_text: {
            method: POST,
            path: "/texts",
            body: String,
            responses: { 204: () },
        },

        follow_job: {
            method: GET,
            path: "/jobs/{id}/events",
            headers: { content_type: "text/event-stream" },
            responses: { 200: events { progress: u64, done: () } },
        },

        /// Publishes where other streams do not read: their position moves on, and they have no event.
        advance_job: { method: POST, path: "/jobs/{id}/progress", responses: { 204: () } },

        end_job: { method: POST, path: "/jobs/{id}/end", responses: { 204: () } },

        /// What the manager has counted so far.
        counts: { method: GET, path: "/counts", responses: { 200: { open: usize, attached: u64, refused: u64, writes: u64, gaps: u64 } } },
    }
}

struct App {
    sse: SseManager,
    events: NumbersEvents,
}

impl Numbers for App {
    type Context = ();

    async fn follow(&self, (): (), _: NumbersFollowRequest) -> NumbersFollowResult {
        Ok(Subscription::channel().snapshot([NumbersFollowEvent::Hello("first".to_owned())]))
    }

    async fn publish(&self, (): (), request: NumbersPublishRequest) -> NumbersPublishResult {
        for number in request.body.first..=request.body.last {
            self.events.follow().send(NumbersFollowEvent::Number(number)).await.internal()?;
        }
        Ok(NumbersPublishResponse::NoContent)
    }

    async fn publish_text(&self, (): (), request: NumbersPublishTextRequest) -> NumbersPublishTextResult {
        self.events.follow().send(NumbersFollowEvent::Text(request.body)).await.internal()?;
        Ok(NumbersPublishTextResponse::NoContent)
    }

    async fn follow_job(&self, (): (), _: NumbersFollowJobRequest) -> NumbersFollowJobResult {
        Ok(Subscription::channel())
    }

    async fn advance_job(&self, (): (), request: NumbersAdvanceJobRequest) -> NumbersAdvanceJobResult {
        let job = self.events.follow_job(request.params.id);
        job.send(NumbersFollowJobEvent::Progress(1)).await.internal()?;
        Ok(NumbersAdvanceJobResponse::NoContent)
    }

    async fn end_job(&self, (): (), request: NumbersEndJobRequest) -> NumbersEndJobResult {
        let job = self.events.follow_job(request.params.id);
        job.send(NumbersFollowJobEvent::Done).last().await.internal()?;
        Ok(NumbersEndJobResponse::NoContent)
    }

    async fn counts(&self, (): (), _: NumbersCountsRequest) -> NumbersCountsResult {
        let stats = self.sse.stats();
        let gaps = &stats.gaps;
        Ok(NumbersCountsResponse::Ok(NumbersCountsOkBody {
            open: self.sse.connection_count(),
            attached: stats.attached,
            refused: stats.refused.values().sum(),
            writes: stats.writes,
            gaps: gaps.expired + gaps.lagged + gaps.restarted + gaps.unknown,
        }))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let port: u16 = env::var("PORT")?.parse()?;
    let places: usize = env::var("MAX_CONNECTIONS").map_or(Ok(usize::MAX), |places| places.parse())?;
    let sse = SseManager::builder()
        .max_connections(places)
        .heartbeat(Duration::from_millis(40))
        .connection_timeout(Duration::from_secs(1))
        .retry(Duration::from_millis(20))
        .build();
    let app = App { sse: sse.clone(), events: NumbersEvents::new(&sse) };
    let router = NumbersContract::router(app, &sse);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    contract_runtime::serve(listener, router).await?;
    Ok(())
}
