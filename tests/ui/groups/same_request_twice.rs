use contract_runtime::contract;

contract! {
    pub trait Api {
        people: { method: GET, path: "/users", responses: { 200: String } },
        users: {
            path_prefix: "/users",
            list: { method: GET, path: "/", responses: { 200: String } },
        },
    }
}

struct App;

impl Api for App {
    type Context = ();

    async fn people(&self, (): (), _: ApiPeopleRequest) -> ApiPeopleResult {
        Ok(ApiPeopleResponse::Ok(String::new()))
    }

    async fn users_list(&self, (): (), _: ApiUsersListRequest) -> ApiUsersListResult {
        Ok(ApiUsersListResponse::Ok(String::new()))
    }
}

fn main() {}
