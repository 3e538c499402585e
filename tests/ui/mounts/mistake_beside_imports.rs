use admin::{Admin, AdminContract, AdminEvents};
use contract_runtime::contract;

contract! {
    pub trait Api {
        path_prefix: "api",
        admin: Admin,
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

struct Office;

impl Admin for Office {
    type Context = ();

    async fn ban_user(&self, (): (), _: admin::AdminBanUserRequest) -> admin::AdminBanUserResult {
        Ok(admin::AdminBanUserResponse::NoContent)
    }
}

struct App;

impl Api for App {
    type Context = ();
    type Admin = Office;

    fn admin(&self) -> Office {
        Office
    }
}

fn main() {}
