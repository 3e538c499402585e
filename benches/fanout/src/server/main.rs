//! One of the servers that the fan-out benchmark compares: `fanout-server KIND [--port 4000] [--layers]`.
//!
//! Each answers `GET /feeds/{feed}` with the events of that channel, and publishes as the load says on the port after that. All of
//! them have one thread that serves: the machine that this is made for has two processors, of which the load takes one.

mod by_contract;
mod by_hand;
mod floor;
mod layers;
mod nchan;
mod options;
mod publishing;
mod runtime;

use std::error::Error;
use std::process::ExitCode;

use options::{Kind, Options};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(std::env::args().skip(1))?;
    match options.kind {
        Kind::Contract => by_contract::serve(options),
        Kind::Axum => by_hand::serve(options),
        Kind::Floor => floor::serve(options, floor::Sends::OneAnEvent),
        Kind::FloorCoalescing => floor::serve(options, floor::Sends::AllPending),
        Kind::Nchan => Ok(nchan::serve(options)?),
    }
}
