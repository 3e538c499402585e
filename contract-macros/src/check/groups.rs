//! The rules of groups, and what they give to the routes in them.

use proc_macro2::Ident;
use quote::format_ident;

use super::prefixes::{self, Prefix};
use super::{headers, inherited, responses};
use crate::ast::{self, unraw};
use crate::errors::Errors;
use crate::model::{Answer, Group, Headers, Inherited, Origin, Sets};
use crate::words::snake_case;

/// What a contract or a group gives to each of its routes.
pub(super) struct Given {
    pub(super) prefix: Prefix,
    /// The common answers, where all of them are known.
    pub(super) answers: Option<Vec<Answer>>,
    /// The common headers, where all of them are known.
    pub(super) headers: Option<Headers>,
    /// What is said of the routes as a whole.
    pub(super) inherited: Inherited,
}

/// What each group gives: its own, and what it is given itself by that in which it stands.
pub(super) fn given(
    written: &ast::Contract,
    root: &Given,
    sets: &Sets,
    errors: &mut Errors,
) -> Vec<(Given, Group)> {
    let mut all: Vec<(Given, Group)> = Vec::new();
    for (index, group) in written.groups.iter().enumerate() {
        let mistakes_before = errors.count();
        name_is_snake_case(group, errors);
        name_is_there_once(index, group, written, errors);
        let is_named = errors.count() == mistakes_before;
        let (name, _) = full_name(&group.name, group.parent, &written.groups);
        // A group comes after the one that it stands in.
        let outer = group.parent.and_then(|parent| all.get(parent)).map_or(root, |(given, _)| given);
        let shared = &group.shared;
        let prefix = prefixes::check(&shared.path_prefix, &shared.path_params, &outer.prefix, errors);
        let origin = Origin::Group(name.clone());
        let common = responses::common(&shared.common_responses, &origin, sets, errors);
        let answers = common.clone().zip(outer.answers.as_ref());
        let answers = answers.map(|(own, outer)| responses::with_common(own, outer, false));
        let inherited = inherited::check(&shared.inherited, errors).within(&outer.inherited);
        let headers = headers::common(&shared.headers, errors);
        let headers = headers.zip(outer.headers.as_ref());
        let headers = headers.map(|(own, outer)| headers::with_common(&own, outer, errors));
        let group = Group {
            name,
            parent: group.parent,
            common: common.unwrap_or_default(),
            all_common: answers.clone(),
            has_error: is_named && !shared.common_responses.is_absent(),
        };
        all.push((Given { prefix, answers, headers, inherited }, group));
    }
    all
}

/// A group's name is in `snake_case`, as it is part of its routes' names.
fn name_is_snake_case(group: &ast::Group, errors: &mut Errors) {
    let name = unraw(&group.name);
    let snake = snake_case(&name);
    if name != snake {
        errors.report(
            &group.name,
            format!("a group's name is in snake_case: found `{name}`"),
            format!("write `{snake}`"),
        );
    }
}

/// A group shares its name with no group or route beside it.
fn name_is_there_once(index: usize, group: &ast::Group, written: &ast::Contract, errors: &mut Errors) {
    let mut before = written.groups.iter().take(index);
    if before.any(|other| other.parent == group.parent && other.name == group.name) {
        errors.report(&group.name, format!("there are two groups `{}`", group.name), "make them one");
    } else if written.routes.iter().any(|route| route.group == group.parent && route.name == group.name) {
        let problem = format!("`{}` is a group and a route", group.name);
        errors.report(&group.name, problem, "rename one of the two");
    }
}

/// What a route or group of this name is called as a whole: the name of its handler, and that with dots.
pub(super) fn full_name(name: &Ident, group: Option<usize>, groups: &[ast::Group]) -> (Ident, String) {
    let Some(group) = group.and_then(|group| groups.get(group)) else { return (name.clone(), unraw(name)) };
    let (outer, outer_dotted) = full_name(&group.name, group.parent, groups);
    let ident = format_ident!("{}_{}", unraw(&outer), unraw(name), span = name.span());
    (ident, format!("{outer_dotted}.{}", unraw(name)))
}
