//! Contracts whose names and values come from a `macro_rules!`, and neighbours in one scope.

use contract_runtime::contract;

macro_rules! contract_for {
    ($name:ident, $method:ident, $path:literal, $ty:ty) => {
        contract! {
            /// A contract.
            pub trait $name {
                get: { method: $method, path: $path, responses: { 200: $ty, 404: Vec<$ty> } },
            }
        }
    };
}

contract_for!(First, GET, "/first/{id}", String);
contract_for!(Second, POST, "/second", Option<u8>);

#[test]
fn each_is_its_own() {
    assert_eq!(FirstContract::routes()[0].path, "/first/{id}");
    assert_eq!(SecondContract::routes()[0].method.as_str(), "POST");
    let _: [u8; 0] = [];
    let _ = (FirstGetResponse::Ok(String::new()), SecondGetError::NotFound(vec![Some(1)]));
}
