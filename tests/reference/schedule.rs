//! What may happen, at random.

use proptest::prelude::*;

/// How many channels there are; each has a policy of its own.
pub(crate) const CHANNELS: usize = 4;
/// How many client ids there are.
pub(crate) const CLIENTS: usize = 2;
/// How many listeners there may be at once.
pub(crate) const LISTENERS: usize = 4;

/// One step.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Publish(Publish),
    Close(usize),
    Reopen(usize),
    Attach(Attach),
    /// A listener takes one frame.
    Read(usize),
    /// A listener takes all there is.
    Drain(usize),
    /// A listener goes away.
    Leave(usize),
}

/// A publication.
#[derive(Debug, Clone)]
pub(crate) struct Publish {
    pub(crate) audience: Audience,
    /// The keys of its events, of which there are as many; several only to a channel.
    pub(crate) keys: Vec<Option<u8>>,
    pub(crate) is_last: bool,
    pub(crate) idempotency_key: Option<u8>,
}

/// Who a publication is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    Everyone,
    Channel(usize),
    Client(usize),
    /// One client's connections to one channel.
    Both(usize, usize),
}

/// A listener that comes.
#[derive(Debug, Clone)]
pub(crate) struct Attach {
    pub(crate) listener: usize,
    pub(crate) channels: Vec<usize>,
    pub(crate) client: Option<usize>,
    pub(crate) id: Id,
    pub(crate) snapshot: Snapshot,
    pub(crate) last: Option<usize>,
    /// Whether it asks as a browser's `EventSource` does.
    pub(crate) is_browser: bool,
    /// What is published between the request and the handler's answer.
    pub(crate) meanwhile: Vec<Publish>,
}

/// Which id it comes with.
#[derive(Debug, Clone)]
pub(crate) enum Id {
    None,
    /// What the listener in its place had.
    Own,
    /// That of any position up to now.
    Any(prop::sample::Index),
    Future,
    OtherEpoch,
    Malformed,
}

/// Which state it is told.
#[derive(Debug, Clone)]
pub(crate) enum Snapshot {
    None,
    AsRequested,
    /// As of a position up to now, when the handler answers.
    AsOf(prop::sample::Index),
}

/// What happens in a manager.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    /// How many bytes all its logs keep together: some events, or more than there will be.
    pub(crate) total: usize,
    pub(crate) steps: Vec<Step>,
}

pub(crate) fn schedule() -> impl Strategy<Value = Schedule> {
    let total = prop_oneof![Just(1 << 20), 2_000..12_000_usize];
    (total, prop::collection::vec(step(), 1..120)).prop_map(|(total, steps)| Schedule { total, steps })
}

fn step() -> impl Strategy<Value = Step> {
    let listener = || 0..LISTENERS;
    prop_oneof![
        12 => publish().prop_map(Step::Publish),
        1 => (0..CHANNELS).prop_map(Step::Close),
        1 => (0..CHANNELS).prop_map(Step::Reopen),
        5 => attach().prop_map(Step::Attach),
        3 => listener().prop_map(Step::Read),
        3 => listener().prop_map(Step::Drain),
        1 => listener().prop_map(Step::Leave),
    ]
}

fn publish() -> impl Strategy<Value = Publish> {
    let audience = prop_oneof![
        1 => Just(Audience::Everyone),
        8 => (0..CHANNELS).prop_map(Audience::Channel),
        1 => (0..CLIENTS).prop_map(Audience::Client),
        1 => (0..CHANNELS, 0..CLIENTS).prop_map(|(channel, client)| Audience::Both(channel, client)),
    ];
    let length = prop_oneof![8 => Just(1_usize), 1 => 2..7_usize];
    let key = prop::option::weighted(0.7, 0..5_u8);
    let keys = length.prop_flat_map(move |length| prop::collection::vec(key.clone(), length));
    let idempotency_key = prop::option::weighted(0.1, 0..3_u8);
    (audience, keys, prop::bool::weighted(0.02), idempotency_key).prop_map(
        |(audience, mut keys, is_last, idempotency_key)| {
            if !matches!(audience, Audience::Channel(_)) {
                keys = vec![None];
            }
            // Of a batch all events have keys, or none has.
            if let [first, rest @ ..] = &mut keys[..] {
                for key in rest {
                    *key = first.is_some().then(|| key.unwrap_or(0));
                }
            }
            Publish { audience, keys, is_last, idempotency_key }
        },
    )
}

fn attach() -> impl Strategy<Value = Attach> {
    let id = prop_oneof![
        3 => Just(Id::None),
        6 => Just(Id::Own),
        2 => any::<prop::sample::Index>().prop_map(Id::Any),
        1 => Just(Id::Future),
        1 => Just(Id::OtherEpoch),
        1 => Just(Id::Malformed),
    ];
    let snapshot = prop_oneof![
        3 => Just(Snapshot::None),
        1 => Just(Snapshot::AsRequested),
        1 => any::<prop::sample::Index>().prop_map(Snapshot::AsOf),
    ];
    let channels = prop::sample::subsequence((0..CHANNELS).collect::<Vec<_>>(), 1..=CHANNELS);
    let client = prop::option::of(0..CLIENTS);
    let last = prop::option::weighted(0.3, prop_oneof![0..8_usize, Just(usize::MAX)]);
    let meanwhile = prop_oneof![2 => Just(Vec::new()), 1 => prop::collection::vec(publish(), 1..5)];
    (0..LISTENERS, channels, client, id, snapshot, last, any::<bool>(), meanwhile).prop_map(
        |(listener, channels, client, id, snapshot, last, is_browser, meanwhile)| Attach {
            listener,
            channels,
            client,
            id,
            snapshot,
            last,
            is_browser,
            meanwhile,
        },
    )
}
