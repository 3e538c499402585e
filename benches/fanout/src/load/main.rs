//! Opens many event streams on one of the servers, has it publish, and counts: every event of every connection has to arrive, once and
//! in its order, or there is no result. See `fanout-load --help`.

mod commands;
mod connect;
mod hold;
mod ledger;
mod load;
mod options;
mod pace;
mod processes;
mod report;
mod stalled;
mod stream;

use std::error::Error;
use std::process::ExitCode;

use options::Options;

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
    if options.holds {
        return hold::run(&options);
    }
    if options.stalled > 0 {
        println!("{}", stalled::run(&options)?);
    } else {
        println!("{}", load::run(&options)?);
    }
    Ok(())
}
