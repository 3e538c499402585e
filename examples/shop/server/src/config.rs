//! What is set by the environment.

use std::env::{self, VarError};
use std::fmt::Display;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use axum::BoxError;
use shop_contract::Password;

/// How the shop is run. Every setting has a default, and an environment variable that sets it.
#[derive(Debug, Clone)]
pub struct Config {
    /// `SHOP_ADDRESS`: where to listen.
    pub address: SocketAddr,
    /// `SHOP_DATABASE`: the database's file.
    pub database: PathBuf,
    /// `SHOP_PHOTOS`: the folder of the products' photos.
    pub photos: PathBuf,
    /// `SHOP_ADMIN_PASSWORD`: makes an account `admin` with this password, unless there is one.
    pub admin_password: Option<Password>,
    /// `SHOP_SECURE_COOKIES`: whether browsers keep the session to TLS. To be `true` wherever there is TLS.
    pub secure_cookies: bool,
    /// `SHOP_STEP_SECONDS`: how long the warehouse takes to pack an order, and again to deliver it.
    pub step: Duration,
    /// `SHOP_PACE_MS`: how long an answer takes for a word.
    pub pace: Duration,
    /// `SHOP_MAX_STREAMS`: how many event streams may be open at once.
    pub max_streams: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            address: (Ipv4Addr::LOCALHOST, 3000).into(),
            database: "shop.db".into(),
            photos: "shop-photos".into(),
            admin_password: None,
            secure_cookies: false,
            step: Duration::from_secs(10),
            pace: Duration::from_millis(80),
            max_streams: 1000,
        }
    }
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// A variable is set to what it can't be.
    pub fn from_env() -> Result<Self, BoxError> {
        let default = Self::default();
        let admin_password = match variable::<String>("SHOP_ADMIN_PASSWORD")? {
            Some(text) => {
                Some(Password::try_from(text).map_err(|error| format!("SHOP_ADMIN_PASSWORD: {error}"))?)
            }
            None => None,
        };
        Ok(Self {
            address: variable("SHOP_ADDRESS")?.unwrap_or(default.address),
            database: variable("SHOP_DATABASE")?.unwrap_or(default.database),
            photos: variable("SHOP_PHOTOS")?.unwrap_or(default.photos),
            admin_password,
            secure_cookies: variable("SHOP_SECURE_COOKIES")?.unwrap_or(default.secure_cookies),
            step: variable("SHOP_STEP_SECONDS")?.map_or(default.step, Duration::from_secs),
            pace: variable("SHOP_PACE_MS")?.map_or(default.pace, Duration::from_millis),
            max_streams: variable("SHOP_MAX_STREAMS")?.unwrap_or(default.max_streams),
        })
    }
}

fn variable<T: FromStr<Err: Display>>(name: &str) -> Result<Option<T>, BoxError> {
    match env::var(name) {
        Ok(text) => text.parse().map(Some).map_err(|error| format!("{name}: {error}").into()),
        Err(VarError::NotPresent) => Ok(None),
        Err(error) => Err(format!("{name}: {error}").into()),
    }
}
