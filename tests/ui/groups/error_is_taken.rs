use contract_runtime::contract;
use contract_runtime::Problem;

contract! {
    pub trait Api {
        users: {
            common_responses: { 403: Problem },
            admin: {
                common_responses: { 404: Problem },
                get: { method: GET, path: "/", responses: { 200: String } },
            },
        },
        users_admin: { method: GET, path: "/admin", responses: { 200: String } },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn users_admin_get(&self, (): (), _: ApiUsersAdminGetRequest) -> ApiUsersAdminGetResult {
        Ok(ApiUsersAdminGetResponse::Ok(String::new()))
    }

    async fn users_admin(&self, (): (), _: ApiUsersAdminRequest) -> ApiUsersAdminResult {
        Ok(ApiUsersAdminResponse::Ok(String::new()))
    }
}

fn main() {}
