//! The rules of sets, which are declared once for several routes to take.

use proc_macro2::Ident;

use super::taken::kind_of;
use super::{responses, streams};
use crate::ast::{self, SetContent, unraw};
use crate::errors::{At, Errors};
use crate::model::{Answer, EventSet, Origin, ResponseSet, Sets};
use crate::words::upper_camel_case;

/// The sets of a contract, each with a name of its own.
pub(super) fn check(written: &[ast::Set], errors: &mut Errors) -> Sets {
    let mut sets = Sets::default();
    for set in written {
        let mistakes_before = errors.count();
        name_is_a_types(&set.name, errors);
        let is_there = kind_of(&set.name, &sets).is_some();
        if is_there {
            errors.report(&set.name, format!("there are two sets `{}`", set.name), "rename one of the two");
            continue;
        }
        let (docs, name) = (set.docs.clone(), set.name.clone());
        match &set.content {
            SetContent::Events(events) => {
                let at = At::from(&name);
                let events = events.as_ref().and_then(|events| streams::declared(at, events, errors));
                let is_sound = events.is_some() && errors.count() == mistakes_before;
                sets.events.push(EventSet { docs, name, events, is_sound });
            }
            SetContent::Responses(responses) => {
                let answers = responses.as_ref().map(|responses| answers(set, responses, errors));
                let is_sound = answers.is_some() && errors.count() == mistakes_before;
                let is_sound = is_sound && responses.as_ref().is_some_and(|responses| responses.readable);
                let answers = answers.unwrap_or_default();
                let has_error = !is_sound || answers.iter().any(|answer| answer.status >= 400);
                sets.responses.push(ResponseSet { name, answers, is_sound, has_error });
            }
        }
    }
    sets
}

/// The answers of a set, described by its doc comment where they have none of their own. It takes no other set.
fn answers(set: &ast::Set, written: &ast::Responses, errors: &mut Errors) -> Vec<Answer> {
    for other in &written.sets {
        errors.report(
            other,
            format!("a set takes no other set: found `..{other}`"),
            "take both sets in the route: `responses: { …, ..First, ..Second }`",
        );
    }
    responses::no_events_are_shared(&written.responses, errors);
    let mut answers = responses::declared(&written.responses, &Origin::Set(set.name.clone()), errors);
    for answer in answers.iter_mut().filter(|answer| answer.docs.is_empty()) {
        answer.docs = set.docs.clone();
    }
    answers
}

/// A set is named as a type.
fn name_is_a_types(name: &Ident, errors: &mut Errors) {
    let text = unraw(name);
    if !text.starts_with(char::is_uppercase) || text.contains('_') {
        let help = format!("write `{}`", upper_camel_case(&text));
        errors.report(name, format!("a set is named like a type: found `{text}`"), help);
    }
}
