use contract_runtime::contract;

contract! {
    pub trait Api {
        users: {
            path_prefix: "/users",
            sumary: "The users",
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
