//! Errors that routes have in common, with the contract, with their group, or in a part.

use contract_runtime::prelude::*;
use contract_tests::client::get;
use contract_tests::server::Server;

contract! {
    /// What most routes have to say when they fail, they all have.
    pub(crate) trait Bank {
        common_responses: { 401: Problem, 502: { retry_after: u32 } with { retry_after: u32 }, ..Odd },

        responses Odd { 304: (), 418: () },
        responses Limited { 429: () },

        plain: { method: GET, path: "/plain/{how}", responses: { 200: String } },
        // Of a stream, the 304 is an error too.
        follow: { method: GET, path: "/follow/{how}", responses: { 200: events { tick: u8 } } },
        added: { method: GET, path: "/added/{how}", responses: { 200: String, ..Limited, 404: () } },
        // A type of its own in the place of one that is common.
        replaced: { method: GET, path: "/replaced/{how}", responses: { 200: String, 401: String } },
        // The same type, said again: an answer of its own, whose description may be another.
        again: { method: GET, path: "/again/{how}", responses: { 200: String, 401: Problem } },
        vaults: {
            common_responses: { 403: () },
            plain: { method: GET, path: "/vaults/plain/{how}", responses: { 200: String } },
            added: { method: GET, path: "/vaults/added/{how}", responses: { 200: String, 404: () } },
            // Nothing is added here, so that it is the group's around it.
            inner: {
                path_prefix: "/inner",
                plain: { method: GET, path: "/{how}", responses: { 200: String } },
            },
        },
    }
}

contract! {
    /// Nothing is common.
    pub(crate) trait Kiosk {
        plain: { method: GET, path: "/plain", responses: { 200: String } },
        follow: { method: GET, path: "/follow", responses: { 200: events { tick: u8 } } },
    }
}

/// An error of the application's.
#[derive(Debug)]
struct Torn;

/// One conversion for all routes that have nothing to add.
impl From<Torn> for BankError {
    fn from(Torn: Torn) -> Self {
        Self::ImATeapot
    }
}

/// What every handler begins with.
fn open(how: &str) -> Result<(), BankError> {
    match how {
        "unauthorized" => Err(Problem::new("Who are you?").into()),
        "away" => {
            let body = BankBadGatewayBody { retry_after: 2 };
            Err(BankError::BadGateway { body, retry_after: 3 })
        }
        "odd" => Err(Odd::ImATeapot.into()),
        _ => Ok(()),
    }
}

fn opaque(how: &str) -> Result<(), std::num::ParseIntError> {
    if how == "internal" { "x".parse::<u8>().map(|_| ()) } else { Ok(()) }
}

fn torn(how: &str) -> Result<(), Torn> {
    if how == "torn" { Err(Torn) } else { Ok(()) }
}

fn limited(how: &str) -> Result<(), Limited> {
    if how == "limited" { Err(Limited::TooManyRequests) } else { Ok(()) }
}

struct App;

impl Bank for App {
    type Context = ();

    async fn plain(&self, (): (), request: BankPlainRequest) -> BankPlainResult {
        open(&request.params.how)?;
        opaque(&request.params.how).internal()?;
        torn(&request.params.how)?;
        Ok("plain".to_owned().into())
    }

    async fn follow(&self, (): (), request: BankFollowRequest) -> BankFollowResult {
        open(&request.params.how)?;
        torn(&request.params.how).map_err(BankError::from)?;
        Err(BankFollowError::NotModified)
    }

    async fn added(&self, (): (), request: BankAddedRequest) -> BankAddedResult {
        open(&request.params.how)?;
        opaque(&request.params.how).internal()?;
        limited(&request.params.how)?;
        torn(&request.params.how).map_err(BankError::from)?;
        Ok("added".to_owned().into())
    }

    async fn replaced(&self, (): (), request: BankReplacedRequest) -> BankReplacedResult {
        opaque(&request.params.how).internal()?;
        Err("Who are you?".to_owned().into())
    }

    async fn again(&self, (): (), request: BankAgainRequest) -> BankAgainResult {
        open(&request.params.how)?;
        opaque(&request.params.how).internal()?;
        Ok("again".to_owned().into())
    }

    async fn vaults_plain(&self, (): (), request: BankVaultsPlainRequest) -> BankVaultsPlainResult {
        open(&request.params.how)?;
        opaque(&request.params.how).internal()?;
        Err(BankVaultsError::Forbidden)
    }

    async fn vaults_added(&self, (): (), request: BankVaultsAddedRequest) -> BankVaultsAddedResult {
        open(&request.params.how)?;
        opaque(&request.params.how).internal()?;
        Err(BankVaultsError::Forbidden)?
    }

    async fn vaults_inner_plain(
        &self,
        (): (),
        request: BankVaultsInnerPlainRequest,
    ) -> BankVaultsInnerPlainResult {
        open(&request.params.how)?;
        Err(BankVaultsInnerPlainError::Forbidden)
    }
}

impl Kiosk for App {
    type Context = ();

    async fn plain(&self, (): (), _: KioskPlainRequest) -> KioskPlainResult {
        let error: KioskError = opaque("internal").internal().unwrap_err().into();
        Err(error)
    }

    async fn follow(&self, (): (), _: KioskFollowRequest) -> KioskFollowResult {
        opaque("internal").internal()?;
        Ok(Subscription::channel())
    }
}

#[tokio::test]
async fn every_route_answers_with_the_errors_that_it_has_in_common() {
    let sse = SseManager::new();
    let server = Server::start(BankContract::router(App, &sse), &sse).await;
    let everywhere = [("unauthorized", 401), ("away", 502), ("odd", 418)];
    for (route, others) in [
        ("plain", &[("internal", 500), ("torn", 418), ("well", 200)][..]),
        ("follow", &[("torn", 418), ("well", 304)]),
        ("added", &[("internal", 500), ("torn", 418), ("limited", 429), ("well", 200)]),
        ("again", &[("internal", 500), ("well", 200)]),
        ("vaults/plain", &[("internal", 500), ("well", 403)]),
        ("vaults/added", &[("internal", 500), ("well", 403)]),
        ("inner", &[("well", 403)]),
    ] {
        for (how, status) in everywhere.iter().chain(others) {
            let reply = get(server.address, &format!("/{route}/{how}")).send().await;
            assert_eq!(reply.status, *status, "/{route}/{how}");
            if *status == 502 {
                assert_eq!(
                    (&reply.headers["retry-after"], reply.json()["retry_after"].as_u64()),
                    (&"3".parse().unwrap(), Some(2))
                );
            }
        }
    }
    for (how, status) in [("internal", 500), ("well", 401)] {
        assert_eq!(get(server.address, &format!("/replaced/{how}")).send().await.status, status);
    }
}

#[tokio::test]
async fn a_contract_in_which_nothing_is_common_has_an_error_for_what_is_not_told() {
    let sse = SseManager::new();
    let server = Server::start(KioskContract::router(App, &sse), &sse).await;
    assert_eq!(get(server.address, "/plain").send().await.status, 500);
    assert_eq!(get(server.address, "/follow").send().await.status, 500);
}

#[test]
fn a_route_that_adds_nothing_has_the_error_of_what_stands_around_it() {
    let of_contract: [BankError; 1] = [BankPlainError::ImATeapot];
    let of_group: [BankVaultsError; 2] =
        [BankVaultsPlainError::Forbidden, BankVaultsInnerPlainError::ImATeapot];
    let _ = (of_contract, of_group);
}
