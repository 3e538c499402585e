use contract_runtime::contract;

contract! {
    pub trait Api
}

fn main() {}
