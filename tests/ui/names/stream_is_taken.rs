use contract_runtime::contract;

contract! {
    pub trait Api {
        new: {
            method: GET,
            path: "/news",
            responses: { 200: events { told: String } },
        },
    }
}

fn main() {}
