//! The engine beside the model.

use contract_runtime::sse::{
    Channel, ChannelOptions, EventBody, EventId, EventSet, History, PublishError, SlowPolicy, SseManager,
    Subscription,
};
use contract_tests::sse_decoder::{Decoder, Message};
use futures_util::FutureExt;
use http::{HeaderMap, Method, Uri, Version};
use http_body_util::BodyExt;
use proptest::sample::Index;

use crate::log::{OTHERS_KEEP, POLICIES, Policy};
use crate::model::{self, Item, Model};
use crate::schedule::{Attach, Audience, Id, LISTENERS, Publish, Schedule, Snapshot, Step};

/// An event of a number.
struct Number(u64);

impl EventSet for Number {
    fn name(&self) -> &'static str {
        "number"
    }

    fn data(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.0)
    }
}

/// The numbers of states begin here.
const STATES: u64 = 1_000_000;

pub(crate) struct World {
    sse: SseManager,
    epoch: String,
    model: Model,
    listeners: [Option<Listener>; LISTENERS],
    /// The last id of whoever was in a listener's place.
    last_ids: [String; LISTENERS],
    /// What a listener that nothing set apart was given last.
    found: Option<Found>,
    states: u64,
}

/// What one listener found, which another that stands where it stood and reads the same may be given too: also where the total has let go
/// of it since.
struct Found {
    before: model::Listener,
    items: Vec<Item>,
}

impl Found {
    fn is_for(&self, other: &model::Listener) -> bool {
        let Self { before, .. } = self;
        (&before.channels, before.client, before.after) == (&other.channels, other.client, other.after)
    }
}

/// A listener as the engine knows it.
struct Listener {
    body: EventBody,
    decoder: Decoder,
    /// Whether it is told its position also where no event tells it.
    is_browser: bool,
    model: model::Listener,
}

