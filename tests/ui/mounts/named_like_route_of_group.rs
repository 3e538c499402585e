use contract_runtime::contract;

contract! {
    pub trait Api {
        v1: {
            admin: admin::Admin,
            admin: { method: GET, path: "/", responses: { 204: () } },
        },
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

impl admin::Admin for Office {
    type Context = ();

    async fn ban_user(&self, (): (), _: admin::AdminBanUserRequest) -> admin::AdminBanUserResult {
        Ok(admin::AdminBanUserResponse::NoContent)
    }
}

struct App;

impl Api for App {
    type Context = ();
    type V1Admin = Office;

    async fn v1_admin(&self, (): (), _: ApiV1AdminRequest) -> ApiV1AdminResult {
        Ok(ApiV1AdminResponse::NoContent)
    }
}

fn main() {}
