use contract_runtime::contract;

contract! {
    pub trait Api {
        v1: { path_prefix: "/v1", admin: "Admin" },
    }
}

mod admin {
    contract_runtime::contract! {
        pub trait Admin {
            ban_user: {
                method: POST,
                path: "/users/{id}/ban",
                responses: { 204: () },
            },
        }
    }
}

struct App;

impl Api for App {
    type Context = ();
}

fn main() {}
