//! The rules of what a route takes from sets.

use proc_macro2::Ident;

use crate::errors::Errors;
use crate::model::{Answer, Events, Kind, Sets};
use crate::words::{closest, snake_case};

/// The events of a set that a route takes.
pub(super) fn events_named(name: &Ident, sets: &Sets, errors: &mut Errors) -> Events {
    let is_known = set_is_there(name, "events", sets, errors);
    if is_known { Events::Set(name.clone()) } else { Events::Unknown }
}

/// Answers, and those of the sets that are taken beside them. A status of one's own wins over a set's; no two sets have
/// one status. Nothing where they are not all known.
pub(super) fn with_sets(
    own: Vec<Answer>,
    taken: &[Ident],
    sets: &Sets,
    errors: &mut Errors,
) -> Option<Vec<Answer>> {
    let mut are_known = true;
    let mut from_sets: Vec<Answer> = Vec::new();
    for (index, name) in taken.iter().enumerate() {
        if taken.iter().take(index).any(|other| other == name) {
            errors.report(name, format!("`..{name}` is there twice"), "remove one of the two");
            continue;
        }
        are_known &= set_is_there(name, "responses", sets, errors);
        let Some(set) = sets.responses.iter().find(|set| set.name == *name) else { continue };
        are_known &= set.is_sound;
        let mine: Vec<_> = set.answers.iter().filter(|answer| !has(&own, answer.status)).collect();
        if let Some(answer) = mine.iter().find(|answer| has(&from_sets, answer.status)) {
            let status = answer.status;
            errors.report(
                name,
                format!("{status} is in another set too"),
                format!("say which it is: `{status}: Type` beside the sets wins over both"),
            );
            continue;
        }
        from_sets.extend(mine.into_iter().cloned());
    }
    are_known.then(|| own.into_iter().chain(from_sets).collect())
}

fn has(answers: &[Answer], status: u16) -> bool {
    answers.iter().any(|answer| answer.status == status)
}

/// A set that is taken is declared, and holds what is asked of it.
fn set_is_there(name: &Ident, wanted: &str, sets: &Sets, errors: &mut Errors) -> bool {
    match kind_of(name, sets) {
        Some(kind) if kind == wanted => return true,
        Some("events") => errors.report(
            name,
            format!("`{name}` is a set of events, not of responses"),
            format!("write `200: events {name}`"),
        ),
        Some(_) => errors.report(
            name,
            format!("`{name}` is a set of responses, not of events"),
            format!("write `..{name}` beside the other answers"),
        ),
        None => {
            let events = sets.events.iter().map(|set| &set.name);
            let known: Vec<String> =
                events.chain(sets.responses.iter().map(|set| &set.name)).map(ToString::to_string).collect();
            let spelled: Vec<String> = known.iter().map(|name| snake_case(name)).collect();
            let spelled: Vec<&str> = spelled.iter().map(String::as_str).collect();
            let near = closest(&name.to_string(), &spelled);
            let near = known.iter().find(|name| near.is_some_and(|near| snake_case(name) == near));
            let inside = if wanted == "events" { "name: Payload" } else { "429: Type" };
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("declare it among the routes: `{wanted} {name} {{ {inside}, … }}`"),
            };
            errors.report(name, format!("there is no set of {wanted} `{name}`"), help);
        }
    }
    false
}

/// Whether the set whose events a route carries, if it does, is without a mistake.
pub(super) fn events_are_sound(kind: &Kind, sets: &Sets) -> bool {
    match kind {
        Kind::Stream(Events::Set(name)) => sets.events.iter().any(|set| set.name == *name && set.is_sound),
        _ => true,
    }
}

/// What a set holds, if there is one of this name.
pub(super) fn kind_of(name: &Ident, sets: &Sets) -> Option<&'static str> {
    if sets.events.iter().any(|set| set.name == *name) {
        return Some("events");
    }
    sets.responses.iter().any(|set| set.name == *name).then_some("responses")
}