impl World {
    /// Runs a schedule.
    pub(crate) fn on_a_runtime(schedule: &Schedule) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let mut world = Self::new(schedule.total);
            for step in &schedule.steps {
                world.step(step);
            }
            for listener in 0..LISTENERS {
                world.drain(listener);
            }
        });
    }

    fn new(total: usize) -> Self {
        let history = History { events: OTHERS_KEEP, ..History::default() };
        let sse = SseManager::builder().history(history).history_total(total);
        let sse = sse.connection_timeout(None).heartbeat(None).build();
        for (channel, (policy, keeps)) in POLICIES.iter().enumerate() {
            let slow = match policy {
                Policy::Gap => SlowPolicy::Gap,
                Policy::Close => SlowPolicy::Close,
                Policy::Latest(keys) => SlowPolicy::Latest { keys: *keys },
            };
            let history = History { events: *keeps, ..History::default() };
            sse.configure(&channel.to_string(), ChannelOptions::new().history(history).slow(slow));
        }
        let first = now(sse.send("number", &0)).expect("published");
        let epoch = first.as_str().strip_suffix("-1").expect("the first id").to_owned();
        let mut model = Model::new(&epoch, total);
        let everyone =
            Publish { audience: Audience::Everyone, keys: vec![None], is_last: false, idempotency_key: None };
        let numbers = model.numbers(&everyone);
        model.publish(&everyone, &numbers);
        Self {
            sse,
            epoch,
            model,
            listeners: Default::default(),
            last_ids: Default::default(),
            found: None,
            states: STATES,
        }
    }

    fn step(&mut self, step: &Step) {
        match step {
            Step::Publish(publish) => self.publish(publish),
            Step::Close(channel) => {
                let id = now(self.channel(*channel).close()).expect("closed");
                assert_eq!(self.sequence(id.as_str()), self.model.close(*channel));
            }
            Step::Reopen(channel) => {
                now(self.channel(*channel).reopen()).expect("reopened");
                self.model.reopen(*channel);
            }
            Step::Attach(attach) => self.attach(attach),
            Step::Read(listener) => {
                self.read(*listener);
            }
            Step::Drain(listener) => self.drain(*listener),
            Step::Leave(listener) => self.leave(*listener),
        }
        let open = self.listeners.iter().flatten().count();
        assert_eq!(self.sse.connection_count(), open);
    }

    fn channel(&self, channel: usize) -> Channel<Number> {
        // Of a family, so that its options are found by a part of the name.
        self.sse.channel(format!("{channel}/x"))
    }

    fn id(&self, sequence: u64) -> String {
        format!("{}-{sequence}", self.epoch)
    }

    fn sequence(&self, id: &str) -> u64 {
        let sequence = id.strip_prefix(self.epoch.as_str()).and_then(|rest| rest.strip_prefix('-'));
        sequence.expect("an id of this epoch").parse().expect("a number")
    }

    fn publish(&mut self, publish: &Publish) {
        let numbers = self.model.numbers(publish);
        let expected = self.model.publish(publish, &numbers);
        let result = self.send(publish, &numbers);
        match (result, expected) {
            (Ok((first, last)), Some(expected)) => {
                assert_eq!(self.sequence(last.as_str()), expected.1);
                // One event that repeats a batch is given the id of its last.
                let is_repeated = numbers.len() == 1 && expected.0 != expected.1;
                assert!(is_repeated || self.sequence(first.as_str()) == expected.0);
            }
            (Err(PublishError::Closed), None) => {}
            (result, expected) => panic!("{result:?} where the model says {expected:?}"),
        }
    }

    fn send(&self, publish: &Publish, numbers: &[u64]) -> Result<(EventId, EventId), PublishError> {
        let key = publish.idempotency_key.map(|key| key.to_string());
        let id = match publish.audience {
            Audience::Channel(channel) => return send_to(&self.channel(channel), publish, numbers),
            Audience::Everyone => self.sse.send("number", &numbers[0]),
            Audience::Client(client) => self.sse.client(client).send("number", &numbers[0]),
            Audience::Both(channel, client) => self.channel(channel).to(client).send(Number(numbers[0])),
        };
        let id = match key {
            Some(key) => now(id.idempotency_key(key)),
            None => now(id),
        }?;
        Ok((id.clone(), id))
    }

    /// A request, what happens until its handler answers, and the answer.
    fn attach(&mut self, attach: &Attach) {
        self.leave(attach.listener);
        let id = match &attach.id {
            Id::None => String::new(),
            Id::Own => self.last_ids[attach.listener].clone(),
            Id::Any(index) => self.id(self.up_to_now(*index)),
            Id::Future => self.id(self.model.head + 1),
            Id::OtherEpoch => "other-1".to_owned(),
            Id::Malformed => "nonsense".to_owned(),
        };
        let mut headers = HeaderMap::new();
        headers.insert("last-event-id", id.parse().expect("a header value"));
        if attach.is_browser {
            headers.insert("accept", "text/event-stream".parse().expect("a header value"));
            headers.insert("cache-control", "no-cache".parse().expect("a header value"));
        }
        let request = self.sse.capture(&Method::GET, Version::HTTP_11, &Uri::from_static("/"), &headers);
        let position = self.model.head;
        attach.meanwhile.iter().for_each(|publish| self.publish(publish));

        let as_of = match &attach.snapshot {
            Snapshot::AsOf(index) => Some(self.up_to_now(*index)),
            Snapshot::None | Snapshot::AsRequested => None,
        };
        self.states += 1;
        let expected = self.expected_listener(attach, &id, position, as_of);
        let response = self.sse.respond(self.subscription(attach, as_of), &request);
        // Who is to be told a state has a stream, also where it is cut off at once.
        let is_over = expected.snapshot.is_none() && expected.closed(&self.model).is_some();
        if is_over && expected.expected(&self.model) == [Item::End] {
            assert_eq!(response.status(), 204);
            return;
        }
        assert_eq!(response.status(), 200);
        let mut listener = Listener {
            body: response.into_body(),
            decoder: Decoder::new(),
            is_browser: attach.is_browser,
            model: expected,
        };
        let Polled::Frame(first) = frame(&mut listener.body) else { panic!("no first bytes") };
        assert_eq!(listener.decoder.feed(&first), [], "no event before the first look");
        self.listeners[attach.listener] = Some(listener);
        self.model.enter(&attach.channels, attach.client);
        self.check_position(attach.listener);
    }

    fn up_to_now(&self, index: Index) -> u64 {
        index.index(usize::try_from(self.model.head).expect("few events") + 1) as u64
    }

    fn expected_listener(
        &self,
        attach: &Attach,
        id: &str,
        position: u64,
        as_of: Option<u64>,
    ) -> model::Listener {
        let (channels, client) = (&attach.channels[..], attach.client);
        let resumed = |after, due| model::resumed(&self.model, channels, client, after, due);
        let mut listener = match &attach.id {
            Id::OtherEpoch => resumed(0, Some("restarted")),
            Id::Malformed | Id::Future => resumed(0, Some("unknown")),
            _ if id.is_empty() => model::first(&self.model, channels, client, position, as_of, attach.last),
            _ => resumed(self.sequence(id), None),
        };
        let is_told = id.is_empty() || listener.due.is_some();
        if is_told && !matches!(attach.snapshot, Snapshot::None) {
            let at = as_of.unwrap_or(position);
            listener.snapshot = Some((at, self.states));
            if at < listener.after {
                listener.others_from = listener.after;
                listener.after = at;
            }
        }
        listener
    }

    fn subscription(&self, attach: &Attach, as_of: Option<u64>) -> Subscription<Number> {
        let mut channels = attach.channels.iter().map(|channel| self.channel(*channel));
        let mut subscription = Subscription::to(&channels.next().expect("a channel"));
        for channel in channels {
            subscription = subscription.also(&channel);
        }
        if let Some(client) = attach.client {
            subscription = subscription.client(client);
        }
        if let Some(last) = attach.last {
            subscription = subscription.last(last);
        }
        match (&attach.snapshot, as_of) {
            (Snapshot::None, _) => subscription,
            (_, Some(position)) => {
                let id: EventId = self.id(position).parse().expect("an id");
                subscription.snapshot_as_of(&id, [Number(self.states)])
            }
            (_, None) => subscription.snapshot([Number(self.states)]),
        }
    }

    fn leave(&mut self, listener: usize) {
        if let Some(leaving) = self.listeners[listener].take() {
            leaving.decoder.last_event_id().clone_into(&mut self.last_ids[listener]);
            self.model.leave(&leaving.model.channels, leaving.model.client);
        }
    }

    fn drain(&mut self, listener: usize) {
        while self.read(listener) {}
    }

    /// Takes one frame, and says whether there was one.
    fn read(&mut self, index: usize) -> bool {
        let Some(listener) = &mut self.listeners[index] else { return false };
        let is_plain = listener.model.is_plain(&self.model);
        let mut expected = listener.model.expected(&self.model).into_iter();
        let bytes = match frame(&mut listener.body) {
            Polled::Frame(bytes) => bytes,
            Polled::End => panic!("an end that was not told; expected {expected:?}"),
            Polled::Nothing => {
                assert_eq!(expected.next(), None, "nothing came");
                listener.model.after = self.model.head;
                return false;
            }
        };
        let messages = listener.decoder.feed(&bytes);
        let before = listener.model.clone();
        if let Some(found) = self.found.as_ref().filter(|found| is_plain && found.is_for(&before))
            && messages.iter().map(received).eq(found.items.iter().map(shown))
        {
            expected = found.items.clone().into_iter();
        }
        let mut items = Vec::new();
        for message in &messages {
            let item = expected.next();
            assert_eq!(item.as_ref().map(shown), Some(received(message)), "the rest is {expected:?}");
            let item = item.expect("it was compared");
            listener.model.take(&item);
            items.push(item.clone());
            let sequence = self.epoch.len() + 1;
            assert_eq!(message.last_event_id[sequence..].parse(), Ok(listener.model.after), "{item:?}");
        }
        if messages.is_empty() {
            assert_eq!(expected.next(), Some(Item::End), "a frame without a message");
            assert!(matches!(frame(&mut listener.body), Polled::End), "the end follows");
            self.check_end(index);
            self.leave(index);
            return false;
        }
        // Whoever was given all that there was has passed over what was not for it as well. A gap leads no further than it says.
        let ends_with_gap = messages.last().is_some_and(|message| message.event == "gap");
        if is_plain && !ends_with_gap && expected.next().is_none() {
            listener.model.after = self.model.head;
            self.found = Some(Found { before, items });
        }
        true
    }

    /// A client that is told where it stands has everything up to there.
    fn check_position(&self, index: usize) {
        let Some(listener) = &self.listeners[index] else { return };
        let id = listener.decoder.last_event_id();
        if !id.is_empty() {
            let items = listener.model.expected(&self.model);
            let before = model::Listener { after: self.sequence(id), ..listener.model.clone() };
            assert_eq!(before.expected(&self.model), items, "told to stand at {id}");
        }
    }

    /// A browser that comes back to closed channels with the id that it ended with has everything.
    fn check_end(&self, index: usize) {
        let Some(listener) = self.listeners[index].as_ref().filter(|listener| listener.is_browser) else {
            return;
        };
        let is_cut_off = listener.model.has_lost(&self.model);
        if listener.model.closed(&self.model).is_some() && !is_cut_off {
            let after = self.sequence(listener.decoder.last_event_id());
            let resumed =
                model::resumed(&self.model, &listener.model.channels, listener.model.client, after, None);
            assert_eq!(resumed.expected(&self.model), [Item::End]);
        }
    }
}

