//! The rules of paths.

use proc_macro2::Ident;
use syn::LitStr;

use crate::errors::Errors;
use crate::model::{RoutePath, Segment};
use crate::words::snake_case;

/// Reads a path, and reports everything in it that is none. Nothing comes back where its parameters can't be known.
pub(super) fn read(written: &LitStr, errors: &mut Errors) -> Option<RoutePath> {
    let text = written.value();
    if !has_no_host(written, &text, errors) {
        return None;
    }
    begins_with_a_slash(written, &text, errors);
    ends_without_a_slash(written, &text, errors);
    parameters_have_no_colon(written, &text, errors);
    let inside = text.strip_prefix('/').unwrap_or(&text);
    let inside = inside.strip_suffix('/').unwrap_or(inside);
    if inside.is_empty() {
        return Some(RoutePath::default());
    }
    let segments: Option<Vec<Segment>> =
        inside.split('/').map(|segment| read_segment(written, segment, errors)).collect();
    let mut path = RoutePath { segments: segments? };
    parameters_are_unique(written, &mut path, errors);
    the_rest_comes_last(written, &path, errors);
    Some(path)
}

/// A path is what follows the host.
fn has_no_host(written: &LitStr, text: &str, errors: &mut Errors) -> bool {
    let Some((_, behind)) = text.split_once("://") else { return true };
    let path = behind.split_once('/').map_or("", |(_, path)| path);
    errors.report(written.span(), "a path begins after the host", format!("write `\"/{path}\"`"));
    false
}

/// A path begins with `/`.
fn begins_with_a_slash(written: &LitStr, text: &str, errors: &mut Errors) {
    if !text.is_empty() && !text.starts_with('/') {
        errors.report(written.span(), "a path begins with `/`", format!("write `\"/{text}\"`"));
    }
}

/// A path does not end with `/`, unless that is all of it.
fn ends_without_a_slash(written: &LitStr, text: &str, errors: &mut Errors) {
    if text.len() > 1 && text.ends_with('/') {
        let trimmed = text.trim_end_matches('/');
        errors.report(written.span(), "a path does not end with `/`", format!("write `\"{trimmed}\"`"));
    }
}

/// A parameter is written `{id}`, not `:id`.
fn parameters_have_no_colon(written: &LitStr, text: &str, errors: &mut Errors) {
    let colons: Vec<&str> = text.split('/').filter_map(|segment| segment.strip_prefix(':')).collect();
    let Some(first) = colons.first() else { return };
    let braced = |segment: &str| match segment.strip_prefix(':') {
        Some(name) => format!("{{{}}}", name.trim_end_matches('?')),
        None => segment.to_owned(),
    };
    let right = text.split('/').map(braced).collect::<Vec<_>>().join("/");
    let optional = colons.iter().find_map(|name| name.strip_suffix('?'));
    let optional = optional.map(|name| format!(" and `path_params: {{ {name}: Option<Type> }}`"));
    errors.report(
        written.span(),
        format!("a parameter is written in braces, not `:{first}`"),
        format!("write `\"{right}\"`{}", optional.unwrap_or_default()),
    );
}

fn read_segment(written: &LitStr, segment: &str, errors: &mut Errors) -> Option<Segment> {
    if let Some(name) = segment.strip_prefix(':') {
        // Reported for the path as a whole.
        let name = snake_case(name);
        return parameter_fault(&name).is_none().then_some(Segment::Parameter(name));
    }
    let inside = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let inside = inside.filter(|inside| !inside.contains(['{', '}']));
    let takes_the_rest = inside.is_some_and(|inside| inside.starts_with('*'));
    let inside = inside.map(|inside| inside.strip_prefix('*').unwrap_or(inside));
    let fault = match inside {
        Some("") if takes_the_rest => {
            Some(("a parameter without a name, `{*}`".into(), "write `{*rest}`".into()))
        }
        Some(name) => parameter_fault(name),
        None => literal_fault(segment),
    };
    match (fault, inside) {
        (Some((problem, help)), _) => {
            errors.report(written.span(), problem, help);
            None
        }
        (None, Some(name)) if takes_the_rest => Some(Segment::Rest(name.to_owned())),
        (None, Some(name)) => Some(Segment::Parameter(name.to_owned())),
        (None, None) => Some(Segment::Literal(segment.to_owned())),
    }
}

/// What is wrong with a segment that is a parameter: its name is a Rust identifier, and no keyword.
fn parameter_fault(name: &str) -> Option<(String, String)> {
    let is_identifier = syn::parse_str::<Ident>(name).is_ok() && !name.starts_with("r#") && name != "gen";
    if is_identifier {
        return None;
    }
    if let Some((before, ty)) = name.split_once(':')
        && syn::parse_str::<Ident>(before).is_ok()
    {
        return Some((
            format!("`{{{name}}}` says more than the name of a parameter"),
            format!("write `{{{before}}}` and `path_params: {{ {before}: {} }}`", ty.trim()),
        ));
    }
    let bare = name.trim_start_matches("r#");
    let could_be = snake_case(bare);
    Some(if name.is_empty() {
        ("a parameter without a name, `{}`".into(), "write `{id}`".into())
    } else if let Some(name) = name.strip_suffix('?') {
        (
            format!("`{{{name}?}}` is not a parameter: what may be left out is told by its type"),
            format!("write `{{{name}}}` and `path_params: {{ {name}: Option<Type> }}`"),
        )
    } else if syn::parse_str::<Ident>(&format!("r#{bare}")).is_ok() {
        (
            format!("`{{{name}}}` is named by a keyword of Rust"),
            format!("write `{{{bare}_id}}`, or another name"),
        )
    } else if syn::parse_str::<Ident>(&could_be).is_ok() {
        (format!("`{{{name}}}` is not named by an identifier"), format!("write `{{{could_be}}}`"))
    } else {
        (format!("`{{{name}}}` is not named by an identifier"), "write `{id}`, or another name".into())
    })
}

