//! The shop's handlers.

use std::net::IpAddr;
use std::time::Duration;

use axum::extract::FromRef;
use contract_runtime::Body;
use contract_runtime::prelude::*;
use shop_contract::*;

use crate::caller::{Caller, unauthorized};
use crate::errors::{no_order, no_product};
use crate::limits::Limit;
use crate::office::Office;
use crate::photos::Photos;
use crate::session::{self, issue};
use crate::store::{AccountId, Page, Store, User};
use crate::{answers, export, secrets};

/// The implementation of the shop's contract.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) store: Store,
    pub(crate) sse: SseManager,
    pub(crate) photos: Photos,
    /// Whether browsers are told to keep the session to TLS.
    pub(crate) secure_cookies: bool,
    /// How long an answer takes for a word.
    pub(crate) pace: Duration,
    pub(crate) sign_ups: Limit<IpAddr>,
    /// By name as well, so that one address can't guess at one account for long.
    pub(crate) sign_ins: Limit<(IpAddr, Name)>,
    pub(crate) questions: Limit<AccountId>,
}

impl FromRef<App> for Store {
    fn from_ref(app: &App) -> Self {
        app.store.clone()
    }
}

impl App {
    /// Whose name and password these are.
    async fn authenticate(&self, credentials: Credentials) -> Result<User, ShopError> {
        let Credentials { name, password } = credentials;
        let login = self.store.login(name).await.internal()?;
        let hash = login.as_ref().map(|login| login.password_hash.clone());
        let is_right = secrets::verify(password, hash).await?;
        match login {
            Some(login) if is_right && login.is_banned => {
                Err(ShopError::Forbidden(Problem::new("This account is banned.")))
            }
            Some(login) if is_right => Ok(login.user),
            _ => Err(unauthorized("No account has this name and this password.")),
        }
    }
}

impl Shop for App {
    type Context = Caller;
    type Admin = Office;

    fn admin(&self) -> Office {
        Office { store: self.store.clone(), sse: self.sse.clone(), photos: self.photos.clone() }
    }

    async fn create_account(
        &self,
        caller: Caller,
        request: ShopCreateAccountRequest,
    ) -> ShopCreateAccountResult {
        let Credentials { name, password } = request.body;
        self.sign_ups.pass(caller.address)?;
        let account = Account { name, role: Role::Customer };
        let created = self.store.create_account(account, secrets::hash(password).await?).await.internal()?;
        match created {
            Some(account) => Ok(ShopCreateAccountResponse::Created(account)),
            None => Err(ShopCreateAccountError::Conflict(Problem::new("Somebody has this name already."))),
        }
    }

    async fn create_token(&self, caller: Caller, request: ShopCreateTokenRequest) -> ShopCreateTokenResult {
        self.sign_ins.pass((caller.address, request.body.name.clone()))?;
        let user = self.authenticate(request.body).await?;
        let issued = issue(&self.store, user.id).await?;
        Ok(ShopCreateTokenResponse::Created(Token { token: issued.text, expires_at: issued.until }))
    }

    async fn session_sign_in(
        &self,
        caller: Caller,
        request: ShopSessionSignInRequest,
    ) -> ShopSessionSignInResult {
        self.sign_ins.pass((caller.address, request.body.name.clone()))?;
        let user = self.authenticate(request.body).await?;
        let issued = issue(&self.store, user.id).await?;
        let set_cookie = session::cookie(issued, self.secure_cookies);
        Ok(ShopSessionSignInResponse::Created { body: user.account, set_cookie })
    }

    async fn session_get(&self, caller: Caller, _: ShopSessionGetRequest) -> ShopSessionGetResult {
        Ok(ShopSessionGetResponse::Ok(caller.user()?.account))
    }

    async fn session_sign_out(
        &self,
        caller: Caller,
        _: ShopSessionSignOutRequest,
    ) -> ShopSessionSignOutResult {
        let (sign_in, user) = caller.signed_in()?;
        self.store.sign_out(sign_in).await.internal()?;
        // Who is still signed in elsewhere comes back by itself.
        self.sse.client(user.id).close("signed out");
        Ok(ShopSessionSignOutResponse::NoContent { set_cookie: session::end() })
    }

