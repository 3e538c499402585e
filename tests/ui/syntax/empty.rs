use contract_runtime::contract;

contract! {

}

fn main() {}
