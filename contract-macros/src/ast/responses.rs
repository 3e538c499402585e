//! Reads `{ 200: Order, 404: Problem }` and `events { … }`.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenTree};
use syn::Lit;

use super::entries::{self, Entry, Key, Value};
use super::{
    Answer, Event, Events, Name, Response, Responses, Schema, fields, media, spreads, statuses, typescript,
    values, with,
};
use crate::errors::Errors;
use crate::words::closest;

/// Reads the brace of `responses` or `common_responses`.
pub(super) fn read(value: &Value, owner: &str, errors: &mut Errors) -> Option<Responses> {
    Some(read_brace(fields::brace(value, owner, "200: Type", errors)?, owner == "responses", errors))
}

/// Reads what stands in such a brace, where a stream may be among the answers or not.
pub(super) fn read_brace(inside: &Group, may_stream: bool, errors: &mut Errors) -> Responses {
    let (sets, inside) = spreads::take(statuses::join(inside.stream(), errors), errors);
    let mut read = Responses { sets, responses: Vec::new(), readable: true };
    for entry in entries::cut(inside, "Type", errors) {
        match status(&entry.key, errors) {
            Some(status) => read.responses.push(response(entry, status, may_stream, errors)),
            None => read.readable = false,
        }
    }
    read
}

/// Reads a status, also one in quotes, which is reported.
fn status(key: &Key, errors: &mut Errors) -> Option<u16> {
    let help = "write the number of a status, such as `200`";
    let Key::Literal(literal) = key else {
        if key.to_string() == statuses::UNKNOWN {
            return None;
        }
        errors.report(key.at(), format!("`{key}` is not a status"), help);
        return None;
    };
    if let Some(status) = number(literal) {
        return Some(status);
    }
    let quoted = values::string(literal).or_else(|| typescript::unquoted(literal));
    let quoted = quoted.and_then(|text| text.value().parse::<u16>().ok());
    match quoted {
        Some(status) => {
            errors.report(
                key.at(),
                format!("a status is a number, without quotes: found `{key}`"),
                format!("write `{status}`"),
            );
        }
        None => errors.report(key.at(), format!("`{key}` is not a status"), help),
    }
    quoted
}

fn number(literal: &Literal) -> Option<u16> {
    let Lit::Int(number) = Lit::new(literal.clone()) else { return None };
    if number.suffix().is_empty() { number.base10_parse().ok() } else { None }
}

fn response(entry: Entry, status: u16, may_stream: bool, errors: &mut Errors) -> Response {
    let at = entry.key.at();
    let (value, headers) = with::split(&entry.value, errors);
    let (media, body) = media::split(&value, errors);
    let answer = answer(&body, status, may_stream, errors);
    Response { docs: entry.docs, status, at, media, answer, headers }
}

fn answer(value: &Value, status: u16, may_stream: bool, errors: &mut Errors) -> Answer {
    match value.tokens.as_slice() {
        [TokenTree::Ident(word), TokenTree::Group(events)]
            if word == "events" && events.delimiter() == Delimiter::Brace =>
        {
            Answer::Events(value.at(), Events::Written(read_events(events, errors)))
        }
        [TokenTree::Ident(word), TokenTree::Ident(set)] if word == "events" => {
            Answer::Events(value.at(), Events::Set(set.clone()))
        }
        [TokenTree::Ident(word), rest @ ..] if word == "events" && !starts_with_colon(rest) => {
            errors.report(
                value.at(),
                format!("`events` takes a brace, found `{}`", value.shown()),
                "write `events { name: Payload, … }`, or the name of a set, `events OrderUpdate`",
            );
            Answer::Events(value.at(), Events::Unreadable)
        }
        [TokenTree::Ident(word), brace @ TokenTree::Group(inside)]
            if inside.delimiter() == Delimiter::Brace =>
        {
            errors.report(
                word,
                format!("`{word}` has no meaning before a brace"),
                "write `events { … }` for a stream, or `{ … }` for an object",
            );
            if status == 200 && !is_type_name(word) {
                if !may_stream {
                    // That it can't be a stream either is for when it says that it is one.
                    return Answer::Schema(Schema::Unreadable);
                }
                return Answer::Events(value.at(), Events::Written(read_events(inside, errors)));
            }
            let object = Value { tokens: vec![brace.clone()] };
            Answer::Schema(fields::read_answer(&object, errors).unwrap_or(Schema::Unreadable))
        }
        _ => Answer::Schema(fields::read_answer(value, errors).unwrap_or(Schema::Unreadable)),
    }
}

/// Whether a word is the name of a type rather than `events` or `stream` misspelt.
fn is_type_name(word: &Ident) -> bool {
    let text = word.to_string();
    text.starts_with(char::is_uppercase) && closest(&text, &["events", "stream"]).is_none()
}

fn starts_with_colon(tokens: &[TokenTree]) -> bool {
    matches!(tokens.first(), Some(TokenTree::Punct(punct)) if punct.as_char() == ':')
}

/// Reads the brace of `events`.
pub(super) fn read_events(inside: &Group, errors: &mut Errors) -> Vec<Event> {
    let mut events = Vec::new();
    for entry in entries::cut(inside.stream(), "Payload", errors) {
        let Some(name) = event_name(&entry.key, errors) else { continue };
        let payload = fields::read_answer(&entry.value, errors).unwrap_or(Schema::Unreadable);
        events.push(Event { docs: entry.docs, name, payload });
    }
    events
}

/// Reads the name of an event, which may be a keyword: only its variant is an identifier.
fn event_name(key: &Key, errors: &mut Errors) -> Option<Name> {
    match key {
        Key::Name(ident) => Some(Name::Ident(ident.clone())),
        Key::Literal(_) => fields::name(key, errors),
    }
}
