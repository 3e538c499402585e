//! The staff's handlers.

use crate::caller::Administrator;
use crate::errors::no_product;
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
}

impl FromRef<Office> for Store {
    fn from_ref(office: &Office) -> Self {
        office.store.clone()
    }
}

impl Admin for Office {
    type Context = Administrator;

    async fn stats(&self, _: Administrator, _: AdminStatsRequest) -> AdminStatsResult {
        let figures = self.store.figures().await.internal()?;
        Ok(AdminStatsResponse::Ok(Stats {
            accounts: figures.accounts,
            orders: figures.orders,
            revenue_cents: figures.revenue,
            streams: self.sse.connection_count(),
        }))
    }

    async fn ban_user(
        &self,
        Administrator(user): Administrator,
        request: AdminBanUserRequest,
    ) -> AdminBanUserResult {
        let name = request.params.name;
        if name.as_str().eq_ignore_ascii_case(user.account.name.as_str()) {
            return Err(AdminBanUserError::Conflict(Problem::new("Nobody bans themselves.")));
        }
        let banned = self.store.ban(name).await.internal()?;
        let banned =
            banned.ok_or_else(|| AdminBanUserError::NotFound(Problem::new("Nobody has this name.")))?;
        self.sse.detach_client(banned);
        Ok(AdminBanUserResponse::NoContent)
    }

    async fn change_product(
        &self,
        _: Administrator,
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
}
