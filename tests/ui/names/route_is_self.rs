use contract_runtime::contract;

contract! {
    pub trait Api {
        self: {
            method: GET,
            path: "/order",
            responses: { 200: String },
        },
    }
}

fn main() {}
