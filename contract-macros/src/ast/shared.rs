//! Reads what a contract or a group says of all that is in it.

use syn::LitStr;

use super::entries::Value;
use super::{Field, Inherited, Responses, Slot, fields, responses, values};
use crate::errors::{At, Errors};

/// What a contract or a group says of all the routes, groups and mounts in it.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) path_prefix: Slot<LitStr>,
    pub(crate) path_params: Slot<Vec<Field>>,
    pub(crate) common_responses: Slot<Responses>,
    pub(crate) headers: Slot<Vec<Field>>,
    pub(crate) inherited: Inherited,
}

impl Shared {
    pub(super) fn lacks(&self, key: &str) -> bool {
        match key {
            "path_prefix" => self.path_prefix.is_absent(),
            "path_params" => self.path_params.is_absent(),
            "common_responses" => self.common_responses.is_absent(),
            "headers" => self.headers.is_absent(),
            _ => self.inherited.lacks(key),
        }
    }

    /// Reads the value of one of its keys; `prefix` is how one could look.
    pub(super) fn read(&mut self, key: &str, prefix: &str, at: At, value: &Value, errors: &mut Errors) {
        match key {
            "path_prefix" => self.path_prefix = values::slot(at, values::text(value, prefix, errors)),
            "path_params" => self.path_params = fields::read_path_params(at, value, errors),
            "common_responses" => {
                self.common_responses = values::slot(at, responses::read(value, "common_responses", errors));
            }
            "headers" => self.headers = values::slot(at, fields::read_headers(value, errors)),
            _ => self.inherited.read(key, at, value, errors),
        }
    }
}
