//! Mounts wherever a contract's trait can be reached from: beside it, above it, from another crate, in a function.

use contract_runtime::{SseManager, contract};

contract! {
    /// A contract to be mounted.
    trait Leaf {
        get: { method: GET, path: "/leaf", responses: { 200: String } },
    }
}

pub mod branch {
    //! Contracts that mount others.

    use contract_runtime::contract;

    contract! {
        /// What is beside it, which somebody else has brought in, and what is in another crate.
        pub trait Branch {
            path_prefix: "/branch",
            version: "3",
            headers: { tenant: u32, lang: String = "en", "x-api-version": "2" },
            tags: ["branch"],
            security: [contract_runtime::Security::basic()],
            metadata: "a branch",
            beside: Beside,
            imported: Imported,
            elsewhere: ::contract_tests::status::Status,
        }
    }

    contract! {
        /// Beside.
        pub trait Beside {
            get: { method: GET, path: "/beside", responses: { 200: String } },
        }
    }

    use imports::*;

    mod imports {
        pub(super) use super::below::{Imported, ImportedContract, ImportedEvents};
    }

    pub mod below {
        //! A contract that others import.

        contract_runtime::contract! {
            /// Imported.
            pub trait Imported {
                get: { method: GET, path: "/imported", responses: { 200: String } },
            }
        }
    }
}

contract! {
    trait Tree {
        path_prefix: "/{wood}",
        path_params: { wood: u8 },
        leaf: self::Leaf,
        v1: { path_prefix: "/{ring}", leaf: self::Leaf },
        r#type: crate::mounts::branch::Branch,
    }
}

macro_rules! contract_with {
    ($name:ident, $mount:ident, $contract:path) => {
        contract! {
            trait $name {
                $mount: $contract,
            }
        }
    };
}

contract_with!(FromMacro, tree, Tree);

#[test]
fn tables_are_constants() {
    const ROUTES: &[contract_runtime::Route] = FromMacroContract::routes();
    let names: Vec<_> = ROUTES.iter().map(|route| route.name).collect();
    assert_eq!(
        names,
        [
            "tree.leaf.get",
            "tree.v1.leaf.get",
            "tree.type.beside.get",
            "tree.type.imported.get",
            "tree.type.elsewhere.read",
            "tree.type.elsewhere.changes"
        ]
    );
    assert_eq!(ROUTES[2].path, "/{wood}/branch/beside");
}

#[test]
fn a_contract_in_a_function_may_mount_its_neighbour() {
    contract! {
        trait Inside {
            get: { method: GET, path: "/", responses: { 200: String } },
        }
    }

    contract! {
        trait Outside {
            inside: Inside,
        }
    }

    struct App;

    impl Inside for App {
        type Context = ();

        async fn get(&self, (): (), _: InsideGetRequest) -> InsideGetResult {
            Ok(String::new().into())
        }
    }

    impl Outside for App {
        type Context = ();
        type Inside = Self;

        fn inside(&self) -> Self {
            Self
        }
    }

    let _router = OutsideContract::router(App, &SseManager::new());
    let _ = OutsideEvents::new(&SseManager::new()).inside();
    assert_eq!(OutsideContract::routes()[0].name, "inside.get");
}
