//! A shop: `cargo run -p shop`, then open <http://localhost:3000>.

use axum::BoxError;
use shop::{Config, Shop};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).init();
    let config = Config::from_env()?;
    let shop = Shop::open(&config).await?;
    let listener = TcpListener::bind(config.address).await?;
    println!("Open http://{}", listener.local_addr()?);
    shop.serve(listener, stop()).await?;
    Ok(())
}

/// Ready when the process is asked to stop: by ctrl-c, or by whatever runs it.
async fn stop() {
    let interrupted = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signal) => signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! { () = interrupted => {}, _ = terminated => {} }
    }
    #[cfg(not(unix))]
    interrupted.await;
}
