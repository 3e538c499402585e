//! Notifications: people sign in, and messages are pushed to everyone or to one of them.
//!
//! `cargo run -p notifications`, then open <http://localhost:3000> in two browsers. `PORT` sets the port; with a
//! `SESSION_KEY` (at least 32 characters) people stay signed in over a restart.

mod app;
mod contract;
mod page;
mod people;
mod presence;
mod session;

use std::env;
use std::error::Error;
use std::time::Duration;

use contract_runtime::SseManager;
use cookie::Key;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::app::App;
use crate::contract::NotificationsContract;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let port: u16 = env::var("PORT").ok().map_or(Ok(3000), |port| port.parse())?;
    let key = session_key()?;

    let sse = SseManager::builder().max_connections(100).connection_timeout(Duration::from_mins(1)).build();
    let app = App::new(&sse, key);
    presence::announce(&app);
    let router = NotificationsContract::router(app, &sse).merge(page::router());

    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    println!("Open http://localhost:{}", listener.local_addr()?.port());
    let ctrl_c = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    contract_runtime::serve(listener, router)
        .with_graceful_shutdown(ctrl_c, &sse)
        .deadline(Duration::from_millis(500))
        .await?;
    Ok(())
}

/// The key that signs session cookies: the one given, so that sessions outlive this process, or a new one.
fn session_key() -> Result<Key, Box<dyn Error>> {
    match env::var("SESSION_KEY") {
        Ok(secret) if secret.len() >= 32 => Ok(Key::derive_from(secret.as_bytes())),
        Ok(_) => Err("SESSION_KEY must have at least 32 characters".into()),
        Err(_) => Ok(Key::generate()),
    }
}
