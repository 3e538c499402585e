use contract_runtime::contract;

contract! {
    pub trait Api {
        theUsers: {
            path_prefix: "/users",
            list: { method: GET, path: "/", responses: { 200: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn theUsers_list(&self, (): (), _: ApiTheUsersListRequest) -> ApiTheUsersListResult {
        Ok(ApiTheUsersListResponse::Ok(String::new()))
    }
}

fn main() {}
