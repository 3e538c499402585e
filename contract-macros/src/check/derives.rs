//! The rules of what generated types derive.

use syn::Path;

use crate::ast::{Slot, unraw};
use crate::errors::{At, Errors};

/// What the generated types derive beside what they have already.
pub(super) fn check(written: &Slot<Vec<Path>>, errors: &mut Errors) -> Vec<Path> {
    let paths = written.given().map_or(&[][..], Vec::as_slice);
    let names: Vec<String> = paths.iter().map(name).collect();
    let mut kept = Vec::new();
    for (index, (path, name)) in paths.iter().zip(&names).enumerate() {
        let before = names.get(..index).unwrap_or_default();
        let is_right = is_there_once(path, name, before, errors)
            && can_be_derived(path, name, errors)
            && has_what_it_needs(path, name, &names, errors);
        if is_right {
            kept.push(path.clone());
        }
    }
    kept
}

fn name(path: &Path) -> String {
    path.segments.last().map(|last| unraw(&last.ident)).unwrap_or_default()
}

/// A derive is there once.
fn is_there_once(path: &Path, name: &String, before: &[String], errors: &mut Errors) -> bool {
    let is_new = !before.contains(name);
    if !is_new {
        errors.report(At::all(path), format!("`{name}` is there twice"), "remove one of the two");
    }
    is_new
}

/// The types have some already, and others they can't have.
fn can_be_derived(path: &Path, name: &str, errors: &mut Errors) -> bool {
    let problem = match name {
        "Debug" => "every generated type has `Debug` already".to_owned(),
        "Serialize" | "Deserialize" | "JsonSchema" => {
            format!("what goes over the wire has `{name}` already, and nothing else needs it")
        }
        "Error" => "the generated errors are errors already".to_owned(),
        "Copy" => "what is asked and answered may hold text, which is not `Copy`".to_owned(),
        "Default" => "answers and events are enums, none of which is the default".to_owned(),
        _ => return true,
    };
    errors.report(At::all(path), problem, "remove it");
    false
}

/// What a derive of the standard library needs beside it is there.
fn has_what_it_needs(path: &Path, name: &str, all: &[String], errors: &mut Errors) -> bool {
    let needed: &[&str] = match name {
        "Eq" | "PartialOrd" => &["PartialEq"],
        "Ord" => &["PartialEq", "Eq", "PartialOrd"],
        _ => return true,
    };
    let missing: Vec<&str> =
        needed.iter().copied().filter(|needed| !all.iter().any(|name| name == needed)).collect();
    let Some(first) = missing.first() else { return true };
    let help = format!("write `derive: [{}, {name}]`", missing.join(", "));
    errors.report(At::all(path), format!("`{name}` needs `{first}`"), help);
    false
}
