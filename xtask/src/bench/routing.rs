//! A generated JSON route over the same one written by hand in axum: instructions a call, counted by callgrind, and time
//! a call, measured in alternating rounds.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::figures::{Spread, ratio};
use crate::command_line::{CommandLine, root};
use crate::install::{Need, ensure};

const BUILD: CommandLine = CommandLine::cargo(&["build", "--release", "--package", "bench-routing"]);

/// The instructions of starting up are in both counts, so that their difference is that of the calls between them.
const FEW_CALLS: u64 = 200;
const MANY_CALLS: u64 = 2_200;

const ROUNDS: usize = 9;
const CALLS_A_ROUND: u64 = 200_000;

pub(crate) fn run() -> Result<(), String> {
    ensure(&[Need::Valgrind])?;
    BUILD.run()?;
    let program = program();
    let contract = instructions(&program, "contract")?;
    let axum = instructions(&program, "axum")?;
    println!(
        "\nside       instructions a call   nanoseconds a call: median (least to most of {ROUNDS} rounds)"
    );
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (side, times) in ["contract", "axum"].into_iter().zip(&mut times) {
            times.push(nanoseconds(&program, side)?);
        }
    }
    let [contract_times, axum_times] = times.map(Spread::of);
    for (side, count, times) in [("contract", contract, &contract_times), ("axum", axum, &axum_times)] {
        println!("{side:<10} {count:>19}   {} ({} to {})", times.median, times.least, times.most);
    }
    let instructions = ratio(contract, axum);
    println!(
        "\nrouting_instructions={instructions} routing_time={}",
        ratio(contract_times.median, axum_times.median)
    );
    Ok(())
}

fn program() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    target.join("release").join("bench-routing")
}

fn instructions(program: &Path, side: &str) -> Result<u64, String> {
    let few = count(program, side, FEW_CALLS)?;
    let many = count(program, side, MANY_CALLS)?;
    Ok(many.saturating_sub(few) / (MANY_CALLS - FEW_CALLS))
}

fn count(program: &Path, side: &str, calls: u64) -> Result<u64, String> {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let output =
        command.args([side, &calls.to_string()]).output().map_err(|error| format!("valgrind: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let counted = said.lines().find_map(|line| line.split_once("Collected :")).map(|(_, count)| count.trim());
    counted
        .filter(|_| output.status.success())
        .and_then(|count| count.parse().ok())
        .ok_or_else(|| format!("valgrind counted nothing:\n{said}"))
}

fn nanoseconds(program: &Path, side: &str) -> Result<u64, String> {
    let output = Command::new(program).args([side, &CALLS_A_ROUND.to_string()]).output();
    let output = output.map_err(|error| format!("{}: {error}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    said.trim().parse().map_err(|_| format!("no time: {said}{}", String::from_utf8_lossy(&output.stderr)))
}
