//! The rules of event streams.

use proc_macro2::Ident;

use super::fields::{self, is_content_type, spared};
use super::{headers, media, taken};
use crate::ast::{self, FieldValue, Name, Schema, Slot};
use crate::errors::{At, Errors};
use crate::model::{Content, Event, Events, Kind, Method, Sets};
use crate::words::upper_camel_case;

const MARK: &str = "text/event-stream";

/// The names that a stream's own events have, and those that an `EventSource` in a browser gives to events of its own.
const RESERVED: [&str; 4] = ["gap", "heartbeat", "open", "error"];

/// Whether a route is a stream, which is one that has the mark, `events` in an answer, or both.
pub(super) fn kind(route: &ast::Route, sets: &Sets, errors: &mut Errors) -> Kind {
    let is_marked = mark_is_whole(route, errors);
    let responses = route.responses.given().map_or(&[][..], |written| &written.responses);
    let streamed = responses.iter().find_map(|response| match &response.answer {
        ast::Answer::Events(at, events) => Some((response, *at, events)),
        ast::Answer::Schema(_) => None,
    });
    if !is_marked && streamed.is_none() {
        return Kind::Unary;
    }
    method_can_stream(route, errors);
    only_200_streams(responses, errors);
    headers::stream_has_its_own(responses, errors);
    let events = match streamed {
        Some((_, at, ast::Events::Written(written))) => own(declared(at, written, errors)),
        Some((_, _, ast::Events::Set(name))) => taken::events_named(name, sets, errors),
        Some((_, _, ast::Events::Unreadable)) => Events::Unknown,
        None => own(message(route, errors).map(|event| vec![event])),
    };
    Kind::Stream(events)
}

fn own(events: Option<Vec<Event>>) -> Events {
    events.map_or(Events::Unknown, Events::Own)
}

/// The header that marks a stream is `content_type: "text/event-stream"`.
fn mark_is_whole(route: &ast::Route, errors: &mut Errors) -> bool {
    let headers = route.headers.given().map_or(&[][..], Vec::as_slice);
    let mut marks = headers.iter().filter(|field| is_content_type(field));
    let Some(mark) = marks.next() else { return false };
    if let Some(second) = marks.next() {
        errors.report(second.name.at(), "`content_type` is there twice", "remove one of the two");
    }
    let written = mark.name.text();
    if matches!(mark.name, Name::Ident(_)) && written != "content_type" {
        errors.report(
            mark.name.at(),
            format!("a header's name is in snake_case, which is kebab-case on the wire: found `{written}`"),
            "write `content_type`",
        );
    }
    match &mark.value {
        FieldValue::Literal(literal) if literal.value() == MARK => true,
        FieldValue::Literal(literal) => {
            refuse_mark(literal.span().into(), errors);
            true
        }
        FieldValue::Type(ty) => {
            refuse_mark(At::all(ty), errors);
            false
        }
        FieldValue::Unreadable => true,
    }
}

fn refuse_mark(at: At, errors: &mut Errors) {
    errors.report(
        at,
        "`content_type` only ever marks a stream of events",
        format!("write `content_type: \"{MARK}\"`, or leave it out: a body is JSON"),
    );
}

/// A stream is GET or POST.
fn method_can_stream(route: &ast::Route, errors: &mut Errors) {
    if let Some((method, at)) = route.method.given()
        && !matches!(method, Method::Get | Method::Post)
    {
        errors.report(
            *at,
            format!("a stream of events can't be {}", method.name()),
            "write `method: GET` to follow something, `method: POST` to send something first",
        );
    }
}

/// Only a 200 streams events.
fn only_200_streams(responses: &[ast::Response], errors: &mut Errors) {
    for response in responses {
        if matches!(response.answer, ast::Answer::Events(..)) && response.status != 200 {
            errors.report(
                response.at,
                format!("events are what a 200 holds, not a {}", response.status),
                "write `200: events { … }`",
            );
        }
    }
}

/// The events in `events { … }`: at least one, each with a name of its own, and no two with one variant.
pub(super) fn declared(at: At, written: &[ast::Event], errors: &mut Errors) -> Option<Vec<Event>> {
    if written.is_empty() {
        errors.report(
            at,
            "a stream without events",
            "name the events that it carries: `events { name: Payload }`",
        );
    }
    let mut events: Vec<Event> = Vec::new();
    for event in written {
        let Some(variant) = variant(&event.name, errors) else { continue };
        let name = event.name.text();
        if !name_is_free(&event.name, errors) {
            continue;
        }
        if let Some(other) = events.iter().find(|other| other.variant == variant) {
            let (problem, help) = if other.name == name {
                (format!("the event `{name}` is there twice"), "remove one of the two")
            } else {
                (
                    format!("the events `{name}` and `{}` are both the variant `{variant}`", other.name),
                    "rename one of the two",
                )
            };
            errors.report(event.name.at(), problem, help);
            continue;
        }
        let content = fields::content(&event.payload, errors);
        events.push(Event { docs: event.docs.clone(), name, variant, content });
    }
    (!events.is_empty()).then_some(events)
}

/// An event is not named as one of a stream's own, or of an `EventSource`'s own.
fn name_is_free(name: &Name, errors: &mut Errors) -> bool {
    let text = name.text();
    let is_free = !RESERVED.contains(&text.as_str());
    if !is_free {
        let owner = if matches!(text.as_str(), "gap" | "heartbeat") {
            "the stream"
        } else {
            "a browser's EventSource"
        };
        errors.report(
            name.at(),
            format!("`{text}` is an event of {owner} itself"),
            format!("choose another name, such as `order_{text}`"),
        );
    }
    is_free
}

/// The variant of an event, which its name must give: a name is a line of text that begins with a letter.
fn variant(name: &Name, errors: &mut Errors) -> Option<Ident> {
    let text = name.text();
    let is_line = !text.contains(|letter: char| letter.is_control());
    let made = upper_camel_case(&text);
    let plain = syn::parse_str::<Ident>(&made);
    let variant = plain.or_else(|_| syn::parse_str::<Ident>(&spared(&made))).ok().filter(|_| is_line);
    if variant.is_none() {
        errors.report(
            name.at(),
            format!("no variant can be named after the event {text:?}"),
            "a name begins with a letter and is one line, such as `shipped` or `\"order.shipped\"`",
        );
    }
    variant.map(|mut variant| {
        variant.set_span(name.at().span());
        variant
    })
}

/// The one event of a stream that is only marked: `message`, with the type of its 200, or any JSON.
fn message(route: &ast::Route, errors: &mut Errors) -> Option<Event> {
    let responses = match &route.responses {
        Slot::Absent => &[][..],
        Slot::Given(_, written) if written.readable => &written.responses,
        Slot::Given(..) | Slot::Unreadable => return None,
    };
    let answer = responses.iter().find(|response| response.status == 200);
    let (docs, content) = match answer {
        Some(ast::Response { media: Some(media), answer: ast::Answer::Schema(Schema::Type(_)), .. }) => {
            media::refuse_beside_mark(media, errors);
            return None;
        }
        Some(ast::Response { docs, answer: ast::Answer::Schema(schema), .. }) => {
            (docs.clone(), fields::content(schema, errors))
        }
        _ => (ast::Docs::default(), Content::AnyJson),
    };
    let variant = Ident::new("Message", route.name.span());
    Some(Event { docs, name: "message".to_owned(), variant, content })
}
