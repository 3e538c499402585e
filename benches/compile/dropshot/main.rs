//! @ROUTES@ routes, with dropshot.

mod store;
mod widgets; // each

use dropshot::{ApiDescription, ConfigLogging, ConfigLoggingLevel, ServerBuilder};

#[derive(Default)]
pub struct App {
    pub widgets: store::Table<widgets::Widget>, // each
}

#[tokio::main]
async fn main() -> Result<(), String> {
    let mut api = ApiDescription::new();
    widgets::register(&mut api); // each
    let log = ConfigLogging::StderrTerminal { level: ConfigLoggingLevel::Info };
    let log = log.to_logger("compile").map_err(|error| error.to_string())?;
    ServerBuilder::new(api, App::default(), log).start().map_err(|error| error.to_string())?.await
}
