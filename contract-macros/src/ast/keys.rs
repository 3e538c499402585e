//! The keys as they were written, right or wrong: what an editor completes and explains.

use proc_macro2::{Ident, TokenTree};

use super::entries::{Entry, Key};
use crate::words::is_keyword;

/// Every key, by what it is a key of, and every method.
#[derive(Clone, Default)]
pub(crate) struct Keys {
    pub(crate) of_contract: Vec<Ident>,
    pub(crate) of_groups: Vec<Ident>,
    pub(crate) of_routes: Vec<Ident>,
    pub(crate) methods: Vec<Ident>,
}

impl Keys {
    /// Keeps the key of an entry in a route, of which all `known` ones can be imported, and the method if that is what it gives.
    pub(super) fn keep_of_route(&mut self, entry: &Entry, known: &[&str]) {
        self.of_routes.extend(name(entry, known));
        if let (Key::Name(key), [TokenTree::Ident(method)]) = (&entry.key, entry.value.tokens.as_slice())
            && key == "method"
            && can_be_imported(method, &[])
        {
            self.methods.push(method.clone());
        }
    }
}

/// The key of an entry, where it can be imported: a literal can't, nor can a keyword, such as `crate`. All `known` ones can.
pub(super) fn name(entry: &Entry, known: &[&str]) -> Option<Ident> {
    match &entry.key {
        Key::Name(name) if can_be_imported(name, known) => Some(name.clone()),
        Key::Name(_) | Key::Literal(_) => None,
    }
}

fn can_be_imported(name: &Ident, known: &[&str]) -> bool {
    let name = name.to_string();
    known.contains(&name.as_str()) || !is_keyword(&name)
}

#[cfg(test)]
mod tests {
    use super::super::{Method, contract, route, shapes};

    /// Where an editor finds what there is to say of the keys.
    const EXPLAINED: &str = include_str!("../../../contract-runtime/src/keys.rs");

    #[test]
    fn every_key_is_explained_to_editors() {
        let modules: Vec<&str> = EXPLAINED.split("\npub mod ").collect();
        let names = |module: &str| {
            let (_, text) =
                modules.iter().find_map(|text| text.split_once(module)).expect("the module is there");
            let items = text.split("pub const ").skip(1).filter_map(|item| item.split(':').next());
            let imported =
                text.split("::{").nth(1).and_then(|list| list.split('}').next()).unwrap_or_default();
            items
                .chain(imported.split(", "))
                .map(str::to_owned)
                .filter(|name| !name.is_empty())
                .collect::<Vec<_>>()
        };
        // A keyword can't be the name of an item.
        let explained_all = |module: &str, keys: &[&str]| {
            let mut explained = names(module);
            let mut keys: Vec<&str> = keys.iter().copied().filter(|key| *key != "crate").collect();
            explained.sort();
            keys.sort_unstable();
            assert_eq!(explained, keys, "{module}");
        };
        explained_all("contract {", &contract::KEYS);
        explained_all("group {", &shapes::GROUP_KEYS);
        explained_all("route {", &route::KEYS);
        explained_all("method {", &Method::ALL.map(Method::name));
    }
}
