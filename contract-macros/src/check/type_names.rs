//! The names of all types that a contract makes, each with what it is for.

use proc_macro2::Ident;

use crate::model::{Answer, Content, Contract, Event, EventSet, Events, Kind, Origin, Route};
use crate::names::{ContractNames, answer_body, common_body, event_payload, set_body, set_payload};

/// All type names that are made for a route, each with what it is for.
pub(super) fn types_of(prefix: &str, route: &Route) -> Vec<(Ident, String)> {
    let names = &route.names;
    let of = |what: &str| format!("the {what} of `{}`", route.name);
    // What is wrong with a name is the route's, wherever else its type leads to.
    let at_route = |name: &Ident| {
        let mut name = name.clone();
        name.set_span(route.name.span());
        name
    };
    let mut types = vec![
        (at_route(&names.request), of("request")),
        (at_route(&names.response), of("response")),
        (at_route(&names.error), of("error")),
        (at_route(&names.result), of("result")),
    ];
    let parts = [
        (&route.params, &names.params, "parameters"),
        (&route.query, &names.query, "query"),
        (&route.headers, &names.headers, "headers"),
        (&route.cookies, &names.cookies, "cookies"),
        (&route.body, &names.body, "body"),
    ];
    let made = |content: &Content| matches!(content, Content::Fields(_));
    types.extend(
        parts.into_iter().filter(|(part, ..)| made(part)).map(|(_, name, what)| (at_route(name), of(what))),
    );
    for answer in route
        .answers
        .iter()
        .flatten()
        .filter(|answer| made(&answer.content) && answer.origin == Origin::Route)
    {
        types.push((answer_body(prefix, &route.name, answer.status), of(&format!("{} body", answer.status))));
    }
    if let Kind::Stream(Events::Own(_) | Events::Unknown) = &route.kind {
        types.push((at_route(&names.event), of("event")));
    }
    if let Kind::Stream(Events::Own(events)) = &route.kind {
        for event in events.iter().filter(|event| made(&event.content)) {
            let name = event_payload(prefix, &route.name, &event.variant);
            types.push((name, of(&format!("`{}` event", event.name))));
        }
    }
    types
}

/// The type names that are made for a set of events, each with what it is for.
pub(super) fn types_of_set(set: &EventSet) -> Vec<(Ident, String)> {
    let objects = set.events.iter().flatten().filter(|event| matches!(event.content, Content::Fields(_)));
    let payload = |event: &Event| {
        (set_payload(&set.name, &event.variant), format!("the `{}` event of `{}`", event.name, set.name))
    };
    [(set.name.clone(), format!("the set `{}`", set.name))].into_iter().chain(objects.map(payload)).collect()
}

/// The type names that are made for the answers of a set or a group, each with what it is for.
pub(super) fn types_of_shared(contract: &Contract, origin: &Origin) -> Vec<(Ident, String)> {
    let is_made = |answer: &&Answer| answer.origin == *origin && matches!(answer.content, Content::Fields(_));
    let body = |answer: &Answer| match origin {
        Origin::Set(set) => (set_body(set, answer.status), format!("the {} body of `{set}`", answer.status)),
        Origin::Group(group) => (
            answer_body(&contract.type_prefix, group, answer.status),
            format!("the {} body of the group `{group}`", answer.status),
        ),
        Origin::Route | Origin::Contract => (
            common_body(&contract.type_prefix, answer.status),
            format!("the {} body of all routes", answer.status),
        ),
    };
    contract.shared_answers().filter(is_made).map(body).collect()
}

/// The type names that every contract makes, each with what it is for.
pub(super) fn types_of_contract(contract: &Contract) -> Vec<(Ident, String)> {
    let names = ContractNames::new(&contract.name);
    vec![
        (contract.name.clone(), "the contract".to_owned()),
        (names.error, "the error of all routes".to_owned()),
        (names.events, "the publisher".to_owned()),
        (names.contract, "the contract's router".to_owned()),
    ]
}
