//! What the outside is told of the inside's errors.

use contract_runtime::{Internal, Problem};
use shop_contract::*;

use crate::store::{CancelError, PlaceError};

impl From<PlaceError> for ShopCreateOrderError {
    fn from(error: PlaceError) -> Self {
        match error {
            PlaceError::Lines => Self::UnprocessableContent(Problem::new("An order has 1 to 100 lines.")),
            PlaceError::UnknownProduct(product) => Self::UnprocessableContent(
                Problem::new("No product has this number.").with("product", product),
            ),
            PlaceError::KeyReused => Self::UnprocessableContent(Problem::new(
                "This idempotency key was used for an order that was not the same.",
            )),
            PlaceError::OutOfStock(product) => {
                Self::Conflict(Problem::new("There is less than that in stock.").with("product", product))
            }
            PlaceError::Database(error) => Internal::new(error).into(),
        }
    }
}

impl From<CancelError> for ShopCancelOrderError {
    fn from(error: CancelError) -> Self {
        match error {
            CancelError::NotFound => Self::NotFound(no_order()),
            CancelError::TooLate => Self::Conflict(Problem::new("The order is not being packed any more.")),
            CancelError::Database(error) => Internal::new(error).into(),
        }
    }
}

/// An order that is not there, or is not the caller's: which of both is nobody else's business.
pub(crate) fn no_order() -> Problem {
    Problem::new("You have no order with this number.")
}

pub(crate) fn no_product() -> Problem {
    Problem::new("No product has this number.")
}
