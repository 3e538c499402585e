use contract_runtime::contract;

contract! {
    pub trait Api {
        admin: Box<dyn admin::Admin>,
        get_order: {
            method: GET,
            path: "/order",
            responses: { 200: String },
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
    type Admin = Office;

    fn admin(&self) -> Office {
        Office
    }

    async fn get_order(&self, (): (), _: ApiGetOrderRequest) -> ApiGetOrderResult {
        Ok(String::new().into())
    }
}

fn main() {}
