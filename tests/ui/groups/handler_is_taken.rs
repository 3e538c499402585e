use contract_runtime::contract;

contract! {
    pub trait Api {
        users_list: { method: GET, path: "/people", responses: { 200: String } },
        users: {
            path_prefix: "/users",
            list: { method: GET, path: "/", responses: { 200: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn users_list(&self, (): (), _: ApiUsersListRequest) -> ApiUsersListResult {
        Ok(ApiUsersListResponse::Ok(String::new()))
    }
}

fn main() {}
