//! The staff's handlers.

use crate::caller::Caller;
use crate::errors::no_product;
use crate::photos::{self, Photos};
use crate::store::{Change, Store};
use axum::extract::FromRef;
use contract_runtime::Patch;
use contract_runtime::prelude::*;
use shop_contract::admin::*;

/// The implementation of the staff's contract.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) store: Store,
    pub(crate) sse: SseManager,
    pub(crate) photos: Photos,
}

impl FromRef<Office> for Store {
    fn from_ref(office: &Office) -> Self {
        office.store.clone()
    }
}

impl Admin for Office {
    type Context = Caller;

    async fn stats(&self, _: Caller, _: AdminStatsRequest) -> AdminStatsResult {
        let figures = self.store.figures().await.internal()?;
        Ok(AdminStatsResponse::Ok(Stats {
            accounts: figures.accounts,
            orders: figures.orders,
            revenue_cents: figures.revenue,
            streams: self.sse.connection_count(),
        }))
    }

    async fn ban_user(&self, caller: Caller, request: AdminBanUserRequest) -> AdminBanUserResult {
        let name = request.params.name;
        if caller.is(&name) {
            return Err(AdminBanUserError::Conflict(Problem::new("Nobody bans themselves.")));
        }
        let banned = self.store.ban(name).await.internal()?;
        let banned =
            banned.ok_or_else(|| AdminBanUserError::NotFound(Problem::new("Nobody has this name.")))?;
        self.sse.client(banned).close("banned");
        Ok(AdminBanUserResponse::NoContent)
    }

    async fn change_product(
        &self,
        _: Caller,
        request: AdminChangeProductRequest,
    ) -> AdminChangeProductResult {
        let AdminChangeProductBody { name, description, price_cents, stock } = request.body;
        let change = Change {
            name: name.map(String::from),
            description: match description {
                Patch::Absent => Patch::Absent,
                Patch::Null => Patch::Null,
                Patch::Value(text) => Patch::Value(text.into()),
            },
            price: price_cents.map(u32::from),
            stock,
        };
        let product = self.store.change_product(request.params.id, change).await.internal()?;
        Ok(product.ok_or_else(|| AdminChangeProductError::NotFound(no_product()))?.into())
    }

    async fn set_photo(&self, _: Caller, request: AdminSetPhotoRequest) -> AdminSetPhotoResult {
        let (id, photo) = (request.params.id, request.body.photo);
        if self.store.product(id).await.internal()?.is_none() {
            return Err(AdminSetPhotoError::NotFound(no_product()));
        }
        let Some(media_type) = photos::kind(&photo).await.internal()? else {
            let problem = Problem::new("A photo is a PNG, a JPEG or a WebP.");
            return Err(AdminSetPhotoError::UnprocessableContent(problem));
        };
        self.photos.keep(id, photo).await.internal()?;
        self.store.set_photo(id, media_type).await.internal()?;
        Ok(AdminSetPhotoResponse::NoContent)
    }
}
