use contract_runtime::contract;

contract! {
    pub trait Api {
        admin: admin::Admin,
        ban: {
            method: POST,
            path: "/users",
            responses: { 200: String },
        },
    }
}

mod admin {
    contract_runtime::contract! {
        pub trait Admin {
            ban_user: {
                method: POST,
                path: "/users/{id}",
                path_params: { id: Option<u32> },
                responses: { 204: () },
            },
        }
    }
}

struct Office;

impl admin::Admin for Office {
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

    async fn ban(&self, (): (), _: ApiBanRequest) -> ApiBanResult {
        Ok(ApiBanResponse::Ok(String::new()))
    }
}

fn main() {}
