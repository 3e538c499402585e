//! The rules of operation ids, which documents tell routes apart by.

use syn::LitStr;

use crate::ast;
use crate::errors::Errors;
use crate::model::{Mount, Route};

/// An operation id is one word, since clients are made of it.
pub(super) fn id(route: &ast::Route, errors: &mut Errors) -> Option<String> {
    let written = route.operation_id.given()?;
    let text = written.value();
    if text.is_empty() || text.chars().any(|letter| letter.is_whitespace() || letter.is_control()) {
        let problem = format!("{text:?} is not an operation id");
        errors.report(written.span(), problem, "write one word, such as `\"placeOrder\"`");
        return None;
    }
    Some(text)
}

/// No two routes have one operation id, also where it is only their name.
pub(super) fn ids_are_there_once(
    written: &[&ast::Route],
    routes: &mut [Route],
    mounts: &[Mount],
    errors: &mut Errors,
) {
    let given: Vec<Option<(String, &LitStr)>> = routes
        .iter()
        .zip(written)
        .map(|(route, written)| Some((route.operation_id.clone()?, written.operation_id.given()?)))
        .collect();
    for (index, id) in given.iter().enumerate() {
        let Some((id, at)) = id else { continue };
        let is_same = |(other, route): &(usize, &Route)| {
            // Of two that are written the later one is told.
            *other != index && (route.operation_id.is_none() || *other < index) && id_of(route) == *id
        };
        let same = routes.iter().enumerate().find(is_same).map(|(_, other)| other.operation.clone());
        let of_mount = mounts
            .iter()
            .map(|mount| &mount.operation)
            .find(|mount| id.strip_prefix(mount.as_str()).is_some_and(|rest| rest.starts_with('.')));
        let problem = match (same, of_mount) {
            (Some(other), _) => format!("`{other}` has the operation id `{id}` already"),
            (None, Some(mount)) => {
                format!("`{mount}.` is what the operation ids of the routes mounted as `{mount}` begin with")
            }
            (None, None) => continue,
        };
        errors.report(at.span(), problem, "choose another operation id");
        if let Some(route) = routes.get_mut(index) {
            route.leave_unserved();
        }
    }
}

fn id_of(route: &Route) -> &str {
    route.operation_id.as_deref().unwrap_or(&route.operation)
}
