//! Commands as data: run from the repository's root, and shown as they would be typed there.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A command to run.
#[derive(Clone, Copy)]
pub(crate) struct CommandLine {
    env: &'static [(&'static str, &'static str)],
    dir: &'static str,
    program: &'static str,
    args: &'static [&'static str],
}

impl CommandLine {
    /// A program, found on the `PATH`.
    pub(crate) const fn new(program: &'static str, args: &'static [&'static str]) -> Self {
        Self { env: &[], dir: "", program, args }
    }

    /// A command of cargo.
    pub(crate) const fn cargo(args: &'static [&'static str]) -> Self {
        Self::new("cargo", args)
    }

    /// The same with variables beyond those inherited.
    pub(crate) const fn with_env(self, env: &'static [(&'static str, &'static str)]) -> Self {
        Self { env, ..self }
    }

    /// The same in a folder, given from the repository's root.
    pub(crate) const fn within(self, dir: &'static str) -> Self {
        Self { dir, ..self }
    }

    /// Shows the command, runs it with its output in view, and says how it failed if it did.
    pub(crate) fn run(&self) -> Result<(), String> {
        println!("\n$ {self}");
        let mut command = Command::new(self.program);
        command.args(self.args).envs(self.env.iter().copied()).current_dir(root().join(self.dir));
        finish(&mut command).map_err(|how| format!("`{self}` {how}"))
    }
}

/// Runs a command without input, and says how it failed if it did.
pub(crate) fn finish(command: &mut Command) -> Result<(), String> {
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("failed: {status}")),
        Err(error) => Err(format!("could not be started: {error}")),
    }
}

/// The repository's root. Cargo's word as it runs the task comes first: two clones that share a target folder may also
/// share the built task.
pub(crate) fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&package).join("..")
}

impl fmt::Display for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.dir.is_empty() {
            write!(f, "cd {} && ", self.dir)?;
        }
        for (name, value) in self.env {
            write!(f, "{name}=\"{value}\" ")?;
        }
        f.write_str(self.program)?;
        self.args.iter().try_for_each(|argument| write!(f, " {argument}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed_at_the_root() {
        let command = CommandLine::cargo(&["doc", "--no-deps"])
            .with_env(&[("RUSTDOCFLAGS", "-D warnings")])
            .within("tests/browser");
        assert_eq!(
            command.to_string(),
            "cd tests/browser && RUSTDOCFLAGS=\"-D warnings\" cargo doc --no-deps"
        );
    }

    #[test]
    fn a_failure_says_which_command_and_how() {
        let failure = CommandLine::new("false", &[]).run().expect_err("`false` fails");
        assert!(failure.starts_with("`false` failed: exit status: 1"), "{failure}");
        let failure = CommandLine::new("no-such-program", &[]).run().expect_err("it is not there");
        assert!(failure.starts_with("`no-such-program` could not be started"), "{failure}");
        assert_eq!(CommandLine::new("true", &[]).run(), Ok(()));
    }
}
