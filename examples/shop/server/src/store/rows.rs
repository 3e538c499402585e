//! Reading columns as what the contract knows them as.

use jiff::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Error, Result, Row};
use serde::de::DeserializeOwned;
use serde::de::value::{Error as Misread, StringDeserializer};

/// A time, which is kept in milliseconds.
pub(super) fn time(row: &Row<'_>, column: &str) -> Result<Timestamp> {
    let index = row.as_ref().column_index(column)?;
    Timestamp::from_millisecond(row.get(index)?)
        .map_err(|error| Error::FromSqlConversionFailure(index, Type::Integer, error.into()))
}

/// A value that is kept under the name that it has on the wire.
pub(super) fn word<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T> {
    let index = row.as_ref().column_index(column)?;
    let text: String = row.get(index)?;
    T::deserialize(StringDeserializer::<Misread>::new(text))
        .map_err(|error| Error::FromSqlConversionFailure(index, Type::Text, error.into()))
}

/// A value that is kept as JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: &str) -> Result<T> {
    let index = row.as_ref().column_index(column)?;
    serde_json::from_value(row.get(index)?)
        .map_err(|error| Error::FromSqlConversionFailure(index, Type::Text, error.into()))
}
