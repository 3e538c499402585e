//! The body of a stream's response.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Frame;

/// The error of a body whose stream failed. It makes the server cut the connection off.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The body of the response that [`SseManager::respond`](super::SseManager::respond) gives. Dropping it detaches
/// the connection.
#[derive(Debug)]
pub struct EventBody {}

impl http_body::Body for EventBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        todo!()
    }
}
