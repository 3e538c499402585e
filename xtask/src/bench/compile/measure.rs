//! How long cargo takes for one program.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::program::Program;

/// What is asked of the compiler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Task {
    Check,
    CheckAfterChange,
    Build,
    BuildAfterChange,
}

impl Task {
    /// In an order in which each finds what the one before has left.
    pub(crate) const ALL: [Self; 4] =
        [Self::Check, Self::CheckAfterChange, Self::Build, Self::BuildAfterChange];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Check => "check, clean",
            Self::CheckAfterChange => "check, one handler",
            Self::Build => "build, clean",
            Self::BuildAfterChange => "build, one handler",
        }
    }

    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::CheckAfterChange => "recheck",
            Self::Build => "build",
            Self::BuildAfterChange => "rebuild",
        }
    }

    fn command(self) -> &'static str {
        match self {
            Self::Check | Self::CheckAfterChange => "check",
            Self::Build | Self::BuildAfterChange => "build",
        }
    }
}

/// Both in milliseconds.
pub(crate) struct Cost {
    /// Of all processors, by cargo and the compilers that it ran.
    pub(crate) processor: u64,
    pub(crate) elapsed: u64,
}

/// Builds all that a program depends on, and the program.
pub(crate) fn prepare(workspace: &Path, program: &Program) -> Result<(), String> {
    println!("{}", program.name());
    ["check", "build"]
        .into_iter()
        .try_for_each(|command| cargo(workspace, &[command, "--quiet", "--package", &program.name()]))
}

/// Does a task from a state in which nothing else remains to be done.
pub(crate) fn cost(workspace: &Path, program: &Program, task: Task, round: usize) -> Result<Cost, String> {
    let name = program.name();
    match task {
        Task::Check | Task::Build => cargo(workspace, &["clean", "--quiet", "--package", &name])?,
        Task::CheckAfterChange => program.change(workspace, 2 * round)?,
        Task::BuildAfterChange => program.change(workspace, 2 * round + 1)?,
    }
    let (started, before) = (Instant::now(), processor_time()?);
    cargo(workspace, &[task.command(), "--quiet", "--offline", "--package", &name])?;
    let elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Cost { processor: processor_time()? - before, elapsed })
}

/// The functions that give LLVM most to do.
pub(crate) fn llvm_lines(workspace: &Path, program: &Program) -> Result<String, String> {
    let output = command(workspace, &["llvm-lines", "--quiet", "--package", &program.name()])
        .output()
        .map_err(|error| format!("cargo llvm-lines: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo llvm-lines: {}", String::from_utf8_lossy(&output.stderr)));
    }
    // Two lines of headings and one of the sum.
    Ok(String::from_utf8_lossy(&output.stdout).lines().take(13).collect::<Vec<_>>().join("\n"))
}

fn cargo(workspace: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = command(workspace, arguments).output().map_err(|error| format!("cargo: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("`cargo {}` failed:\n{}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)))
}

fn command(workspace: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(arguments)
        .current_dir(workspace)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .stdin(Stdio::null());
    command
}

/// The processor time of all children that have ended, in milliseconds, out of `/proc`.
fn processor_time() -> Result<u64, String> {
    let stat = fs::read_to_string("/proc/self/stat").map_err(|error| format!("/proc/self/stat: {error}"))?;
    children_time(&stat).ok_or_else(|| format!("/proc/self/stat says no times: {stat}"))
}

fn children_time(stat: &str) -> Option<u64> {
    // The program's name stands in parentheses and may hold spaces.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(13);
    let ticks: u64 = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    // A tick is a hundredth of a second wherever Linux shows one to programs.
    Some(ticks * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_of_children_are_the_sixteenth_and_seventeenth_field() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 0 1 2 3 4 14 15 160 17 20 0 1 0 99";
        assert_eq!(children_time(stat), Some(1_770));
        assert_eq!(children_time("7 (short) S 1"), None);
    }
}