fn send_to(
    channel: &Channel<Number>,
    publish: &Publish,
    numbers: &[u64],
) -> Result<(EventId, EventId), PublishError> {
    let idempotency_key = publish.idempotency_key.map(|key| key.to_string());
    if let ([key], [number]) = (&publish.keys[..], numbers) {
        let mut sent = channel.send(Number(*number));
        if let Some(key) = key {
            sent = sent.key(key.to_string());
        }
        if publish.is_last {
            sent = sent.last();
        }
        if let Some(key) = idempotency_key {
            sent = sent.idempotency_key(key);
        }
        let id = now(sent)?;
        return Ok((id.clone(), id));
    }
    let events = || numbers.iter().copied().map(Number);
    let keys: Option<Vec<String>> = publish.keys.iter().map(|key| key.map(|key| key.to_string())).collect();
    let mut sent = match keys {
        Some(keys) => channel.send_all_keyed(keys.into_iter().zip(events())),
        None => channel.send_all(events()),
    };
    if publish.is_last {
        sent = sent.last();
    }
    if let Some(key) = idempotency_key {
        sent = sent.idempotency_key(key);
    }
    let ids = now(sent)?;
    Ok((ids.first().expect("an id").clone(), ids.last().expect("an id").clone()))
}

/// What the engine in memory gives at once.
fn now<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("no waiting")
}

