//! The rules of mounts.

use proc_macro2::Ident;

use super::groups::{self, Given};
use super::route::{name_is_free, name_is_snake_case};
use crate::ast::{self, unraw};
use crate::errors::{At, Errors};
use crate::model::{Mount, Route};
use crate::words::upper_camel_case;

/// The mounts, each of another name; `given` is what each takes from what it stands in.
pub(super) fn check<'a>(
    written: &ast::Contract,
    routes: &[Route],
    given: impl Fn(Option<usize>) -> &'a Given,
    errors: &mut Errors,
) -> Vec<Mount> {
    let mut mounts: Vec<Mount> = Vec::new();
    for mount in &written.mounts {
        let mistakes_before = errors.count();
        if mount.group.is_none() {
            name_is_free(&mount.name, errors);
        }
        name_is_snake_case(&mount.name, "mount", errors);
        let (name, operation) = groups::full_name(&mount.name, mount.group, &written.groups);
        let Ok(mut ty) = syn::parse_str::<Ident>(&upper_camel_case(&unraw(&name))) else { continue };
        ty.set_span(mount.name.span());
        if !is_there_once(&name, &mounts, errors) {
            continue;
        }
        let has_type = type_is_free(&ty, &name, &mounts, errors);
        let has_method = method_is_free(&name, routes, errors);
        is_no_group(mount, &written.groups, errors);
        let is_other = is_another_contract(mount, &written.name, errors);
        let given = given(mount.group);
        let is_sound = is_other && given.prefix.is_sound && errors.count() == mistakes_before;
        mounts.push(Mount {
            docs: mount.docs.clone(),
            name,
            operation,
            prefix: given.prefix.path.clone().unwrap_or_default(),
            params: given.prefix.params.clone(),
            common: given.answers.clone().unwrap_or_default(),
            headers: given.headers.clone().unwrap_or_default(),
            inherited: given.inherited.clone(),
            ty,
            contract: mount.contract.clone().filter(|_| is_sound),
            has_type,
            has_method,
        });
    }
    mounts
}

/// The types that the trait has for names which may be those of mounts.
pub(super) fn open_types(written: &ast::Contract, mounts: &[Mount]) -> Vec<Ident> {
    let mut types: Vec<Ident> = Vec::new();
    for unclear in &written.unclear {
        let (name, _) = groups::full_name(&unclear.name, unclear.group, &written.groups);
        let Ok(mut ty) = syn::parse_str::<Ident>(&upper_camel_case(&unraw(&name))) else { continue };
        ty.set_span(unclear.name.span());
        if ty != "Context" && mounts.iter().all(|mount| mount.ty != ty) && !types.contains(&ty) {
            types.push(ty);
        }
    }
    types
}

/// No two mounts have one name.
fn is_there_once(name: &Ident, before: &[Mount], errors: &mut Errors) -> bool {
    let text = unraw(name);
    let is_new = before.iter().all(|other| unraw(&other.name) != text);
    if !is_new {
        errors.report(name, format!("two mounts are called `{text}`"), "rename one of the two");
    }
    is_new
}

/// No mount has the name of a route.
fn method_is_free(name: &Ident, routes: &[Route], errors: &mut Errors) -> bool {
    let text = unraw(name);
    let is_free = routes.iter().all(|route| unraw(&route.name) != text);
    if !is_free {
        errors.report(name, format!("a route and a mount are both called `{text}`"), "rename one of the two");
    }
    is_free
}

/// No mount has the name of a group beside it: their routes would share names, and with them channels.
fn is_no_group(mount: &ast::Mount, groups: &[ast::Group], errors: &mut Errors) {
    let name = unraw(&mount.name);
    if groups.iter().any(|group| group.parent == mount.group && unraw(&group.name) == name) {
        errors.report(
            &mount.name,
            format!("a group and a mount are both called `{name}`"),
            "rename one of the two",
        );
    }
}

/// No two mounts give the trait one type, and none gives it that of the caller.
fn type_is_free(ty: &Ident, name: &Ident, before: &[Mount], errors: &mut Errors) -> bool {
    if ty == "Context" {
        errors.report(
            name,
            format!("`{name}` would be the type `Context`, which is that of the caller"),
            "choose another name",
        );
    } else if let Some(other) = before.iter().find(|other| other.ty == *ty) {
        errors.report(
            name,
            format!("`{name}` and `{}` would both be the type `{ty}`", other.name),
            "rename one of the two",
        );
    } else {
        return true;
    }
    false
}

/// A contract does not mount itself.
fn is_another_contract(mount: &ast::Mount, contract: &Ident, errors: &mut Errors) -> bool {
    let Some(path) = &mount.contract else { return false };
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let is_same = match segments.as_slice() {
        [only] => contract == only && path.leading_colon.is_none(),
        [place, only] => place == "self" && contract == only,
        _ => false,
    };
    if is_same {
        errors.report(
            At::all(path),
            format!("`{contract}` would be inside itself"),
            "mount another contract, or remove this",
        );
    }
    !is_same
}
