//! Connections that read one after the other, as in a reactor's pass, and share what they find: each gets what its body would give.

use bytes::Bytes;
use futures_util::FutureExt;
use http_body_util::BodyExt;
use proptest::collection::vec;
use proptest::prelude::*;
use tokio::time::Instant;

use super::{Note, Text, numbers, publish, request_with};
use crate::sse::logs::recent::Recent;
use crate::sse::streams::handover::Handover;
use crate::sse::streams::live::{Live, Next};
use crate::sse::{
    Channel, ChannelOptions, EventBody, EventSet, History, SlowPolicy, SseManager, StreamRequest,
    Subscription,
};

const CHANNELS: [&str; 3] = ["a", "b", "c"];
const CLIENTS: [&str; 2] = ["ann", "bob"];

#[derive(Debug, Clone)]
enum Step {
    /// To a channel, with a key, and some so long that few go in one frame.
    Publish(usize, u8, bool),
    ToEveryone,
    ToClient(usize, Option<usize>),
    Close(usize),
    Reopen(usize),
    Configure(usize, u8),
    /// To some channels, for a client or not, after one of the ids up to now or from now on.
    Attach(u8, Option<usize>, Option<prop::sample::Index>),
    /// So many frames for each connection, the oldest first.
    Pass(Vec<u8>),
}

fn steps(policies: bool) -> impl Strategy<Value = Vec<Step>> {
    let channel = 0..CHANNELS.len();
    let client = 0..CLIENTS.len();
    let step = prop_oneof![
        8 => (channel.clone(), 0..3_u8, prop::bool::weighted(0.2)).prop_map(|(c, key, long)| Step::Publish(c, key, long)),
        1 => Just(Step::ToEveryone),
        2 => (client.clone(), prop::option::of(channel.clone())).prop_map(|(to, c)| Step::ToClient(to, c)),
        1 => channel.clone().prop_map(Step::Close),
        1 => channel.clone().prop_map(Step::Reopen),
        u32::from(policies) => (channel, 0..3_u8).prop_map(|(c, policy)| Step::Configure(c, policy)),
        4 => (1..8_u8, prop::option::of(client), prop::option::of(any::<prop::sample::Index>()))
            .prop_map(|(channels, client, after)| Step::Attach(channels, client, after)),
        6 => vec(0..4_u8, 1..6).prop_map(Step::Pass),
    ];
    vec(step, 1..60)
}

fn options(policy: u8) -> ChannelOptions {
    let few = History { events: 3, ..History::default() };
    ChannelOptions::new().history(few).slow(match policy {
        0 => SlowPolicy::Gap,
        1 => SlowPolicy::Close,
        _ => SlowPolicy::Latest { keys: 2 },
    })
}

/// Two connections of the same request: one is read as a body, one as a reactor reads.
struct Pair {
    body: Option<EventBody>,
    live: Option<Live>,
    of_body: Vec<u8>,
    of_live: Vec<u8>,
}

impl Pair {
    fn attach<E: EventSet>(
        sse: &SseManager,
        request: &StreamRequest,
        subscription: impl Fn() -> Subscription<E>,
    ) -> Option<Self> {
        let live = live(sse, request, subscription());
        let mut body = sse.respond(subscription(), request).into_body();
        let has_begun = body.frame().now_or_never().flatten().is_some();
        assert_eq!(live.is_some(), has_begun);
        live.map(|live| Self { body: Some(body), live: Some(live), of_body: Vec::new(), of_live: Vec::new() })
    }

    /// Takes a frame of both. False if neither has one.
    fn step(&mut self, recent: &mut Recent) -> bool {
        let next = self.live.as_mut().and_then(|live| take(live, recent));
        match &next {
            Some(Next::Frame(chunk)) => self.of_live.extend(&chunk.bytes),
            Some(_) => self.live = None,
            None => {}
        }
        let frame = self.body.as_mut().and_then(|body| body.frame().now_or_never());
        let bytes = frame.as_ref().map(|frame| match frame {
            Some(frame) => frame.as_ref().expect("no failure").data_ref().expect("data").clone(),
            None => Bytes::new(),
        });
        match &bytes {
            Some(bytes) if bytes.starts_with(b"retry: ") => self.body = None,
            Some(bytes) => self.of_body.extend(bytes),
            None => {}
        }
        next.is_some() || bytes.is_some()
    }

