//! A contract in a function, with a type that only the function has.

use contract_runtime::{InvalidRequest, SseManager, Subscription, contract};

#[test]
fn a_contract_may_stand_in_a_function() {
    use contract_runtime::schemars::{self, JsonSchema};
    use serde::{Deserialize, Serialize};

    #[derive(Debug, Serialize, Deserialize, JsonSchema)]
    struct Local {
        n: u8,
    }

    contract! {
        trait Inner {
            common_responses: { 400: { why: String } },
            get: { method: GET, path: "/{id}", query: { n: u8 }, responses: { 200: Local, 404: { n: u8 } } },
            list: { method: GET, path: "/", responses: { 200: Vec<Local> } },
            follow: { method: GET, path: "/{id}/events", responses: { 200: events { changed: Local, gone: () } } },
        }
    }

    impl From<InvalidRequest> for InnerBadRequestBody {
        fn from(request: InvalidRequest) -> Self {
            Self { why: request.to_string() }
        }
    }

    struct App;

    impl Inner for App {
        type Context = ();

        async fn get(&self, (): (), request: InnerGetRequest) -> InnerGetResult {
            if request.params.id.is_empty() {
                return Err(InnerGetNotFoundBody { n: 0 }.into());
            }
            Ok(Local { n: request.query.n }.into())
        }

        async fn list(&self, (): (), _: InnerListRequest) -> InnerListResult {
            Ok(vec![Local { n: 1 }].into())
        }

        async fn follow(&self, (): (), _: InnerFollowRequest) -> InnerFollowResult {
            Ok(Subscription::channel())
        }
    }

    let _router = InnerContract::router(App, &SseManager::new());
    assert_eq!(InnerContract::routes()[2].path, "/{id}/events");
}
