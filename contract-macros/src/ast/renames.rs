//! Reads `rename_all`, and spells the names that it is about: those of the fields of inline objects in queries, bodies,
//! answers and events.

use super::entries::Value;
use super::{Answer, Contract, Event, Events, Name, Responses, Schema, SetContent, Slot, unraw, values};
use crate::cases::Case;
use crate::errors::Errors;

/// Reads the value of `rename_all`.
pub(super) fn read(value: &Value, errors: &mut Errors) -> Option<Case> {
    let text = values::text(value, "rename_all: \"camelCase\"", errors)?;
    let case = Case::named(&text.value());
    if case.is_none() {
        let help = match Case::nearest(&text.value()) {
            Some(near) => format!("did you mean `\"{near}\"`?"),
            None => format!("write one of {}", Case::names().join(", ")),
        };
        errors.report(text.span(), format!("`{}` is no way to spell names", text.value()), help);
    }
    case
}

/// Spells the names of a contract's fields. One that is written as a literal stays as it is.
pub(super) fn apply(contract: &mut Contract) {
    let Some(&case) = contract.rename_all.given() else { return };
    for route in &mut contract.routes {
        for schema in [&mut route.query, &mut route.body].into_iter().filter_map(Slot::given_mut) {
            rename_schema(schema, case);
        }
    }
    let of_routes = contract.routes.iter_mut().map(|route| &mut route.responses);
    let of_groups = contract.groups.iter_mut().map(|group| &mut group.shared.common_responses);
    let written = of_routes.chain(of_groups).chain([&mut contract.shared.common_responses]);
    for responses in written.filter_map(Slot::given_mut) {
        rename_responses(responses, case);
    }
    for set in &mut contract.sets {
        match &mut set.content {
            SetContent::Events(Some(events)) => rename_events(events, case),
            SetContent::Responses(Some(responses)) => rename_responses(responses, case),
            SetContent::Events(None) | SetContent::Responses(None) => {}
        }
    }
}

fn rename_responses(responses: &mut Responses, case: Case) {
    for response in &mut responses.responses {
        match &mut response.answer {
            Answer::Schema(schema) => rename_schema(schema, case),
            Answer::Events(_, Events::Written(events)) => rename_events(events, case),
            Answer::Events(..) => {}
        }
    }
}

fn rename_events(events: &mut [Event], case: Case) {
    for event in events {
        rename_schema(&mut event.payload, case);
    }
}

fn rename_schema(schema: &mut Schema, case: Case) {
    let Schema::Object(_, fields) = schema else { return };
    for field in fields {
        if let Name::Ident(ident) = &field.name {
            field.renamed = Some(case.of_field(&unraw(ident)));
        }
    }
}
