//! A contract that nobody outside of its module sees, nor implements.

use contract_runtime::contract;

contract! {
    trait Hidden {
        get: { method: GET, path: "/", responses: { 200: String } },
        follow: { method: GET, path: "/events", responses: { 200: events { changed: String } } },
    }
}

pub(crate) mod inside {
    //! A contract for the crate.

    use contract_runtime::contract;

    contract! {
        pub(crate) trait Known {
            get: { method: GET, path: "/", query: { page: u32 }, responses: { 200: { n: u8 } } }
        }
    }
}

#[test]
fn it_is_described_without_an_implementation() {
    assert_eq!(HiddenContract::routes().len() + inside::KnownContract::routes().len(), 3);
}
