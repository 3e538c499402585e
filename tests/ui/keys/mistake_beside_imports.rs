use contract_runtime::{Problem, contract};
use rules::{Access, LIMIT, SUMMARY, first_page};
use types::{Created, Page, Tenant, Token};

mod types {
    use contract_runtime::schemars::{self, JsonSchema};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    pub struct Created {
        pub id: u64,
    }

    #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
    pub struct Page(pub u32);

    #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
    pub struct Tenant(pub u32);

    #[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
    pub struct Token(pub u32);
}

mod rules {
    #[derive(serde::Serialize)]
    pub struct Access;

    pub const LIMIT: usize = 1000;
    pub const SUMMARY: &str = "Places an order.";

    pub fn first_page() -> super::Page {
        super::Page(1)
    }
}

contract! {
    pub trait Api {
        create_order: {
            method: POST,
            path: "orders",
            query: { page: Page = first_page() },
            headers: { tenant: Tenant },
            cookies: { token: Token },
            body: { title: String },
            body_limit: LIMIT,
            responses: { 201: Created, 404: Problem },
            summary: SUMMARY,
            metadata: Access,
        },
    }
}

fn main() {}
