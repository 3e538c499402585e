//! The rules of sets, which are declared once for several routes to take.

use proc_macro2::Ident;

use super::streams;
use crate::ast::{self, unraw};
use crate::errors::{At, Errors};
use crate::model::{EventSet, Events, Kind};
use crate::words::{closest, upper_camel_case};

/// The sets of events, each with a name of its own.
pub(super) fn events(written: &[ast::EventSet], errors: &mut Errors) -> Vec<EventSet> {
    let mut sets: Vec<EventSet> = Vec::new();
    for set in written {
        let mistakes_before = errors.count();
        name_is_a_types(&set.name, errors);
        if sets.iter().any(|other| other.name == set.name) {
            errors.report(&set.name, format!("there are two sets `{}`", set.name), "rename one of the two");
            continue;
        }
        let at = At::from(&set.name);
        let events = set.events.as_ref().and_then(|events| streams::declared(at, events, errors));
        let is_sound = events.is_some() && errors.count() == mistakes_before;
        sets.push(EventSet { docs: set.docs.clone(), name: set.name.clone(), events, is_sound });
    }
    sets
}

/// A set is named as a type.
fn name_is_a_types(name: &Ident, errors: &mut Errors) {
    let text = unraw(name);
    if !text.starts_with(char::is_uppercase) || text.contains('_') {
        let help = format!("write `{}`", upper_camel_case(&text));
        errors.report(name, format!("a set is named like a type: found `{text}`"), help);
    }
}

/// A set that a route takes is declared.
pub(super) fn events_named(name: &Ident, sets: &[EventSet], errors: &mut Errors) -> Events {
    if sets.iter().any(|set| set.name == *name) {
        return Events::Set(name.clone());
    }
    let known: Vec<String> = sets.iter().map(|set| set.name.to_string()).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    let help = match closest(&name.to_string(), &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("declare it among the routes: `events {name} {{ name: Payload, … }}`"),
    };
    errors.report(name, format!("there is no set of events `{name}`"), help);
    Events::Unknown
}

/// Whether the set whose events a route carries, if it does, is without a mistake.
pub(super) fn events_are_sound(kind: &Kind, sets: &[EventSet]) -> bool {
    match kind {
        Kind::Stream(Events::Set(name)) => sets.iter().any(|set| set.name == *name && set.is_sound),
        _ => true,
    }
}
