//! A request's body as it comes from a socket, which can keep a server waiting for so long and no longer.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Sleep, sleep};

/// A body that fails where its next bytes take longer than a limit. The time that its reader takes does not count.
#[derive(Debug)]
pub(super) struct RequestBody<B> {
    body: B,
    limit: Option<Duration>,
    /// Since when the reader waits; most bodies are here at once, and never set it.
    wait: Option<Pin<Box<Sleep>>>,
}

impl<B> RequestBody<B> {
    pub(super) fn new(body: B, limit: Option<Duration>) -> Self {
        Self { body, limit, wait: None }
    }
}

impl<B: Body<Error: Into<BoxError>> + Unpin> Body for RequestBody<B> {
    type Data = B::Data;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, BoxError>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(cx) {
            this.wait = None;
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        let Some(limit) = this.limit else { return Poll::Pending };
        let wait = this.wait.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(wait.as_mut().poll(cx));
        Poll::Ready(Some(Err(Box::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The client sent nothing more of a body for too long.
#[derive(Debug)]
struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body stopped coming")
    }
}

impl Error for TooSlow {}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use axum::body::Bytes;
    use futures_util::{StreamExt as _, stream};
    use http_body_util::{BodyExt as _, StreamBody};
    use tokio::time::Instant;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(30);

    /// Some pieces, each so long after the one before, and then nothing more.
    fn slow(pieces: usize, pause: Duration) -> impl Body<Data = Bytes, Error = Infallible> + Unpin {
        let pieces = stream::iter(0..pieces).then(move |_| async move {
            sleep(pause).await;
            Ok(Frame::data(Bytes::from_static(b"x")))
        });
        StreamBody::new(Box::pin(pieces.chain(stream::pending())))
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_may_go_on_for_long_but_not_stop() {
        let began = Instant::now();
        let mut body = RequestBody::new(slow(10, Duration::from_secs(29)), Some(LIMIT));
        for _ in 0..10 {
            assert!(body.frame().await.unwrap().is_ok());
        }
        assert_eq!(began.elapsed().as_secs(), 290);
        let error = body.frame().await.unwrap().unwrap_err();
        assert_eq!((error.to_string().as_str(), began.elapsed().as_secs()), ("the body stopped coming", 320));
    }

    #[tokio::test(start_paused = true)]
    async fn the_time_that_its_reader_takes_is_not_the_client_s() {
        let mut body = RequestBody::new(slow(2, Duration::from_secs(20)), Some(LIMIT));
        assert!(body.frame().await.unwrap().is_ok());
        sleep(LIMIT * 10).await;
        assert!(body.frame().await.unwrap().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_limit_it_is_waited_for() {
        let mut body = RequestBody::new(slow(1, LIMIT * 100), None);
        assert!(body.frame().await.unwrap().is_ok());
    }
}