    fn assert_same(&self) {
        let [live, body] = [&self.of_live, &self.of_body].map(|bytes| ids(bytes));
        assert_eq!(live, body);
        assert!(self.of_live == self.of_body, "the same ids, and other bytes");
        assert_eq!(self.live.is_some(), self.body.is_some(), "one has ended");
    }
}

/// As a reactor does.
fn take(live: &mut Live, recent: &mut Recent) -> Option<Next> {
    let now = Instant::now();
    match live.take_same(recent, now) {
        Some(chunk) => Some(Next::Frame(chunk.clone())),
        None => live.take(recent, now),
    }
}

fn ids(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().filter_map(|line| line.strip_prefix("id: ")).map(str::to_owned).collect()
}

/// A connection that has left its body after its beginning; none where there is nothing to come.
fn live<E: EventSet>(
    sse: &SseManager,
    request: &StreamRequest,
    subscription: Subscription<E>,
) -> Option<Live> {
    let mut response = sse.respond(subscription, request);
    let handover = Handover::of(&mut response)?;
    handover.want();
    response.into_body().frame().now_or_never()??.expect("a beginning");
    handover.take()
}

struct World {
    sse: SseManager,
    pairs: Vec<Pair>,
    ids: Vec<String>,
    recent: Recent,
    /// Whether what was found is forgotten when something has been published, as by a thread that rests.
    rests: bool,
}

impl World {
    fn new(history: History, rests: bool) -> Self {
        let sse = SseManager::builder().history(history).connection_timeout(None).heartbeat(None).build();
        Self { sse, pairs: Vec::new(), ids: Vec::new(), recent: Recent::default(), rests }
    }

    async fn step(&mut self, step: &Step) {
        let channel = |index: usize| -> Channel<Text> { self.sse.channel(CHANNELS[index]) };
        let number = self.ids.len().to_string();
        let id = match step {
            Step::Publish(index, key, is_long) => {
                let text = if *is_long { number + &"x".repeat(40_000) } else { number };
                channel(*index).send(Text(text)).key(key.to_string()).await.ok()
            }
            Step::ToEveryone => self.sse.send("text", &1).await.ok(),
            Step::ToClient(to, None) => self.sse.client(CLIENTS[*to]).send("text", &1).await.ok(),
            Step::ToClient(to, Some(index)) => channel(*index).to(CLIENTS[*to]).send(Text(number)).await.ok(),
            Step::Close(index) => channel(*index).close().await.ok(),
            Step::Reopen(index) => {
                channel(*index).reopen().await.expect("open");
                None
            }
            Step::Configure(index, policy) => {
                self.sse.configure(CHANNELS[*index], options(*policy));
                None
            }
            Step::Attach(channels, client, after) => return self.attach(*channels, *client, after.as_ref()),
            Step::Pass(frames) => return self.pass(frames),
        };
        self.ids.extend(id.map(|id| id.to_string()));
    }

    fn attach(&mut self, channels: u8, client: Option<usize>, after: Option<&prop::sample::Index>) {
        let id = after.filter(|_| !self.ids.is_empty()).map(|index| index.get(&self.ids).as_str());
        let headers: Vec<_> = id.iter().map(|id| ("last-event-id", *id)).collect();
        let request = request_with(&self.sse, &headers);
        let wanted = (0..).zip(CHANNELS).filter(|(bit, _)| channels >> bit & 1 == 1).map(|(_, name)| name);
        let subscription = || {
            let mut channels = wanted.clone().map(|name| self.sse.channel::<Text>(name));
            let first = Subscription::to(&channels.next().expect("a channel"));
            let all = channels.fold(first, |all, channel| all.also(&channel));
            client.iter().fold(all, |all, client| all.client(CLIENTS[*client]))
        };
        self.pairs.extend(Pair::attach(&self.sse, &request, subscription));
    }