/// What is wrong with a segment that is text: it is what a client sends, letter for letter.
fn literal_fault(segment: &str) -> Option<(String, String)> {
    if segment.is_empty() {
        return Some(("an empty segment, `//`, in a path".into(), "write one `/`".into()));
    }
    if let Some(name) = parameter_of_others(segment) {
        return Some((
            format!("a parameter is written in braces, not `{segment}`"),
            format!("write `{{{name}}}`"),
        ));
    }
    if segment.contains(['{', '}']) {
        return Some(brace_fault(segment));
    }
    if segment.starts_with('*') {
        let name = snake_case(segment);
        let name = if name.is_empty() { "rest" } else { &name };
        return Some((
            format!("what takes the rest of a path is written in braces, not `{segment}`"),
            format!("write `{{*{name}}}`"),
        ));
    }
    if matches!(segment, "." | "..") {
        return Some((
            format!("a segment `{segment}`, which clients resolve before they send it"),
            "write the path without it".into(),
        ));
    }
    if segment.contains(['?', '#']) {
        return Some((
            format!("`{segment}` holds what comes after a path"),
            "say what the query holds: `query: { name: Type }`".into(),
        ));
    }
    let strange = segment.chars().find(|&letter| !is_path_character(letter))?;
    Some((
        format!("{strange:?} can't stand in a path as it is"),
        format!("write `{}`, as clients send it", percent_encoded(strange)),
    ))
}

/// The name of a parameter as other libraries write it, `<id>`, `[id]`, `${id}` or `{{id}}`, where a last one may take the rest:
/// `<path..>`, `[...path]`.
fn parameter_of_others(segment: &str) -> Option<String> {
    let signs = [("<", ">"), ("[", "]"), ("${", "}"), ("{{", "}}")];
    let inside = signs.iter().find_map(|(open, close)| segment.strip_prefix(open)?.strip_suffix(close))?;
    let name = inside.trim_matches('.');
    syn::parse_str::<Ident>(name).ok()?;
    Some(if name == inside { name.to_owned() } else { format!("*{name}") })
}

fn percent_encoded(letter: char) -> String {
    let mut bytes = [0; 4];
    let bytes = letter.encode_utf8(&mut bytes).bytes();
    bytes.fold(String::new(), |encoded, byte| format!("{encoded}%{byte:02X}"))
}

fn brace_fault(segment: &str) -> (String, String) {
    let opened = segment.matches('{').count();
    let in_order = segment.find('{') < segment.find('}');
    if opened == segment.matches('}').count() && in_order {
        (
            format!("a parameter fills its segment, but here is `{segment}`"),
            "write a parameter between slashes, `/{id}/`".into(),
        )
    } else {
        (format!("a brace without its partner in `{segment}`"), "write a parameter as `{id}`".into())
    }
}

/// What RFC 3986 lets stand in a path unencoded, and the sign that encodes the rest.
fn is_path_character(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(letter)
}

/// A path names each of its parameters once.
fn parameters_are_unique(written: &LitStr, path: &mut RoutePath, errors: &mut Errors) {
    let mut seen = Vec::new();
    path.segments.retain(|segment| {
        let (Segment::Parameter(name) | Segment::Rest(name)) = segment else { return true };
        let is_new = !seen.contains(name);
        if is_new {
            seen.push(name.clone());
        } else {
            errors.report(
                written.span(),
                format!("the path has two parameters `{{{name}}}`"),
                "give each parameter a name of its own",
            );
        }
        is_new
    });
}

/// Nothing comes after what takes the rest of a path.
fn the_rest_comes_last(written: &LitStr, path: &RoutePath, errors: &mut Errors) {
    let before_last = path.segments.len().saturating_sub(1);
    for segment in path.segments.iter().take(before_last) {
        if let Segment::Rest(name) = segment {
            errors.report(
                written.span(),
                format!("`{{*{name}}}` takes all that is left of a path, so nothing can come after it"),
                format!("put it last, or write `{{{name}}}` for one segment"),
            );
        }
    }
}

/// What stands between the braces of a parameter.
fn in_braces(segment: &Segment) -> Option<String> {
    match segment {
        Segment::Parameter(name) => Some(name.clone()),
        Segment::Rest(name) => Some(format!("*{name}")),
        Segment::Literal(_) => None,
    }
}

/// The first parameter of `path` that most of `paths` call otherwise, what they call it, and the route that did so first.
///
/// One place in two paths has one parameter name, whatever the methods: `/a/{id}` beside `/a/{name}/b` or `/a/{*id}` is refused,
/// since routers and documents both know a place by one name.
pub(super) fn odd_name<'a>(
    path: &RoutePath,
    paths: &'a [(Ident, RoutePath)],
) -> Option<(String, String, &'a Ident)> {
    path.segments.iter().enumerate().find_map(|(place, segment)| {
        let mine = in_braces(segment)?;
        let names: Vec<(String, &Ident)> = paths
            .iter()
            .filter(|(_, other)| other.segments.get(..place) == path.segments.get(..place))
            .filter_map(|(route, other)| Some((in_braces(other.segments.get(place)?)?, route)))
            .collect();
        let count = |name: &str| names.iter().filter(|(other, _)| *other == name).count();
        // The last of equals is what `max_by_key` takes, and who came first is right.
        let (usual, route) = names.iter().rev().max_by_key(|(name, _)| count(name))?;
        (*usual != mine).then(|| (mine, usual.clone(), *route))
    })
}
