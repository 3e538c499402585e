//! Reads the keys of a route.

use proc_macro2::{Ident, Literal};

use super::defaults::Defaults;
use super::entries::{self, Entry, Key};
use super::{Inherited, Keys, Route, Slot, fields, responses, unraw, values};
use crate::errors::Errors;
use crate::words::{closest, snake_case};

pub(super) const KEYS: [&str; 17] = [
    "method",
    "path",
    "path_params",
    "query",
    "headers",
    "cookies",
    "body",
    "content_type",
    "body_limit",
    "responses",
    "summary",
    "description",
    "deprecated",
    "tags",
    "operation_id",
    "security",
    "metadata",
];

/// Reads a route from the brace of `entry`.
pub(super) fn read(
    entry: Entry,
    name: Ident,
    group: Option<usize>,
    keys: &mut Keys,
    errors: &mut Errors,
) -> Route {
    let mut route = Route {
        docs: entry.docs,
        name,
        group,
        method: Slot::Absent,
        path: Slot::Absent,
        path_params: Slot::Absent,
        query: Slot::Absent,
        headers: Slot::Absent,
        cookies: Slot::Absent,
        body: Slot::Absent,
        content_type: Slot::Absent,
        body_limit: Slot::Absent,
        responses: Slot::Absent,
        summary: Slot::Absent,
        description: Slot::Absent,
        deprecated: Slot::Absent,
        operation_id: Slot::Absent,
        inherited: Inherited::default(),
        readable: true,
    };
    match entry.value.brace() {
        Some(inside) => {
            for entry in entries::cut_but(inside.stream(), &|key| !KEYS.contains(&key), "…", errors) {
                keys.keep_of_route(&entry, &KEYS);
                route.read(&entry, errors);
            }
        }
        // A name without a brace is a route that is only just being typed, which has been reported.
        None => route.readable = false,
    }
    route
}

impl Route {
    fn read(&mut self, entry: &Entry, errors: &mut Errors) {
        let at = entry.key.at();
        if !entry.has_colon && !matches!(&entry.key, Key::Name(name) if KEYS.contains(&unraw(name).as_str()))
        {
            return;
        }
        let Some(key) = self.key_meant(&entry.key, errors) else { return };
        if !self.lacks(key) {
            values::refuse_second(at, key, errors);
            return;
        }
        let value = &entry.value;
        match key {
            "method" => self.method = values::slot(at, values::method(value, errors)),
            "path" => self.path = values::slot(at, values::text(value, "path: \"/orders\"", errors)),
            "path_params" => self.path_params = fields::read_path_params(at, value, errors),
            "query" => self.query = values::slot(at, fields::read_asked(value, errors)),
            "headers" => self.headers = values::slot(at, fields::read_headers(value, errors)),
            "cookies" => {
                self.cookies =
                    values::slot(at, fields::read_types(value, "cookies", Defaults::Allowed, errors));
            }
            "body" => self.body = values::slot(at, fields::read_asked(value, errors)),
            "content_type" => {
                let example = "content_type: \"text/plain\"";
                self.content_type = values::slot(at, values::text(value, example, errors));
            }
            "body_limit" => self.body_limit = values::slot(at, values::count(value, "body_limit", errors)),
            "responses" => self.responses = values::slot(at, responses::read(value, "responses", errors)),
            "summary" => self.summary = values::slot(at, values::constant(value, "summary", errors)),
            "description" => {
                self.description = values::slot(at, values::constant(value, "description", errors));
            }
            "deprecated" => self.deprecated = values::slot(at, values::flag(value, "deprecated", errors)),
            "operation_id" => {
                let example = "operation_id: \"placeOrder\"";
                self.operation_id = values::slot(at, values::text(value, example, errors));
            }
            _ => self.inherited.read(key, at, value, errors),
        }
    }

    /// Which key is meant; one that is not written so is reported, and taken for the key that it resembles.
    fn key_meant(&self, key: &Key, errors: &mut Errors) -> Option<&'static str> {
        let text = match key {
            Key::Name(name) => unraw(name),
            Key::Literal(literal) => return self.quoted_key(literal, errors),
        };
        if let Some(known) = KEYS.into_iter().find(|known| *known == text) {
            return Some(known);
        }
        let spelled_otherwise = KEYS.into_iter().find(|known| *known == snake_case(&text));
        let near = spelled_otherwise.or_else(|| closest(&text, &KEYS).filter(|known| self.lacks(known)));
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None => all_keys(),
        };
        errors.report(key.at(), format!("unknown key `{text}`"), help);
        near
    }

    fn quoted_key(&self, literal: &Literal, errors: &mut Errors) -> Option<&'static str> {
        let text = values::string(literal).map(|text| text.value()).unwrap_or_default();
        let meant = KEYS.into_iter().find(|known| *known == text).filter(|known| self.lacks(known));
        let help = meant.map_or_else(all_keys, |key| format!("write `{key}: …`"));
        errors.report(literal.span(), format!("a key is not quoted: found `{literal}`"), help);
        meant
    }

    fn lacks(&self, key: &str) -> bool {
        match key {
            "method" => self.method.is_absent(),
            "path" => self.path.is_absent(),
            "path_params" => self.path_params.is_absent(),
            "query" => self.query.is_absent(),
            "headers" => self.headers.is_absent(),
            "cookies" => self.cookies.is_absent(),
            "body" => self.body.is_absent(),
            "content_type" => self.content_type.is_absent(),
            "body_limit" => self.body_limit.is_absent(),
            "responses" => self.responses.is_absent(),
            "summary" => self.summary.is_absent(),
            "description" => self.description.is_absent(),
            "deprecated" => self.deprecated.is_absent(),
            "operation_id" => self.operation_id.is_absent(),
            _ => self.inherited.lacks(key),
        }
    }
}

fn all_keys() -> String {
    format!("a route has: {}", KEYS.join(", "))
}
