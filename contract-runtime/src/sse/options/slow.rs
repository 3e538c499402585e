//! What happens to a reader that is slower than its channel.

/// What happens to a reader that has fallen so far behind that events it has not read are no longer kept; set for
/// the channels of a route by [`ChannelOptions::slow`](crate::sse::ChannelOptions::slow).
///
/// No policy makes a publisher wait, and none lets a slow reader take more memory than the channel's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum SlowPolicy {
    /// It skips to what is kept, and is told so by a `gap` event. For a stream that goes on to be useful with a
    /// hole in it: activity, logs.
    #[default]
    Gap,
    /// Its stream ends. The client reconnects, is told of the gap then, and gets the handler's snapshot. For a
    /// stream whose state has to be built anew after a loss.
    Close,
    /// Of several events of one key that a reader has not read yet, it gets the newest alone; and the newest event
    /// of each key is kept when the history lets it go, so that a reader who was away ends with the right last
    /// value of every key, without a gap. For prices, positions, progress: what is overwritten anyway. The key is
    /// given with each event, by [`Publish::key`](crate::sse::Publish::key); events without one are treated as by
    /// [`Gap`](Self::Gap).
    ///
    /// An older event of a key keeps its place in the history until its turn comes, as any other: who comes from before it may have been
    /// sent it already. The newest ones that are kept beyond the history count to its bytes. They go with their channel, when nothing has been published to it
    /// for the history's age.
    Latest {
        /// Of how many keys the newest event is kept beyond the history. Where there are more, the value that was
        /// published the longest ago goes first, and whoever has not read it is told of a gap.
        keys: usize,
    },
}

impl SlowPolicy {
    /// [`Latest`](Self::Latest) for up to 4096 keys.
    pub const fn latest() -> Self {
        Self::Latest { keys: 4096 }
    }
}