    async fn products_list(&self, _: Caller, request: ShopProductsListRequest) -> ShopProductsListResult {
        let ShopProductsListQuery { search, in_stock } = request.query;
        let products = self.store.products(search, in_stock).await.internal()?;
        Ok(ShopProductsListResponse::Ok(products))
    }

    async fn products_get(&self, _: Caller, request: ShopProductsGetRequest) -> ShopProductsGetResult {
        let product = self.store.product(request.params.id).await.internal()?;
        Ok(product.ok_or_else(|| ShopProductsGetError::NotFound(no_product()))?.into())
    }

    async fn products_photo(&self, _: Caller, request: ShopProductsPhotoRequest) -> ShopProductsPhotoResult {
        let id = request.params.id;
        match self.store.photo(id).await.internal()? {
            Some(media_type) => Ok(self.photos.send(id, media_type).await.internal()?.into()),
            None => Err(ShopProductsPhotoError::NotFound(Problem::new("There is no photo of it."))),
        }
    }

    async fn create_order(&self, caller: Caller, request: ShopCreateOrderRequest) -> ShopCreateOrderResult {
        let user = caller.user()?;
        let order = self.store.place(user.id, request.headers.idempotency_key, request.body).await?;
        Ok(ShopCreateOrderResponse::Created { location: format!("/api/orders/{}", order.id), body: order })
    }

    async fn list_orders(&self, caller: Caller, request: ShopListOrdersRequest) -> ShopListOrdersResult {
        let user = caller.user()?;
        let ShopListOrdersQuery { status, before, limit } = request.query;
        let page = Page { status, before, limit: limit.get() };
        Ok(ShopListOrdersResponse::Ok(self.store.orders(user.id, page).await.internal()?))
    }

    async fn get_order(&self, caller: Caller, request: ShopGetOrderRequest) -> ShopGetOrderResult {
        let user = caller.user()?;
        let order = self.store.order(user.id, request.params.id).await.internal()?;
        Ok(order.ok_or_else(|| ShopGetOrderError::NotFound(no_order()))?.into())
    }

    async fn cancel_order(&self, caller: Caller, request: ShopCancelOrderRequest) -> ShopCancelOrderResult {
        let user = caller.user()?;
        Ok(self.store.cancel(user.id, request.params.id).await?.into())
    }

    async fn export_orders(&self, caller: Caller, _: ShopExportOrdersRequest) -> ShopExportOrdersResult {
        let user = caller.user()?;
        Ok(ShopExportOrdersResponse::Ok {
            body: Body::stream(export::csv(self.store.clone(), user.id)),
            content_disposition: r#"attachment; filename="orders.csv""#.to_owned(),
        })
    }

    async fn order_events(&self, caller: Caller, request: ShopOrderEventsRequest) -> ShopOrderEventsResult {
        let user = caller.user()?;
        let order = self.store.order(user.id, request.params.id).await.internal()?;
        let order = order.ok_or_else(|| ShopOrderEventsError::NotFound(no_order()))?;
        Ok(Subscription::channel().client(user.id).snapshot([OrderUpdate::Order(order)]))
    }

    async fn my_events(&self, caller: Caller, _: ShopMyEventsRequest) -> ShopMyEventsResult {
        let user = caller.user()?;
        let under_way = Page { status: vec![Status::Packing, Status::Shipped], before: None, limit: 100 };
        let orders = self.store.orders(user.id, under_way).await.internal()?;
        let oldest_first = orders.into_iter().rev().map(OrderUpdate::Order);
        Ok(Subscription::channel().client(user.id).snapshot(oldest_first))
    }

    async fn answer(&self, caller: Caller, request: ShopAnswerRequest) -> ShopAnswerResult {
        let user = caller.user()?;
        self.questions.pass(user.id)?;
        let products = self.store.products(None, false).await.internal()?;
        let answer = answers::answer(request.body.text.as_str(), &products);
        Ok(Subscription::stream(answers::tell(&answer, self.pace)))
    }
}
