//! How long an HTTP/1 connection may wait for a request, and how long one may take to send its head.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use hyper::rt::{Sleep, Timer};
use hyper_util::rt::TokioTimer;
use pin_project_lite::pin_project;

/// Whether the peer has sent anything since the connection began to wait for a request.
#[derive(Debug, Clone, Default)]
pub(super) struct Heard(Arc<AtomicBool>);

impl Heard {
    pub(super) fn note(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    fn is_noted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// The timer of one connection's parser. hyper knows one limit, from the end of an answer to the last byte of the next head, and uses
/// its timer for nothing else. One limit can't be both short enough for a client that sends a head byte by byte and longer than a proxy
/// keeps its idle connections, which is what stops it from sending a request into one that is just being closed.
#[derive(Debug)]
pub(super) struct HeadTimer {
    /// How long a connection may be silent between two requests.
    pub(super) idle: Duration,
    /// How long a head may take from its first byte.
    pub(super) head: Duration,
    pub(super) heard: Heard,
}

impl Timer for HeadTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Sleep>> {
        TokioTimer::new().sleep(duration)
    }

    /// Asked for when the wait for a head begins. hyper's deadline is not needed: both limits are known here.
    ///
    /// Of a head that begins in the last bytes of the request before, nothing is heard until it goes on. That gives its client nothing: it
    /// may be silent for as long without a head.
    fn sleep_until(&self, _: Instant) -> Pin<Box<dyn Sleep>> {
        self.heard.forget();
        let limit = tokio::time::sleep(self.idle);
        Box::pin(Wait { limit, head: self.head, heard: self.heard.clone(), has_begun: false })
    }

    fn now(&self) -> Instant {
        TokioTimer::new().now()
    }
}

pin_project! {
    /// Ends when the limit is over that holds. hyper polls it whenever what was read is not yet a whole head.
    struct Wait {
        #[pin]
        limit: tokio::time::Sleep,
        head: Duration,
        heard: Heard,
        has_begun: bool,
    }
}

impl Future for Wait {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let mut this = self.project();
        if !*this.has_begun && this.heard.is_noted() {
            *this.has_begun = true;
            this.limit.set(tokio::time::sleep(*this.head));
        }
        this.limit.poll(cx)
    }
}

impl Sleep for Wait {}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use tokio::time::advance;

    use super::*;

    fn is_over(wait: &mut Pin<Box<dyn Sleep>>) -> bool {
        wait.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[tokio::test(start_paused = true)]
    async fn silence_has_one_limit_and_a_head_another() {
        let seconds = Duration::from_secs;
        let timer = HeadTimer { idle: seconds(75), head: seconds(15), heard: Heard::default() };
        let mut silent = timer.sleep_until(timer.now());
        assert!(!is_over(&mut silent));
        advance(seconds(74)).await;
        assert!(!is_over(&mut silent));
        advance(seconds(2)).await;
        assert!(is_over(&mut silent));

        let mut slow = timer.sleep_until(timer.now());
        assert!(!is_over(&mut slow), "what was heard before is forgotten");
        advance(seconds(60)).await;
        timer.heard.note();
        assert!(!is_over(&mut slow));
        advance(seconds(14)).await;
        timer.heard.note();
        assert!(!is_over(&mut slow));
        advance(seconds(2)).await;
        assert!(is_over(&mut slow), "a byte now and then does not help");
    }
}