/// What a body gives without waiting.
#[derive(Debug)]
enum Polled {
    Frame(bytes::Bytes),
    Nothing,
    End,
}

fn frame(body: &mut EventBody) -> Polled {
    match body.frame().now_or_never() {
        Some(Some(frame)) => Polled::Frame(frame.expect("no error").into_data().expect("data")),
        Some(None) => Polled::End,
        None => Polled::Nothing,
    }
}

/// A message, and what is expected, as they are compared.
type Shown = (String, String);

fn shown(item: &Item) -> Shown {
    match item {
        Item::Event { number, .. } | Item::Snapshot { number, .. } => {
            ("number".to_owned(), number.to_string())
        }
        Item::Gap { reason, to, .. } => ("gap".to_owned(), format!("{reason} {to}")),
        Item::End => ("end".to_owned(), String::new()),
    }
}

fn received(message: &Message) -> Shown {
    let data = match message.event.as_str() {
        "gap" => {
            let gap: serde_json::Value = serde_json::from_str(&message.data).expect("JSON");
            let to = gap["to"].as_str().and_then(|to| to.rsplit_once('-')).expect("an id").1;
            format!("{} {to}", gap["reason"].as_str().expect("a reason"))
        }
        _ => message.data.clone(),
    };
    (message.event.clone(), data)
}