    /// Between passes, what was found is forgotten: it may be lost to whoever looks by itself.
    fn rest(&mut self) {
        if self.rests {
            self.recent = Recent::default();
        }
    }

    fn pass(&mut self, frames: &[u8]) {
        self.rest();
        for (pair, frames) in self.pairs.iter_mut().zip(frames.iter().cycle()) {
            let _ = (0..*frames).try_for_each(|_| pair.step(&mut self.recent).then_some(()));
            if self.rests {
                pair.assert_same();
            }
        }
    }

    async fn run(mut self, steps: &[Step]) {
        for step in steps {
            self.step(step).await;
        }
        self.rest();
        for pair in &mut self.pairs {
            while pair.step(&mut self.recent) {}
            pair.assert_same();
        }
    }
}

fn run(steps: &[Step], history: History, rests: bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(World::new(history, rests).run(steps));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is lost, superseded, closed or changed in between.
    #[test]
    fn a_pass_gives_each_what_its_body_gives(steps in steps(true)) {
        run(&steps, History { events: 4, ..History::default() }, true);
    }

    /// A busy thread does not rest: what one has found may be older than what the next would find by itself.
    #[test]
    fn what_was_found_before_loses_and_repeats_nothing(steps in steps(false)) {
        run(&steps, History::default(), false);
    }
}

/// Bodies share what one of them found, and each still has all that there is at once.
#[tokio::test]
async fn what_another_body_has_found_is_given_only_while_it_is_all() {
    let sse = SseManager::new();
    let channel = sse.channel::<Text>("a");
    let request = request_with(&sse, &[]);
    let [mut one, mut other, mut third] =
        [(); 3].map(|()| sse.respond(Subscription::to(&channel), &request).into_body());
    let next = |body: &mut EventBody| {
        let frame = body.frame().now_or_never()??.expect("no failure");
        frame.into_data().ok()
    };
    let texts = |bytes: Option<Bytes>| {
        let bytes = bytes.expect("a frame");
        let text = String::from_utf8_lossy(&bytes);
        text.lines().filter_map(|line| line.strip_prefix("data: ")).collect::<String>()
    };
    for body in [&mut one, &mut other, &mut third] {
        assert!(next(body).is_some(), "a beginning");
        assert!(next(body).is_none());
    }
    channel.send(Text("1".to_owned())).await.expect("published");
    assert_eq!(texts(next(&mut one)), "1");
    assert!(next(&mut one).is_none());
    channel.send(Text("2".to_owned())).await.expect("published");
    assert_eq!(texts(next(&mut other)), "12", "what the first one found is not all");
    assert_eq!(texts(next(&mut third)), "12");
    assert_eq!(texts(next(&mut one)), "2");
    assert!([&mut one, &mut other, &mut third].into_iter().all(|body| next(body).is_none()));
}

#[tokio::test]
async fn what_was_found_before_the_options_were_changed_is_not_given() {
    let sse = SseManager::new();
    sse.configure("a", ChannelOptions::new().slow(SlowPolicy::latest()));
    let channel = sse.channel::<Note>("a");
    let request = request_with(&sse, &[]);
    let [mut before, mut after] =
        [(); 2].map(|()| live(&sse, &request, Subscription::to(&channel)).expect("a stream"));
    for value in 0..3 {
        channel.send(Note(value)).key("k").await.expect("published");
    }
    let mut recent = Recent::default();
    assert_eq!(labels(&mut before, &mut recent), ["2"]);
    sse.configure("a", ChannelOptions::new());
    assert_eq!(labels(&mut after, &mut recent), numbers(0..3));
    publish(&channel, [3]).await;
    assert_eq!(labels(&mut before, &mut recent), ["3"]);
    assert_eq!(labels(&mut after, &mut recent), ["3"]);
}

fn labels(live: &mut Live, recent: &mut Recent) -> Vec<String> {
    let mut labels = Vec::new();
    while let Some(Next::Frame(chunk)) = take(live, recent) {
        let text = std::str::from_utf8(&chunk.bytes).expect("UTF-8");
        labels.extend(super::events(text).iter().map(super::Event::label));
    }
    labels
}
